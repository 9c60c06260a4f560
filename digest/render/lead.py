"""The one story that an edition leads with: what its subject names, else the first post, else the first event."""

from __future__ import annotations

from dataclasses import replace

from digest.model import Edition, Entry, Event, EventStatus, Item, Part
from digest.render.clean import line

_RANK = ("entries", "events", "board")


def lead(edition: Edition) -> Item | None:
    """Return the item that looks like a lead; nothing that is called off can be it."""
    standing = [
        (not (_says(edition.subject, item.title) or _cut(edition.subject, item.title)), _rank(part), n, item)
        for part in edition.parts
        for n, item in enumerate(part.items)
        if not _cancelled(item)
    ]
    return min(standing, key=lambda told: told[:2])[3] if standing else None


def lifted(edition: Edition, leading: Item | None) -> tuple[Entry | None, list[Part]]:
    """Return a post that leads, with the parts below it; an event or a card leads from its own place."""
    parts = list(edition.parts)
    for n, part in enumerate(parts):
        if part.shows == "entries" and isinstance(leading, Entry) and leading in part.items:
            parts[n] = replace(part, items=tuple(item for item in part.items if item is not leading))
            return leading, parts
    return None, parts


def named(edition: Edition, item: Item | None) -> bool:
    """Return whether the subject says the title of `item` whole, so that it need not be said again below it."""
    return item is not None and _says(edition.subject, item.title)


def _says(subject: str, title: str) -> bool:
    subject, title = _plain(subject), _plain(title)
    return bool(title) and subject.startswith(title) and subject[len(title) :][:1] in {"", ":", ",", ";"}


def _cut(subject: str, title: str) -> bool:
    whole, mark, _ = _plain(subject).partition("…")
    return bool(mark and whole) and _plain(title).startswith(whole)


def _plain(text: str) -> str:
    return line(text).casefold()


def _rank(part: Part) -> int:
    return _RANK.index(part.shows) if part.shows in _RANK else len(_RANK)


def _cancelled(item: Item) -> bool:
    return isinstance(item, Event) and item.status is EventStatus.CANCELLED
