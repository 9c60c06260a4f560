"""An item's day in eleven columns: of an event its day and hours, of a post when it was published."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from digest.model import Item


def day(item: Item, zone: ZoneInfo) -> str:
    """Return the day of an item, in two lines where hours or a last day belong to it."""
    starts: datetime | None = getattr(item, "starts", None)
    if starts is None:
        published: datetime | None = getattr(item, "published", None)
        return _date(published.astimezone(zone)) if published else ""
    first, ends = starts.astimezone(zone), _ends(item, zone)
    if getattr(item, "all_day", False):
        last = ends - timedelta(seconds=1) if ends else first
        return _date(first) if last.date() <= first.date() else f"{_date(first)}\nto {_date(last)}"
    hours = f"{first:%H:%M}" + (f"-{ends:%H:%M}" if ends and ends.date() == first.date() else "")
    until = f"\nto {_date(ends)}" if ends and ends.date() > first.date() else ""
    return f"{_date(first)}\n{hours}{until}"


def _ends(item: Any, zone: ZoneInfo) -> datetime | None:
    ends: datetime | None = item.ends
    return ends.astimezone(zone) if ends else None


def _date(at: datetime) -> str:
    return f"{at:%a} {at.day} {at:%b}"
