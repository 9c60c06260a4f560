"""The one hash of an edition: what was approved is what goes out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping


def sha256(content: Mapping[str, str]) -> str:
    """Return the SHA-256 of canonical JSON: sorted keys, no spaces, UTF-8."""
    text = json.dumps(dict(content), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
