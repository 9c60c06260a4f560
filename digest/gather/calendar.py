"""Calendars (iCalendar, RFC 5545) in, the events that start in the window out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from digest.config import Source
from digest.gather import answer, ical, occurrence, repeats, zones
from digest.gather.dates import LONDON
from digest.gather.ical import Block
from digest.gather.text import clean, tell
from digest.gather.wanted import at_most, wanted
from digest.model import Event, Window

_AROUND = timedelta(days=2)
_PRIVATE = {"PRIVATE", "CONFIDENTIAL"}


def parse(body: bytes, source: Source, window: Window) -> Iterator[Event]:
    """Yield every occurrence that starts in the window, cancelled ones too; one bad event never loses the others."""
    calendar = ical.read(answer.text(body))
    if not calendar.events:
        tell("the calendar is valid, but holds no events")
    if calendar.halves:
        tell(f"events that break off in the middle, left out: {calendar.halves:,}")
    yield from at_most(sorted(_events(calendar, source, window), key=lambda event: event.starts), source)


def _events(calendar: ical.Calendar, source: Source, window: Window) -> Iterator[Event]:
    troubles: dict[str, list[str]] = defaultdict(list)
    zone = source.timezone or LONDON
    series: dict[str, list[Any]] = defaultdict(list)
    for component in _components(calendar, window, troubles, zone=str(zone)):
        series[occurrence.words(component, "UID") or f"none {id(component)}"].append(component)
    for components in series.values():
        try:
            occurrences = list(occurrence.all_of(components, source, window))
        except answer.BROKEN:
            troubles["left out, as its dates do not fit together"].append(
                occurrence.words(components[0], "SUMMARY")
            )
            continue
        for found, categories, trouble in occurrences:
            if trouble:
                troubles[trouble].append(found.title)
            if found.title and wanted(source, found.title, categories):
                yield found
    for why, titles in troubles.items():
        names = ", ".join(f'"{clean(title, 60) or "no title"}"' for title in titles[:3])
        tell(f"{why}: {names}" + (f" and {len(titles) - 3:,} more" if len(titles) > 3 else ""))


def _components(
    calendar: ical.Calendar, window: Window, troubles: dict[str, list[str]], *, zone: str
) -> Iterator[Any]:
    """Yield icalendar's component for each event that may matter and can be read."""
    defined, unknown, private = zones.define(calendar.zones), set[str](), 0
    for block in calendar.events:
        if not _may_matter(block, window):
            continue
        if _PRIVATE & {value.strip().upper() for value in block.values("CLASS")}:
            private += 1
            continue
        component, why = None, repeats.refusal(block, window)
        if not why:
            component = _component(zones.named(block, defined, unknown))
            why = "cannot be read"
        if component is None:
            troubles[f"left out, as it {why}"].append(next(iter(block.values("SUMMARY")), ""))
        else:
            yield component
    if private:
        tell(f"events marked private, left out: {private:,}")
    for name in sorted(unknown)[:3]:
        tell(f'the time zone "{clean(name, 60)}" is not known: its times are read as {zone}')


def _component(block: Block) -> Any:
    """Return what icalendar reads, None if it fails or loses a date or rule on the way."""
    from icalendar import Event as Component

    try:
        component = Component.from_ical(block.text())
    except answer.BROKEN:
        return None
    needed = {
        line.name for line in block.lines if line.name in ical.DATES or line.name in {"RRULE", "DURATION"}
    }
    return component if "DTSTART" in component and all(name in component for name in needed) else None


def _may_matter(block: Block, window: Window) -> bool:
    """Whether an event can start in the window; whatever is not certain may."""
    first, last = f"{window.begins - _AROUND:%Y%m%d}", f"{window.ends + _AROUND:%Y%m%d}"
    days = [value[:8] for name in ("DTSTART", "RECURRENCE-ID") for value in block.values(name)]
    changes_all = any("THISANDFUTURE" in line.params.upper() for line in block.lines)
    if (
        block.values("RDATE")
        or changes_all
        or not days
        or not all(re.fullmatch(r"\d{8}", day) for day in days)
    ):
        return True
    if rules := block.values("RRULE"):
        until = re.search(r"UNTIL=(\d{8})", rules[0].upper()) if len(rules) == 1 else None
        return days[0] <= last and (until is None or until[1] >= first)
    return any(first <= day <= last for day in days)
