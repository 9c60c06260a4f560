"""Where an event is: a place for people, and whether one can come by wire."""

from __future__ import annotations

import re
from dataclasses import dataclass

from digest.gather import private
from digest.gather.text import clean, link

_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"'\\]+", re.IGNORECASE)
_ONLINE = re.compile(
    r"\b(?:online|virtual(?:ly)?|webinar|zoom|(?:ms|microsoft)? ?teams|google meet|webex|live ?stream)\b",
    re.IGNORECASE,
)
_LISTING = re.compile(
    r"https?://(?:[\w-]+\.)*(?:lu\.ma|luma\.com|meetup\.com|eventbrite\.[a-z.]+)/", re.IGNORECASE
)
_MOST = 200


@dataclass(frozen=True, slots=True)
class Place:
    """`url` is a page about the event that stood where the place should be."""

    words: str
    online: bool
    url: str | None = None


def place(location: str, url: str = "") -> Place:
    """Return what a LOCATION says; a way into a meeting with its passcode is never kept."""
    found = [address.rstrip(".,;:)") for address in _URL.findall(location)]
    words = clean(_URL.sub(" ", location), _MOST).strip(" ,;:-–|()")
    pages = [page for address in found if (page := public(address))]
    elsewhere = [address for address in found if not _LISTING.match(address)]
    online = bool(elsewhere or _ONLINE.search(words) or private.opens_a_meeting(url))
    return Place(words or ("Online" if online else ""), online, pages[0] if pages else None)


def public(address: str | None, base: str = "") -> str | None:
    """Return an address that may be printed: a web page, and not the door of a meeting."""
    page = link(address, base)
    return None if page is None or private.opens_a_meeting(address or "") else page


def first_page(text: str) -> str | None:
    """Return the first address in a description that may be printed: Luma puts the event's page there."""
    return next((page for found in _URL.findall(text) if (page := public(found.rstrip(".,;:)*]")))), None)
