"""How a gathering writes to its readers and to its memory: lengths before bytes, and values as JSON."""

from __future__ import annotations

import json
import struct
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from digest.config.settings import Source
from digest.model import Window

QUESTION = struct.Struct("!II")  # length of the JSON header, length of the document after it
ANSWER = struct.Struct("!I")  # length of the JSON after it


def question(header: Mapping[str, Any], document: bytes) -> list[bytes]:
    """Return the pieces of one question."""
    text = json.dumps(header).encode()
    return [QUESTION.pack(len(text), len(document)), text, document]


def answer(reply: Mapping[str, Any]) -> bytes:
    text = json.dumps(reply).encode()
    return ANSWER.pack(len(text)) + text


def window_out(window: Window) -> dict[str, str]:
    return {name: getattr(window, name).isoformat() for name in ("opens", "closes", "begins", "ends")}


def window_in(data: Mapping[str, str]) -> Window:
    """Return the window that `window_out` wrote; raise KeyError, TypeError or ValueError for anything else."""
    opens, closes, begins, ends = (
        datetime.fromisoformat(data[name]) for name in ("opens", "closes", "begins", "ends")
    )
    return Window(opens, closes, begins, ends)


def source_out(source: Source, *, without: Collection[str] = ()) -> dict[str, Any]:
    """Return the settings of a source as plain values, a time zone as its name."""
    plain: dict[str, Any] = json.loads(source.model_dump_json(exclude=set(without), fallback=str))
    return plain
