"""One VEVENT as an Event: clean words, real times, and the keys by which it is known again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from digest.config import Source
from digest.gather import identity, repeats
from digest.gather.dates import LONDON
from digest.gather.ical import REPEATING, RSVP
from digest.gather.places import first_page, place, public
from digest.gather.text import clean, summary
from digest.model import Event, EventStatus, Window

_CALLED_OFF = re.compile(r"^(?:cancell?ed|called off)\s*[:–-]\s*", re.IGNORECASE)
_BOILERPLATE = re.compile(
    r"_{8,}|-::~|[^\n.]{0,80}inviting you to a scheduled Zoom|Join Zoom Meeting|Microsoft Teams (?:meeting|Need help)",
    re.IGNORECASE,
)


class Found(NamedTuple):
    """An event, its categories, and what is odd about it."""

    event: Event
    categories: tuple[str, ...]
    trouble: str


def all_of(components: list[Any], source: Source, window: Window) -> Iterator[Found]:
    """Yield what starts in the window, of the components that share a UID; raise whatever icalendar raises."""
    zone = source.timezone or LONDON
    uid = words(components[0], "UID")
    repeating = any(name in component for component in components for name in REPEATING)
    several = repeats.expand(components, window) if repeating else _latest(components)
    for component in several:
        starts = _moment(component["DTSTART"].dt, zone)
        if window.begins <= starts < window.ends:
            apart = f"#{_original(component, zone)}" if repeating or len(several) > 1 else ""
            yield _found(component, source, starts=starts, own=f"uid:{source.id}:{uid}{apart}" if uid else "")


def words(component: Any, name: str) -> str:
    """Return the first property `name` as text."""
    value = component.get(name)
    return str(value[0] if isinstance(value, list) and value else value or "")


def _found(component: Any, source: Source, *, starts: datetime, own: str) -> Found:
    called, title = _title(component)
    where = place(words(component, "LOCATION"), words(component, "URL"))
    description = _BOILERPLATE.split(words(component, "DESCRIPTION"), maxsplit=1)[0]
    url = public(words(component, "URL")) or where.url or first_page(description)
    keys = identity.event_keys([own], url=url, title=title, starts=starts, place=where.words)
    zone = source.timezone or LONDON
    event = Event(
        id=identity.item_id(keys[0]),
        source=source.id,
        section=source.section,
        title=title,
        url=url,
        summary=summary(description),
        keys=keys,
        starts=starts,
        ends=_end(component, starts, zone),
        all_day=not isinstance(component["DTSTART"].dt, datetime),
        place=where.words,
        online=where.online,
        rsvp=next((page for name in RSVP if (page := public(words(component, name)))), None),
        organiser=_organiser(component),
        status=EventStatus.CANCELLED if called else _status(component),
    )
    return Found(event, _categories(component), _trouble(component, zone, title))


def _title(component: Any) -> tuple[bool, str]:
    """Return whether the title itself says that it is called off, as Outlook writes it, and the title without that."""
    said = words(component, "SUMMARY")
    title = clean(said) or clean(re.sub("[<>]", " ", said))
    rest = _CALLED_OFF.sub("", title)
    return rest != title, rest


def _trouble(component: Any, zone: ZoneInfo, title: str) -> str:
    if not title:
        return "left out, as it has no title"
    said = component["DTSTART"].dt
    if isinstance(said, datetime):
        local = said if said.tzinfo else said.replace(tzinfo=zone)
        if local.astimezone(UTC).astimezone(local.tzinfo).replace(tzinfo=None) != local.replace(tzinfo=None):
            return "starts at a time that a clock change skips, so it is shown an hour later"
    return ""


def _moment(value: date, zone: ZoneInfo) -> datetime:
    """Return a real moment on the clock of `zone`: a day begins at its midnight, a floating time is local."""
    if not isinstance(value, datetime):
        return datetime.combine(value, time(), zone)
    return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC).astimezone(zone)


def _end(component: Any, starts: datetime, zone: ZoneInfo) -> datetime | None:
    """Return the exclusive end; a whole day lasts until the next midnight at least."""
    begin = component["DTSTART"].dt
    end = component["DTEND"].dt if "DTEND" in component else None
    if end is None and "DURATION" in component:
        end = begin + component["DURATION"].dt
    if not isinstance(begin, datetime) and (end is None or _moment(end, zone) <= starts):
        end = begin + timedelta(days=1)
    ends = _moment(end, zone) if end else None
    return ends if ends and ends > starts else None


def _original(component: Any, zone: ZoneInfo) -> str:
    """Return when this occurrence was meant to start before anybody moved it, in UTC."""
    said = component.get("RECURRENCE-ID")
    moved_all = said is not None and said.params.get("RANGE") == "THISANDFUTURE"
    return identity.utc(_moment((component["DTSTART"] if said is None or moved_all else said).dt, zone))


def _latest(components: list[Any]) -> list[Any]:
    """Return the components of the highest SEQUENCE; several when a calendar gives one UID to different events."""
    highest = max(int(component.get("SEQUENCE", 0)) for component in components)
    return [component for component in components if int(component.get("SEQUENCE", 0)) == highest]


def _status(component: Any) -> EventStatus:
    said = words(component, "STATUS").strip().lower()
    return EventStatus(said) if said in set(EventStatus) else EventStatus.CONFIRMED


def _organiser(component: Any) -> str:
    """Return the organiser's name, never the address it stands for."""
    value = component.get("ORGANIZER")
    first = value[0] if isinstance(value, list) and value else value
    name = clean(str(getattr(first, "params", {}).get("CN", "")), 100)
    return "" if "@" in name or "[…]" in name else name


def _categories(component: Any) -> tuple[str, ...]:
    value = component.get("CATEGORIES")
    groups = value if isinstance(value, list) else [value] if value else []
    return tuple(str(name) for group in groups for name in getattr(group, "cats", [group]))
