"""Dates in words that contradict their weekday: "Tuesday 3 December 2026" is a Thursday."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from digest.compose.check.matter import Matter
from digest.compose.check.names import ENGLISH, Names
from digest.compose.check.texts import own
from digest.model import Entry, Event, Finding, Item


@dataclass(frozen=True, slots=True)
class Wrong:
    """A date that cannot be, what to do about it, and whether its year is written too."""

    words: str
    sure: bool


def weekdays(matter: Matter, languages: Sequence[Names]) -> Iterator[Finding]:
    """Yield each date whose weekday is another one.

    It blocks in what an editor wrote, in events and where the year is written. A post may speak of any year.
    """
    zone: ZoneInfo = matter.config.newsletter.timezone
    spoken = tuple(dict.fromkeys((ENGLISH, *languages)))
    out = matter.edition.send_at.astimezone(zone).date()
    for key, text in own(matter).items():
        for found in wrong(text, spoken, near=out):
            yield matter.say("weekday", found.words, key)
    for item in matter.edition.items:
        near = _day(item, zone) or out
        for key in ("title", "summary", "when"):
            for found in wrong(_text(item, key, matter), spoken, near=near):
                sure = found.sure or isinstance(item, Event) or not item.source
                yield matter.of(item.id, "weekday" if sure else "weekday-doubt", found.words, key)


def wrong(text: str, languages: Sequence[Names], *, near: date) -> Iterator[Wrong]:
    """Yield each date in `text` that cannot fall on its weekday; without a year, the one nearest to `near` is meant."""
    told = set[tuple[int, int]]()
    for names in languages:
        for found in (match for pattern in names.dates for match in pattern.finditer(text)):
            problem = _judge(found, names, near)
            if problem and found.span() not in told:
                told.add(found.span())
                yield problem


def _judge(found: re.Match[str], names: Names, near: date) -> Wrong | None:
    said = found.groupdict()
    weekday, written, year = names.weekday(said["wd"]), found[0], said["y"]
    days = _days(said, names, [int(year)] if year else [near.year + n for n in (-1, 0, 1)])
    if not days:
        return Wrong(f'"{written}" is no day: correct it', sure=True)
    if not year:
        days = [min(days, key=lambda day: abs((day - near).days))]
    if any(day.weekday() == weekday for day in days):
        return None
    name, in_year = names.weekdays[days[0].weekday()][0], "" if year else f" in {days[0].year}"
    return Wrong(f'"{written}" is a {name}{in_year}: correct the weekday or the date', sure=bool(year))


def _days(said: dict[str, str | None], names: Names, years: Sequence[int]) -> list[date]:
    """Return the days that a date may mean."""
    number = int(said["d"] or 0)
    if either := said.get("n"):
        pairs = [(int(either), number), (number, int(either))]
    else:
        month = said.get("mo")
        pairs = [(names.month(month) if month else int(said["m"] or 0), number)]
    return [day for year in years for pair in pairs if (day := _date(year, *pair))]


def _date(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def _day(item: Item, zone: ZoneInfo) -> date | None:
    at = item.starts if isinstance(item, Event) else item.published if isinstance(item, Entry) else None
    return at.astimezone(zone).date() if at else None


def _text(item: Item, key: str, matter: Matter) -> str:
    return str(matter.row(item.id).get(key) or "") if key == "when" else str(getattr(item, key))
