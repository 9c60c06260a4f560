"""What keeps the edition from being shown: each mistake with its file, its line and the text around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from digest.model import DigestError
from digest.render import templates

_PLACE = re.compile(r"^((?:[\w.-]+/)*[\w.-]+\.(?:yaml|mjml|txt|html|json)):(?:(\d+):)? (.*)$", re.DOTALL)
AROUND = 4


def told(problem: DigestError, folder: Path) -> list[dict[str, Any]]:
    """Return each mistake as `file`, `line` (0 for the whole file), `message` and the `lines` around it."""
    return [_one(line, folder) for line in getattr(problem, "mistakes", None) or [str(problem)]]


def _one(words: str, folder: Path) -> dict[str, Any]:
    found = _PLACE.match(words)
    if not found:
        return {"file": "", "line": 0, "message": words, "lines": []}
    name, line, message = found[1], int(found[2] or 0), found[3]
    return {"file": name, "line": line, "message": message, "lines": list(_around(name, line, folder))}


def _around(name: str, line: int, folder: Path) -> Iterator[dict[str, Any]]:
    path = next((p for p in _places(name, folder) if p.is_file()), None)
    if path is None or not line:
        return
    given = path.read_text(encoding="utf-8", errors="replace").splitlines()
    for number in range(max(1, line - AROUND), min(len(given), line + AROUND) + 1):
        yield {"number": number, "text": given[number - 1], "marked": number == line}


def _places(name: str, folder: Path) -> Iterator[Path]:
    yield folder / name
    if name.startswith("templates/"):
        yield templates.shipped().parent / name
