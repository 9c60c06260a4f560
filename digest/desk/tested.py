"""Whether the present words of an edition went to somebody as a test copy, and when."""

from __future__ import annotations

import json
from datetime import datetime

from digest.desk.desk import Desk
from digest.files import read_json, save

FILE = "test.json"
"""Beside the approval: what went into the copy and when it was accepted, never to whom."""


def tested(desk: Desk, edition_id: str, inputs: str) -> datetime | None:
    """Return when a test copy of exactly these `inputs` (`build.fingerprint(rendered.inputs)`) was accepted."""
    known = read_json(desk.state(edition_id) / FILE, "inputs", "at")
    return datetime.fromisoformat(known["at"]) if known and known["inputs"] == inputs else None


def record(desk: Desk, edition_id: str, inputs: str, at: datetime) -> None:
    """Write down that a test copy of these inputs was accepted."""
    text = json.dumps({"inputs": inputs, "at": at.isoformat()}, indent=1) + "\n"
    save(desk.state(edition_id) / FILE, text)
