"""When an event is, in the words of schema.org and of those who fill it in."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from digest.gather import dates

_FOR_EVER = datetime(2200, 1, 1, tzinfo=UTC)
_LONGEST = timedelta(days=366)
_CLOCK = re.compile(r"\d:\d\d|\dT\d\d")
_SHORT = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
_DURATION = re.compile(r"P(?:(\d{1,3})D)?(?:T(?:(\d{1,3})H)?(?:(\d{1,4})M)?(?:\d{1,5}S)?)?", re.IGNORECASE)


class Span(NamedTuple):
    """A span of time; `ends` is exclusive, None when nobody said; for whole days both are midnights."""

    starts: datetime
    ends: datetime | None
    all_day: bool


def span(start: str, end: str, duration: str, zone: ZoneInfo) -> Span | None:
    """Return the span that these words name in `zone`, None when the first names no time."""
    starts, last = moment(start, zone), moment(end, zone)
    if starts is None:
        return None
    if not _has_clock(start) or _is_whole_days(starts, last):
        return Span(starts, _next_midnight(max(last or starts, starts), zone), all_day=True)
    if last and not _has_clock(end):  # a last day, for something that begins at an hour
        last = None if last.date() == starts.date() else _next_midnight(last, zone)
    last = last or _after(starts, duration)
    return Span(starts, last if last and starts < last <= starts + _LONGEST else None, all_day=False)


def moment(text: str, zone: ZoneInfo) -> datetime | None:
    """Return the moment that `text` names, on the clock of `zone`; a day begins at its midnight."""
    if _SHORT.match(text):  # 2026-12-3T9:00+0:00, as some plugins write it
        text = re.sub(r"(?<!\d)\d(?!\d)", r"0\g<0>", text)
    found = dates.read(text, zone, closes=_FOR_EVER)
    if found and not _has_clock(text):
        return datetime.combine(found, time(), zone)
    return found.astimezone(UTC).astimezone(zone) if found else None


def last_moment(text: str, zone: ZoneInfo) -> datetime | None:
    """Return the moment until which something is possible: on a day without a clock its last minute."""
    found = moment(text, zone)
    return found.replace(hour=23, minute=59) if found and not _has_clock(text) else found


def _has_clock(text: str) -> bool:
    return bool(_CLOCK.search(text))


def _is_whole_days(starts: datetime, last: datetime | None) -> bool:
    """Whether it runs from midnight to one minute before: how calendar plugins write whole days."""
    return starts.time() == time() and last is not None and (last.hour, last.minute) == (23, 59)


def _next_midnight(day: datetime, zone: ZoneInfo) -> datetime:
    return datetime.combine(day.date() + timedelta(days=1), time(), zone)


def _after(starts: datetime, duration: str) -> datetime | None:
    found = _DURATION.fullmatch(duration.strip())
    days, hours, minutes = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    return starts + timedelta(days=days, hours=hours, minutes=minutes) if days or hours or minutes else None
