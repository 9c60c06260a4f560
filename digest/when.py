"""When an event is, in the one line that editors write: `2019-02-14 15:00-17:00`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_DAY = r"(\d{4}-\d{2}-\d{2})"
_CLOCK = r"(\d{1,2}:\d{2})"
_FORMS = re.compile(rf"^{_DAY}(?:[ T]{_CLOCK}(?:\s*(?:-|–|to)\s*(?:{_DAY}[ T])?{_CLOCK})?|\s+to\s+{_DAY})?$")
REMEDY = "write 2019-02-14, 2019-02-14 15:00, 2019-02-14 15:00-17:00, 2019-02-14 to 2019-02-16 or 2019-02-14 22:00 to 2019-02-15 01:00"


@dataclass(frozen=True, slots=True)
class When:
    """A span of time; `ends` is exclusive, None when nobody said; for whole days both are midnights."""

    starts: datetime
    ends: datetime | None
    all_day: bool


def parse(text: str, zone: ZoneInfo) -> When:
    """Return the span that `text` names in `zone`; raise ValueError with the remedy.

    A time that a clock change skips is refused too: nobody can come then.
    """
    found = _FORMS.match(text.strip())
    if not found:
        raise ValueError(f'cannot read the time "{text}": {REMEDY}')
    first, clock, last, until, last_day = found.groups()
    day = _date(first)
    if clock is None:
        end = _date(last_day) if last_day else day
        if end < day:
            raise ValueError(f'"{text}" ends before it starts')
        return When(_at(day, "00:00", zone), _at(end + timedelta(days=1), "00:00", zone), all_day=True)
    starts = _at(day, clock, zone)
    ends = _at(_date(last) if last else day, until, zone) if until else None
    if ends is not None and ends <= starts:
        raise ValueError(f'"{text}" ends before it starts')
    return When(starts, ends, all_day=False)


def moment(text: str, zone: ZoneInfo) -> datetime:
    """Return one moment (`2026-12-03 09:00`, or ISO 8601 with offset); raise ValueError with the remedy."""
    try:
        given = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f'cannot read the time "{text}": write 2026-12-03 09:00') from None
    return given if given.tzinfo else _at(given.date(), f"{given:%H:%M}", zone)


def write(starts: datetime, ends: datetime | None, zone: ZoneInfo, *, all_day: bool) -> str:
    """Return the line that `parse` reads back, in `zone`."""
    start, end = starts.astimezone(zone), ends.astimezone(zone) if ends else None
    if all_day:
        last = (end - timedelta(seconds=1)).date() if end else start.date()
        return f"{start:%Y-%m-%d}" if last <= start.date() else f"{start:%Y-%m-%d} to {last:%Y-%m-%d}"
    if end is None or end <= start:
        return f"{start:%Y-%m-%d %H:%M}"
    if end.date() == start.date():
        return f"{start:%Y-%m-%d %H:%M}-{end:%H:%M}"
    return f"{start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M}"


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f'there is no day "{text}"') from None


def _at(day: date, clock: str, zone: ZoneInfo) -> datetime:
    hour, minute = clock.split(":")
    try:
        local = datetime.combine(day, time(int(hour), int(minute)), zone)
    except ValueError:
        raise ValueError(f'there is no time "{clock}"') from None
    if clock != "00:00" and local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != local.replace(
        tzinfo=None
    ):
        raise ValueError(f'"{day} {clock}" does not exist in {zone.key}: the clocks go forward then')
    return local
