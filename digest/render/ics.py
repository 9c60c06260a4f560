"""An edition's events as a calendar that every program reads (RFC 5545): stable names, UTC times."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from digest.config import Config
from digest.model import Edition, Event, EventStatus
from digest.render.addresses import address
from digest.render.clean import line
from digest.render.days import days

if TYPE_CHECKING:
    import icalendar


def calendar(edition: Edition, config: Config) -> str:
    """Return the calendar of all events of an edition."""
    return _calendar((i for i in edition.items if isinstance(i, Event)), edition.changed, config)


def event_file(event: Event, changed: datetime, config: Config) -> str:
    """Return the calendar of one event, which stands on the web under its id."""
    return _calendar([event], changed, config)


def _calendar(events: Iterable[Event], changed: datetime, config: Config) -> str:
    import icalendar

    newsletter = config.newsletter
    whole = icalendar.Calendar()
    whole.add("prodid", f"-//localgov-digest//{newsletter.id}//{newsletter.language[:2].upper()}")
    whole.add("version", "2.0")
    whole.add("method", "PUBLISH")
    whole.add("x-wr-calname", line(newsletter.title))
    for event in events:
        whole.add_component(_event(event, changed, config))
    return bytes(whole.to_ical()).decode()


def _event(event: Event, changed: datetime, config: Config) -> icalendar.Event:
    import icalendar

    newsletter = config.newsletter
    entry = icalendar.Event()
    entry.add("uid", f"{event.id}@{newsletter.id}.{urlsplit(newsletter.base_url).hostname}")
    entry.add("dtstamp", changed.astimezone(UTC))
    entry.add("sequence", int(bool(event.was or event.was_place or event.status is EventStatus.CANCELLED)))
    entry.add("status", event.status.value.upper())
    if event.all_day:
        first, last = days(event, newsletter.timezone)
        entry.add("dtstart", first)
        entry.add("dtend", last + timedelta(days=1))
    else:
        entry.add("dtstart", event.starts.astimezone(UTC))
        if event.ends and event.ends > event.starts:
            entry.add("dtend", event.ends.astimezone(UTC))
    for name, value in (("summary", event.title), ("description", event.summary), ("location", event.place)):
        if line(value):
            entry.add(name, line(value))
    if url := address(event.url):
        entry.add("url", url)
    return entry
