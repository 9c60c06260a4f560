"""What is wrong or doubtful about the events that stay in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, time, timedelta

from digest.compose.check.matter import Matter
from digest.compose.news import cancelled
from digest.model import Event, EventStatus, Finding

_SAYS_SO = re.compile(r"\b(cancelled|canceled|postponed|called off)\b", re.IGNORECASE)
_PERSON = re.compile(r"mailto:([a-z]{2,}|[a-z])[._]([a-z'-]{2,})@", re.IGNORECASE)
_OFFICE = re.compile(
    r"events?|bookings?|training|team|digital|service|services|data|design|web|info|hello|contact|contacts|council"
    r"|communit(?:y|ies)|group|network|meetups?|rsvp|support|help|office|no|do|press|media|news|newsletter|admin|hub|local",
    re.IGNORECASE,
)


def events(matter: Matter) -> Iterator[Finding]:
    """Yield what an editor should look at in each event."""
    said = {item.id: item for item in matter.gathered.items} if matter.gathered else {}
    for event in (item for item in matter.edition.items if isinstance(item, Event)):
        yield from _time(event, matter)
        if cancelled(event):
            yield matter.of(
                event.id, "cancelled", f'"{event.title}" is shown as cancelled: readers see why', "status"
            )
        elif (known := said.get(event.id)) and cancelled(known) and not _said_so(event, matter):
            words = (
                f'"{event.title}" is cancelled, says its source: write status: cancelled, drop it (keep: false), '
                "or write status: confirmed if you know better"
            )
            yield matter.of(event.id, "cancelled-unsaid", words)
        if event.rsvp and personal(event.rsvp):
            words = "the RSVP address looks like one person's own: ask for a team's, or for a page to book at"
            yield matter.of(event.id, "personal-rsvp", words, "rsvp")


def personal(address: str) -> bool:
    """Return whether a mailto: address reads firstname.lastname@."""
    found = _PERSON.match(address)
    return found is not None and not any(map(_OFFICE.fullmatch, found.groups()))


def _time(event: Event, matter: Matter) -> Iterator[Finding]:
    out = matter.edition.send_at
    if (event.ends or event.starts) <= out:
        words = f'"{event.title}" is over when the edition goes out: drop it (keep: false)'
        yield matter.of(event.id, "over", words, "when")
    if event.closes and _last(event.closes, matter) <= out:
        words = f'"{event.title}" closes before the edition goes out: say so, or drop it (keep: false)'
        yield matter.of(event.id, "closed", words, "closes")


def _last(closes: datetime, matter: Matter) -> datetime:
    """Return the last moment to book: a day without a time is meant to its end, and readers are told so."""
    local = closes.astimezone(matter.config.newsletter.timezone)
    return local if local.time() != time() else local + timedelta(days=1)


def _said_so(event: Event, matter: Matter) -> bool:
    """Return whether readers are told in words, or the editor wrote themselves that it takes place."""
    own_word = matter.row(event.id).get("status") == EventStatus.CONFIRMED
    return own_word or bool(_SAYS_SO.search(f"{event.title} {event.summary}"))
