"""The first and last day of an all-day event."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from digest.model import Event


def days(event: Event, zone: ZoneInfo) -> tuple[date, date]:
    """Return both, inclusive. Midnights are read in the zone they were written in, any other time in `zone`."""
    first = _day(event.starts, zone)
    last = _day(event.ends, zone) - timedelta(days=1) if event.ends else first
    return first, max(first, last)


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return (moment if moment.time() == time() else moment.astimezone(zone)).date()
