"""What sources say: entries and events, and the visits that found them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from digest.model.states import EventStatus, VisitStatus


@dataclass(frozen=True, slots=True)
class Window:
    """Two half-open spans: what was published in [opens, closes) is news, what starts in [begins, ends) is coming up."""

    opens: datetime
    closes: datetime
    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture that an editor chose: `alt` says what it shows, width and height are its own, in pixels."""

    url: str
    alt: str = ""
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing a source said: clean plain text, links http(s) only, times with their zone.

    `keys` are the names under which the same thing may come again; `also_from` the other sources that said it;
    `credit` the source as readers see it and `picture` what an editor chose, both filled in by an edition.
    """

    id: str
    source: str
    section: str
    title: str
    url: str | None = None
    summary: str = ""
    image: str | None = None
    keys: tuple[str, ...] = ()
    also_from: tuple[str, ...] = ()
    first_seen: datetime | None = None
    offered: bool = False
    why: str = ""
    credit: str = ""
    picture: Picture | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Item):
    """A post, an announcement: something that was published."""

    published: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Item):
    """One calendar occurrence; `ends` is exclusive (RFC 5545), for an all-day event midnight after its last day.

    `was` and `was_place` are what readers were told before, where that no longer holds; `sequence` counts how often
    what a calendar shows has changed.
    """

    starts: datetime
    ends: datetime | None = None
    all_day: bool = False
    place: str = ""
    online: bool = False
    rsvp: str | None = None
    organiser: str = ""
    closes: datetime | None = None
    status: EventStatus = EventStatus.CONFIRMED
    was: datetime | None = None
    was_place: str = ""
    sequence: int = 0


_OF_AN_EDITION = {"credit", "picture"}  # not what a source said
_NAMES: dict[type[Item], tuple[str, ...]] = {
    kind: tuple(f.name for f in fields(kind) if f.name not in _OF_AN_EDITION) for kind in (Entry, Event)
}
ITEM_KEYS = ("kind", *dict.fromkeys(name for names in _NAMES.values() for name in names))
_TIMES = {"published", "starts", "ends", "closes", "first_seen", "was"}
_TUPLES = {"keys", "also_from"}


def as_json(item: Item) -> dict[str, Any]:
    """Return an item as plain JSON values, the same keys for entries and events, times ISO 8601 with offset."""
    plain: dict[str, Any] = dict.fromkeys(ITEM_KEYS)
    plain["kind"] = "event" if isinstance(item, Event) else "entry"
    for name in _NAMES[type(item)]:
        value = getattr(item, name)
        if isinstance(value, datetime):
            value = value.isoformat()
        plain[name] = list(value) if isinstance(value, tuple) else value
    return plain


def from_json(data: dict[str, Any]) -> Entry | Event:
    """Return the item that `as_json` wrote; unknown keys are left out, a missing one raises KeyError or TypeError."""
    kind: type[Entry] | type[Event] = Event if data["kind"] == "event" else Entry
    values: dict[str, Any] = {}
    for name in _NAMES[kind]:
        value: Any = data.get(name)
        if value is None:
            continue
        if name in _TIMES:
            value = datetime.fromisoformat(value)
        elif name in _TUPLES:
            value = tuple(value)
        values[name] = EventStatus(value) if name == "status" else value
    return kind(**values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One source read once. `problem` is a sentence when it failed; `first` when nobody had read it before."""

    source: str
    kind: str
    at: datetime
    status: VisitStatus
    items: tuple[Item, ...] = ()
    problem: str | None = None
    warnings: tuple[str, ...] = ()
    seconds: float = 0.0
    first: bool = False
