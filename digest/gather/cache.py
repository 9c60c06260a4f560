"""What a source said last time, so that "not modified" is an answer; may be thrown away at any time."""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from digest.config.settings import Source
from digest.gather import frames, kinds
from digest.gather.exchange import Answer
from digest.gather.parsing import Reading
from digest.model import Event, Item, Window, as_json, from_json

WHOLE = {"trello"}  # a card is news when it moves, however old it is: boards are never cut


@dataclass(frozen=True, slots=True)
class Kept:
    """A reading that is still good while the server says the document is the same."""

    etag: str | None
    last_modified: str | None
    reading: Reading


def recall(folder: Path, source: Source, window: Window) -> Kept | None:
    """Return what `source` said last, cut to `window`; None when it was read by other rules or for a narrower window."""
    rules = _rules(source)
    try:
        data = json.loads(_file(folder, source).read_bytes())
        read_for = frames.window_in(data["window"])
        if data["rules"] != rules or not _covers(read_for, window):
            return None
        items = tuple(
            item for item in map(from_json, data["items"]) if source.kind in WHOLE or _inside(item, window)
        )
        return Kept(data["etag"], data["last_modified"], Reading(items, tuple(data["warnings"])))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def keep(folder: Path, source: Source, window: Window, *, answer: Answer, reading: Reading) -> None:
    """Write down what `source` said, if its server gave a name to ask again by; a full disk is no problem of ours."""
    if not (answer.etag or answer.last_modified):
        return
    data = {
        "address": source.url,
        "etag": answer.etag,
        "last_modified": answer.last_modified,
        "rules": _rules(source),
        "window": frames.window_out(window),
        "items": [as_json(item) for item in reading.items],
        "warnings": reading.warnings,
    }
    path = _file(folder, source)
    unfinished = path.with_suffix(f".{os.getpid()}.tmp")
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        unfinished.write_text(json.dumps(data), encoding="utf-8")
        unfinished.replace(path)


def _file(folder: Path, source: Source) -> Path:
    name = hashlib.sha256(f"{source.id} {source.url}".encode()).hexdigest()
    return folder / f"{name}.json"


def _rules(source: Source) -> str:
    """Return a fingerprint of everything that shapes items beside the document: our parsers and the source's settings."""
    settings = source.model_dump_json(exclude={"section", "enabled"}, fallback=str)
    return hashlib.sha256(f"{kinds.VERSION} {settings}".encode()).hexdigest()


def _covers(read_for: Window, window: Window) -> bool:
    return (
        read_for.opens <= window.opens and read_for.begins <= window.begins and read_for.ends >= window.ends
    )


def _inside(item: Item, window: Window) -> bool:
    if isinstance(item, Event):
        return window.begins <= item.starts < window.ends
    published = getattr(item, "published", None)
    return published is None or published >= window.opens
