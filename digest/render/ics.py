"""An edition's events as a calendar that every program reads (RFC 5545): stable names, UTC times."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from digest.config import Config
from digest.model import Edition, Event
from digest.render.addresses import address
from digest.render.clean import NARROW_SPACE, line
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
    whole.add("x-wr-calname", icalendar.vText(_words(newsletter.title)))  # the library escapes no X- property
    for event in events:
        whole.add_component(_event(event, changed, config))
    if not whole.subcomponents:
        whole.add_component(_utc())
    return bytes(whole.to_ical()).decode()


def _event(event: Event, changed: datetime, config: Config) -> icalendar.Event:
    import icalendar

    newsletter = config.newsletter
    entry = icalendar.Event()
    entry.add("uid", f"{event.id}@{newsletter.id}.{urlsplit(newsletter.base_url).hostname}")
    entry.add("dtstamp", changed.astimezone(UTC))
    entry.add("sequence", event.sequence)
    entry.add("status", event.status.value.upper())
    if event.all_day:
        first, last = days(event, newsletter.timezone)
        entry.add("dtstart", first)
        entry.add("dtend", last + timedelta(days=1))
    else:
        entry.add("dtstart", event.starts.astimezone(UTC))
        if event.ends and event.ends > event.starts:
            entry.add("dtend", event.ends.astimezone(UTC))
    said = "\n\n".join(_said(event))
    for name, value in (
        ("summary", _words(event.title)),
        ("description", said),
        ("location", _words(event.place)),
    ):
        if value:
            entry.add(name, value)
    if url := address(event.url):
        entry.add("url", url)
    return entry


def _said(event: Event) -> Iterator[str]:
    """Yield what is told of an event, and where to book and read more: Google and Outlook pass by URL on import."""
    if summary := _words(event.summary):
        yield summary
    pages = (address(event.rsvp), address(event.url))
    yield from dict.fromkeys(page.removeprefix("mailto:") for page in pages if page)


def _words(text: str) -> str:
    """Return text as one line, a backslash parted from an N behind it: the library takes the two for a line's end."""
    return line(text).replace("\\N", f"\\{NARROW_SPACE}N")


def _utc() -> icalendar.Timezone:
    """Return a time zone, for a calendar without events: RFC 5545, 3.4 wants at least one component."""
    import icalendar

    zone, standard = icalendar.Timezone(), icalendar.TimezoneStandard()
    zone.add("tzid", "Etc/UTC")
    standard.add("dtstart", datetime(1970, 1, 1))  # noqa: DTZ001  # RFC 5545, 3.6.5: a local time, without a zone
    standard.add("tzoffsetfrom", timedelta())
    standard.add("tzoffsetto", timedelta())
    zone.add_component(standard)
    return zone
