"""How often an event repeats: rules that would never end are refused before anything expands them."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from digest.gather.ical import Block
from digest.model import Window

_SPANS = {"HOURLY": 1 / 24, "DAILY": 1.0, "WEEKLY": 7.0, "MONTHLY": 28.0, "YEARLY": 365.0}  # days
_MOST_STEPS = 50_000
_MOST_COUNT = 10_000
_MOST_DATES = 2_000
_MOST_RULES = 5
_LONGEST = timedelta(days=366)
_SPLITTING = ("BYHOUR", "BYMINUTE", "BYSECOND")
_STEPS = {"HOURLY": 1, "DAILY": 1, "WEEKLY": 7}  # days: as many hours as days bring the same hour again


def refusal(event: Block, window: Window) -> str | None:
    """Return why an event is not expanded at all, None when it is tame."""
    rules = event.values("RRULE")
    dates = sum(value.count(",") + 1 for name in ("RDATE", "EXDATE") for value in event.values(name))
    if dates > _MOST_DATES:
        return "names too many single dates"
    if len(rules) > _MOST_RULES:
        return "has too many rules of repetition"
    if any(_days(value) > _LONGEST.days for value in event.values("DURATION")):
        return "lasts longer than a year"
    started = re.match(r"\d{8}", next(iter(event.values("DTSTART")), ""))
    first = _day(started[0]) if started else window.begins.date()
    return next((why for rule in rules if (why := _untamed(rule, first, window))), None)


def _untamed(rule: str, first: date, window: Window) -> str | None:
    parts = _parts(rule)
    span = _SPANS.get(parts.get("FREQ", ""))
    interval, count = parts.get("INTERVAL", "1"), parts.get("COUNT", "1")
    if span is None:
        return "repeats every minute or second, or not as calendars do"
    if (
        not interval.isdecimal()
        or int(interval[:6]) < 1
        or not count.isdecimal()
        or int(count[:9]) > _MOST_COUNT
    ):
        return "repeats by a rule that makes no sense"
    times = 1
    for name in _SPLITTING:
        times *= parts.get(name, "").count(",") + 1
    steps = max((window.ends.date() - first).days, 0) / (span * int(interval[:6]))
    if times > 24 or steps * times > _MOST_STEPS:
        return "repeats too often since it began"
    return None if comes(rule, first) else "repeats on days that never come"


@lru_cache(maxsize=1024)
def comes(rule: str, first: date) -> bool:
    """Whether a rule ever gives a day. dateutil looks for one until the year 9999, so it is asked near the end."""
    from dateutil.rrule import rrulestr  # type: ignore[import-untyped]  # it has no stubs

    parts = _parts(rule)
    if not any(name.startswith("BY") for name in parts):
        return True
    bare = ";".join(f"{name}={value}" for name, value in parts.items() if name not in {"UNTIL", "COUNT"})
    try:
        late = datetime.combine(_late(parts, first), time())
        return next(iter(rrulestr(bare, dtstart=late)), None) is not None
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError):
        return False


def _late(parts: dict[str, str], first: date) -> date:
    """Return a day some decades before the year 9999 on which the rule's step from `first` falls."""
    interval = int(parts.get("INTERVAL", "1"))
    last = date(9995 if parts["FREQ"] == "HOURLY" else 9959, 1, 1)
    if days := _STEPS.get(parts["FREQ"]):
        step = timedelta(days=days * interval)
        return first + (last - first) // step * step
    step_months = interval * (12 if parts["FREQ"] == "YEARLY" else 1)
    month = first.year * 12 + first.month - 1
    month += (last.year * 12 - month) // step_months * step_months
    return date(month // 12, month % 12 + 1, min(first.day, 28))


def expand(series: list[Any], window: Window) -> list[Any]:
    """Return the occurrences around the window of one event and its overrides."""
    import recurring_ical_events
    from icalendar import Calendar

    calendar = Calendar()
    for component in series:
        calendar.add_component(component)
    around = timedelta(days=2)  # floating times are compared as they stand
    query = recurring_ical_events.of(calendar, keep_recurrence_attributes=True)
    return list(query.between(window.begins - around, window.ends + around))


def _parts(rule: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in rule.upper().strip().split(";"))
    return {name.strip(): value.strip() for name, _, value in pairs if name}


def _days(duration: str) -> float:
    """Return an upper bound of an ISO 8601 duration in days, without building one that overflows."""
    sizes = {"W": 7.0, "D": 1.0, "H": 1 / 24, "M": 1 / 1440, "S": 1 / 86400}
    return sum(
        float(digits[:12]) * sizes[unit] for digits, unit in re.findall(r"(\d+)([WDHMS])", duration.upper())
    )


def _day(digits: str) -> date:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return date.min
