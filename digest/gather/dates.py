"""When something was published, from what feeds really write."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
SLACK = timedelta(days=2)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FILLERS = {"at", "on", "of", "st", "nd", "rd", "th", "t"}
_ZONES = {  # BST is British Summer Time here; feedparser reads it as UTC
    **dict.fromkeys(("ut", "utc", "gmt", "z", "wet"), 0),
    **dict.fromkeys(("bst", "cet", "west"), 1),
    **dict.fromkeys(("cest", "eet"), 2),
    **dict.fromkeys(("ast", "edt"), -4),
    **dict.fromkeys(("est", "cdt"), -5),
    **dict.fromkeys(("cst", "mdt"), -6),
    **dict.fromkeys(("mst", "pdt"), -7),
    "pst": -8,
    "aest": 10,
}
_CLOCK = re.compile(r"\b(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?(?:\s*([ap])\.?m\b\.?)?", re.IGNORECASE)
_OFFSET = re.compile(r"(?:\b(?:GMT|UTC?)\s?|(?<![\w/]))([+-])(\d{2}):?(\d{2})\b(?!:)", re.IGNORECASE)
_SLASHED = re.compile(r"\b(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})\b")
_TOKEN = re.compile(r"[A-Za-z]+|\d+")


def read(text: str | None, zone: ZoneInfo = LONDON, *, closes: datetime) -> datetime | None:
    """Return the moment that `text` names, None when it names none or one before 2000 or after `closes` and two days.

    A time without a zone is one on the clock of `zone`.
    """
    found = _read(" ".join((text or "")[:200].split()))
    if found is None:
        return None
    moment = found if found.tzinfo else found.replace(tzinfo=zone)
    return moment if EARLIEST <= moment <= closes + SLACK else None


@lru_cache(maxsize=4096)
def _read(words: str) -> datetime | None:
    try:
        return _stamp(words) or _iso(words) or _written(words)
    except (ValueError, OverflowError):
        return None


def _stamp(text: str) -> datetime | None:
    """Seconds, or thousandths of them, since 1970."""
    if not re.fullmatch(r"\d{9,10}(?:\.\d+)?|\d{12,13}", text):
        return None
    return datetime.fromtimestamp(float(text) / (1 if len(text.partition(".")[0]) < 11 else 1000), UTC)


def _iso(text: str) -> datetime | None:
    if not re.match(r"\d{4}-?\d", text):
        return None
    text = re.sub(
        r"\s?(?:UTC|GMT|Z)$", "+00:00", re.sub(r"\s(?=[+-]\d\d:?\d\d$)", "", text), flags=re.IGNORECASE
    )
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _written(text: str) -> datetime | None:
    """RFC 822 and everything like it: a day, a clock and a zone in any order, and nothing else."""
    clock, text = _taken(_CLOCK, text)
    offset, text = _taken(_OFFSET, text)
    slashed, text = _taken(_SLASHED, text)
    words = [word for word in map(str.lower, _TOKEN.findall(text)) if word not in _FILLERS]
    weekdays = [word for word in words if word[:3] in _DAYS]
    zones = [word for word in words if word in _ZONES]
    rest = [word for word in words if word not in weekdays and word not in zones]
    if len(zones) > 1 or len(weekdays) > 1 or (slashed and rest):
        return None
    day = _slashed(slashed, weekdays) if slashed else _named(rest)
    return day and (day + _since_midnight(clock)).replace(tzinfo=_zone(offset, zones))


def _taken(pattern: re.Pattern[str], text: str) -> tuple[re.Match[str] | None, str]:
    """Return what `pattern` found, and `text` without it."""
    found = pattern.search(text)
    return found, f"{text[: found.start()]} {text[found.end() :]}" if found else text


def _slashed(found: re.Match[str], weekdays: list[str]) -> datetime | None:
    """dd/mm as the British write it, unless a weekday or a month above 12 proves the other order (Drupal's)."""
    first, second, year = int(found[1]), int(found[3]), _year(found[4])
    orders = [(second, first), (first, second)] if second <= 12 else [(first, second)]
    possible = [datetime(year, month, day) for month, day in orders if month <= 12]  # noqa: DTZ001 the zone comes later
    weekday = _DAYS.index(weekdays[0][:3]) if weekdays else None
    return next((day for day in possible if day.weekday() == weekday), possible[0] if possible else None)


def _named(words: list[str]) -> datetime | None:
    """Return the day of a month's name between two numbers: `3 June 2026`, `June 3 2026`, `Jan 02 2011`."""
    months = [_MONTHS.index(word[:3]) + 1 for word in words if word[:3] in _MONTHS]
    numbers = [word for word in words if word.isdigit()]
    if len(months) != 1 or len(numbers) != 2 or len(words) != 3:
        return None
    day, year = numbers if len(numbers[0]) <= 2 else numbers[::-1]
    return datetime(_year(year), months[0], int(day))  # noqa: DTZ001 the zone comes later


def _year(digits: str) -> int:
    return int(digits) + (2000 if len(digits) == 2 else 0)


def _since_midnight(clock: re.Match[str] | None) -> timedelta:
    if not clock:
        return timedelta()
    hour, minute, second = int(clock[1]), int(clock[2]), min(int(clock[3] or 0), 59)
    if clock[4]:
        hour = hour % 12 + (12 if clock[4].lower() == "p" else 0)
    if hour > 23 or minute > 59:
        raise ValueError("no such time")
    return timedelta(hours=hour, minutes=minute, seconds=second)


def _zone(offset: re.Match[str] | None, names: list[str]) -> tzinfo | None:
    if offset:
        span = timedelta(hours=int(offset[2]), minutes=int(offset[3]))
        return timezone(-span if offset[1] == "-" else span)
    return timezone(timedelta(hours=_ZONES[names[0]])) if names else None
