"""One schema.org event as an Event: clean words and real times."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from digest.config import Source
from digest.gather.places import public
from digest.gather.schemaorg import Node, address, nodes, several, text, types
from digest.gather.spans import moment, span
from digest.gather.text import clean, summary
from digest.gather.venues import booking, venue
from digest.model import Event, EventStatus

_CALLED_OFF = re.compile(r"^(?:cancell?ed|called off|postponed)\s*[:–-]\s*", re.IGNORECASE)
_ORGANISATION = re.compile(
    r"Organi[sz]ation|Corporation|NGO|Business|Government|Library|College|School|Group|Team|Consortium|Project"
)
_POSTPONED = "Postponed, with no new date yet."


@dataclass(frozen=True, slots=True)
class Announced:
    """An event without a name of its own yet; `url` is its own page, `before` when it was to be until that changed."""

    event: Event
    categories: tuple[str, ...]
    url: str | None
    before: tuple[datetime, ...]


def announced(node: Node, source: Source, *, page: str, zone: ZoneInfo) -> Announced | None:
    """Return what a node announces on `page`, None if it has no title or no time."""
    title, off = _title(node)
    when = span(text(node, "startDate"), text(node, "endDate"), text(node, "duration"), zone)
    if not title or when is None:
        return None
    where, book = venue(node), booking(node, page, zone, when.starts)
    own, status = _own_page(node, page), " ".join(address(node, "eventStatus"))
    postponed = "EventPostponed" in status
    words = summary(text(node, "description", "disambiguatingDescription"))
    event = Event(
        id="",
        source=source.id,
        section=source.section,
        title=title,
        url=own or where.url or page,
        summary=f"{_POSTPONED} {words}".strip() if postponed else words,
        starts=when.starts,
        ends=when.ends,
        all_day=when.all_day,
        place=where.words,
        online=where.online,
        rsvp=book.rsvp,
        organiser=_organiser(node),
        closes=book.closes,
        status=EventStatus.CANCELLED if off or postponed or "Cancel" in status else EventStatus.CONFIRMED,
    )
    return Announced(event, _categories(node), own, _before(node, zone))


def _title(node: Node) -> tuple[str, bool]:
    """Return the title, and whether it says that the event is called off."""
    said = clean(text(node, "name"))
    title = _CALLED_OFF.sub("", said)
    return title, title != said


def _own_page(node: Node, page: str) -> str | None:
    """Return the event's own page, None where it has none but the one it was found on."""
    found = (public(said, page) for said in address(node, "url", "@id", "mainEntityOfPage"))
    return next((one for one in found if one and one != public(page)), None)


def _organiser(node: Node) -> str:
    """Return the name of the organisation behind it; a person's name is theirs."""
    names = (
        clean(text(one, "name"), 100)
        for role in ("organizer", "provider")
        for one in nodes(node, role)
        if any(_ORGANISATION.search(kind) for kind in types(one))
    )
    return next((name for name in names if name and "@" not in name and "[…]" not in name), "")


def _categories(node: Node) -> tuple[str, ...]:
    said = (value for name in ("keywords", "about", "genre") for value in several(node, name))
    return tuple(text(value, "name") if isinstance(value, dict) else str(value) for value in said)


def _before(node: Node, zone: ZoneInfo) -> tuple[datetime, ...]:
    said = (moment(str(value), zone) for value in several(node, "previousStartDate"))
    return tuple(one for one in said if one)
