"""Where a schema.org event is, and where one says that one comes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from digest.gather.places import Place, place
from digest.gather.replies import looks_personal, reply
from digest.gather.schemaorg import Node, address, nodes, several, text, types
from digest.gather.spans import last_moment
from digest.gather.text import link, tell

_ADDRESS = ("streetAddress", "addressLocality", "postalCode")
_ONLINE = ("OnlineEvent", "MixedEvent", "MovedOnline")
_GONE = {"SoldOut", "Discontinued", "OutOfStock"}


@dataclass(frozen=True, slots=True)
class Booking:
    """Where to say that one comes, and until when."""

    rsvp: str | None = None
    closes: datetime | None = None


def venue(event: Node) -> Place:
    """Return where it is: rooms and streets in words, wires as `online`; a way into a meeting is never kept."""
    mode = text(event, "eventAttendanceMode") + " ".join(address(event, "eventStatus"))
    words, wires = list[str](), list[str]()
    for said in several(event, "location"):
        if isinstance(said, dict) and "VirtualLocation" in types(said):
            wires += address(said, "url") or ["online"]
        elif "EventMovedOnline" not in mode:
            words += _room(said) if isinstance(said, dict) else [str(said)]
    found = place(", ".join(_once(words)))
    online = found.online or bool(wires) or any(sign in mode for sign in _ONLINE)
    return Place(found.words or ("Online" if online else ""), online, found.url or place(" ".join(wires)).url)


def booking(event: Node, base: str, zone: ZoneInfo, starts: datetime) -> Booking:
    """Return where one books, of the offers that are left, and when the last of them closes if that is before it starts."""
    offers = [one for offer in nodes(event, "offers") for one in (nodes(offer, "offers") or [offer])]
    left = [offer for offer in offers if not any(end in text(offer, "availability") for end in _GONE)]
    ends = [last_moment(text(offer, "validThrough", "availabilityEnds"), zone) for offer in left]
    known = [moment for moment in ends if moment]
    closes = max(known) if known and len(known) == len(ends) else None
    pages = (found for offer in left for said in address(offer, "url") if (found := _reply(said, base)))
    return Booking(next(pages, None), closes if closes and closes < starts else None)


def _room(said: Node) -> list[str]:
    """Return the name of a place and its address, as far as a reader needs it to come."""
    places = [text(one, name) for one in nodes(said, "address") for name in _ADDRESS]
    return [text(said, "name"), text(said, "address"), *places]


def _once(words: list[str]) -> list[str]:
    """Return the parts of an address, each once, whether they came together or apart."""
    kept: dict[str, str] = {}
    for part in (" ".join(part.split()) for word in words for part in word.split(",")):
        kept.setdefault(part.casefold(), part)
    return [part for part in kept.values() if part]


def _reply(said: str, base: str) -> str | None:
    if said.lower().startswith("mailto:"):
        address = said
    elif not (address := link(said, base) or ""):
        return None
    try:
        found = reply(address)
    except ValueError:
        return None
    if looks_personal(found):
        tell("an event takes replies at what looks like one person's mailbox: make sure that they agree")
    return found
