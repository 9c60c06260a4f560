"""The best source at an address: the document itself, what a page offers, or the usual places."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from digest.config import Source
from digest.desk.desk import Desk, Usage
from digest.desk.source_health import full_look
from digest.desk.source_rows import address
from digest.gather import answer as documents
from digest.gather import discover, fetch, health, kinds, usual
from digest.gather.discover import Offer
from digest.gather.exchange import Answer
from digest.gather.text import link
from digest.model import DigestError, Item, SourceError

MOST = 20  # addresses asked for one page
EVENTS = frozenset({"calendar", "page"})
_NOTHING = "{} offers no feed, calendar or event that can be read, nor do the usual places: look for its RSS"
_EVENT_PAGE = re.compile(r"schema\.org|\bh-event\b", re.IGNORECASE)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A source that was read: `title` is its own, `others` what else the page offers."""

    url: str
    kind: str
    title: str
    items: tuple[Item, ...]
    warnings: tuple[str, ...]
    others: tuple[Offer, ...] = ()


def search(desk: Desk, given: str, *, shows: str = "") -> Found:
    """Return the source at an address or behind it; one with events or entries first, where `shows` says so.

    DigestError when there is none.
    """
    url = web_address(given)
    if (known := usual.kind(url)) in kinds.names():
        return _read(desk, Offer(url, str(known)), "")
    try:
        answer = _look(desk, url)
    except SourceError as problem:
        return _first(desk, usual.platform(url), str(problem), ())
    match discover.what(answer.body):
        case "feed" | "calendar" as kind:
            return _read(desk, Offer(url, kind), discover.title(answer.body, kind))
        case "web page":
            offered = _offers(answer, shows)
            guesses = usual.guesses(answer.url, documents.text(answer.body))
            return _first(desk, [*offered, *guesses], _NOTHING.format(url), offered)
        case "opml":
            raise Usage(f"{url} is a list of feeds (OPML): save it and run `digest sources import FILE`")
    raise DigestError(f"{url} is neither a feed, a calendar nor a web page: look for another address")


def web_address(given: str) -> str:
    """Return an address as it may stand in sources.yaml; Usage when it is none."""
    plain = re.sub(r"^(?:webcals?|feed)://|^feed:(?=https?://)", "", given.strip(), flags=re.IGNORECASE)
    url = link(plain if "://" in plain else f"https://{plain}")
    if not url:
        raise Usage(f'"{given}" is not a web address: write https://...')
    return url


def _offers(answer: Answer, shows: str) -> list[Offer]:
    """Return what a page offers, itself too where it describes events, what the section shows first."""
    try:
        offered = discover.offers(answer.body)
    except SourceError as problem:
        raise SourceError(f"{answer.url}: {problem}") from None
    if "page" in kinds.names() and _EVENT_PAGE.search(documents.text(answer.body)):
        offered.append(Offer(answer.url, "page"))
    if shows in {"events", "entries"}:
        offered.sort(key=lambda offer: (offer.kind in EVENTS) != (shows == "events"))
    return offered


def _first(desk: Desk, candidates: Iterable[Offer], nothing: str, declared: Sequence[Offer]) -> Found:
    """Return the first candidate that can be read, and what was declared beside it."""
    for offer in islice(candidates, MOST):
        try:
            found = _offered(desk, offer)
        except SourceError as problem:
            _log.debug("%s", problem)
            continue
        beside = (other for other in declared if address(other.url) != address(found.url))
        return replace(found, others=tuple(beside))
    raise DigestError(nothing)


def _offered(desk: Desk, offer: Offer) -> Found:
    """Return the source at an offered address; SourceError when something else is there."""
    answer = _look(desk, offer.url)
    if discover.what(answer.body) != {"page": "web page"}.get(offer.kind, offer.kind):
        raise SourceError(f"{offer.url} is no {offer.kind}")
    found = _read(desk, offer, discover.title(answer.body, offer.kind) or offer.title)
    if offer.kind == "page" and not found.items:
        raise SourceError(f"{offer.url} names no events")
    return found


def _read(desk: Desk, offer: Offer, title: str) -> Found:
    """Return what a gathering gets from an address; SourceError when it gets nothing."""
    source = Source(id="new", name="New", kind=offer.kind, url=offer.url, section="new")
    (visit,) = full_look(desk, [source])
    seen = health.judge(visit, (), desk.now)
    if seen.problem:
        raise SourceError(f"{offer.url}: {seen.problem}")
    return Found(
        url=seen.moved_to or offer.url,
        kind=offer.kind,
        title=title,
        items=visit.items,
        warnings=seen.warnings,
    )


def _look(desk: Desk, url: str) -> Answer:
    return fetch.look(
        url,
        fetching=desk.config.fetch,
        agent=fetch.agent(desk.config.newsletter),
        allow_private=desk.env.allow_private_hosts,
    )
