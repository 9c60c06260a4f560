"""When something is, as short as a list has room for."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from digest import when
from digest.model import Entry, Event, Item


def day(text: str, zone: ZoneInfo) -> str:
    """Return a `when:` as short words, nothing where it cannot be read."""
    try:
        span = when.parse(text, zone)
    except ValueError:
        return ""
    return _words(span.starts.astimezone(zone), clock=not span.all_day)


def day_of(item: Item | None, zone: ZoneInfo) -> str:
    """Return when an item was published or starts, nothing where nobody said."""
    if isinstance(item, Event):
        return _words(item.starts.astimezone(zone), clock=not item.all_day)
    if isinstance(item, Entry) and item.published:
        return _words(item.published.astimezone(zone), clock=False)
    return ""


def _words(moment: datetime, *, clock: bool) -> str:
    return f"{moment:%a} {moment.day} {moment:%b}" + (f", {moment:%H:%M}" if clock else "")
