"""Amounts as people write them: `20 seconds`, `5 MB`, `100 per second`, `first thursday 09:00`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time, timedelta

SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800}
BYTES = {"b": 1, "bytes": 1, "kb": 1000, "mb": 1_000_000, "gb": 1_000_000_000}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
NTHS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
LONGEST = timedelta(days=5 * 366)
BIGGEST = 1_000_000_000
FASTEST = 1_000_000
_AMOUNT = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*([a-z]+?)s?(?:\s+before)?\s*$", re.IGNORECASE)


def duration(text: object) -> timedelta:
    """Return the span that `20 seconds`, `36 hours` or `7 days before` names; raise ValueError with the remedy."""
    if isinstance(text, timedelta):
        return text
    found = _AMOUNT.match(str(text))
    unit = SECONDS.get(found[2].lower()) if found else None
    if not found or unit is None:
        raise ValueError(
            f'cannot read "{text}" as a span of time: write a number and seconds, minutes, hours, days or weeks'
        )
    seconds = float(found[1]) * unit
    if seconds > LONGEST.total_seconds():
        raise ValueError(f'"{text}" is longer than anything here may last: write at most 5 years, 260 weeks')
    return timedelta(seconds=seconds)


def size(text: object) -> int:
    """Return the bytes that `5 MB` names (1 MB = 1,000,000 bytes); raise ValueError with the remedy."""
    found = re.match(r"^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$", str(text), re.IGNORECASE)
    unit = BYTES.get(found[2].lower() or "b") if found else None
    if not found or unit is None:
        raise ValueError(f'cannot read "{text}" as a size: write for example 5 MB or 500 KB')
    if not 1000 <= float(found[1]) * unit <= BIGGEST:
        raise ValueError(f'"{text}" cannot be a limit: write a size between 1 KB and 1 GB')
    return int(float(found[1]) * unit)


def rate(text: object) -> float:
    """Return messages a second from `100 per second` or `600 per minute`; raise ValueError with the remedy."""
    found = re.match(
        r"^\s*(\d+(?:\.\d+)?)(?:\s*(?:per|/|an?)\s*(second|minute|hour))?\s*$", str(text), re.IGNORECASE
    )
    if not found:
        raise ValueError(f'cannot read "{text}" as a rate: write for example 100 per second')
    if not 0 < float(found[1]) <= FASTEST:
        raise ValueError(f'"{text}" is no rate to send at: write for example 100 per second')
    return float(found[1]) / SECONDS[(found[2] or "second").lower()]


@dataclass(frozen=True, slots=True)
class Cadence:
    """A moment of each period in the newsletter's zone: the nth weekday, every such weekday, or a day of the month."""

    at: time
    weekday: int | None = None
    nth: int | None = None
    day: int | None = None


def cadence(text: object) -> Cadence:
    """Return the moment that `first thursday 09:00`, `last friday 10:00`, `thursday 09:00` or `15 09:00` names."""
    if isinstance(text, Cadence):
        return text
    words = str(text).lower().split()
    at = _clock(words[-1]) if words else None
    match words[:-1]:
        case [weekday] if at and weekday in WEEKDAYS:
            return Cadence(at, weekday=WEEKDAYS.index(weekday))
        case [nth, weekday] if at and nth in NTHS and weekday in WEEKDAYS:
            return Cadence(at, weekday=WEEKDAYS.index(weekday), nth=NTHS[nth])
        case [day] if at and day.isdigit() and 1 <= int(day) <= 31:
            return Cadence(at, day=int(day))
    raise ValueError(
        f'cannot read "{text}" as a sending time: write for example "first thursday 09:00", "last friday 10:00", '
        '"15 09:00" (day of the month) or, every week, "thursday 09:00"'
    )


def _clock(text: str) -> time | None:
    try:
        return time.fromisoformat(text.zfill(5))
    except ValueError:
        return None
