"""Web pages in, the events that they announce to machines out: schema.org in JSON-LD or microdata, and h-event."""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.config import Source
from digest.gather import answer, hevent, jsonld, microdata, schemaorg
from digest.gather.announced import announced
from digest.gather.dates import LONDON
from digest.gather.guard_html import refuse_bombs
from digest.gather.named import each_once, named
from digest.gather.schemaorg import Node
from digest.gather.text import tell
from digest.gather.wanted import at_most, wanted
from digest.model import Event, SourceError, Window

_SIGN_IN = re.compile(r"\b(?:sign|log)[ -]?(?:in|on)\b", re.IGNORECASE)
_FEED = re.compile(r"(?:<\?xml[^>]*>\s*)?<(?:rss|feed|rdf:RDF)\b")
_NOTHING = (
    "no events found on the page: it describes none in schema.org or h-event; "
    "look for a calendar (.ics) on the site, or put its events into picks.yaml"
)


def parse(body: bytes, source: Source, window: Window) -> Iterator[Event]:
    """Yield the events of the page that start in the window, cancelled ones too, each once."""
    words = answer.text(body).strip()
    address = getattr(body, "url", "") or source.url  # never what <base href> says: it may name another host
    zone = source.timezone or LONDON
    said = [announced(node, source, page=address, zone=zone) for node in _nodes(words)]
    if dropped := said.count(None):
        tell(f"events left out, as they have no title or no time that can be read: {dropped:,}")
    whole = each_once(one for one in said if one)
    events = [
        event
        for event, one in zip(named(whole, source), whole, strict=True)
        if window.begins <= event.starts < window.ends and wanted(source, event.title, one.categories)
    ]
    yield from at_most(sorted(events, key=lambda event: event.starts), source)


def _nodes(words: str) -> list[Node]:
    """Return what the page says about events; raise SourceError where it cannot say anything."""
    if words.startswith(("{", "[")):
        found, problems = schemaorg.events([jsonld.document(words)]), list[str]()
    else:
        _refuse_other_kinds(words)
        found, problems = _in_html(words)
    if problems and not found:
        raise SourceError(f"the page's JSON-LD cannot be read: {problems[0]}")
    for problem in problems:
        tell(f"a part of the page's JSON-LD is left out: {problem}")
    if not found:
        tell(_NOTHING)
    return found


def _refuse_other_kinds(words: str) -> None:
    for kind, is_it in (("calendar", words.startswith("BEGIN:VCALENDAR")), ("feed", _FEED.match(words))):
        if is_it:
            raise SourceError(f"this is a {kind}, not a web page: write kind: {kind}")


def _in_html(words: str) -> tuple[list[Node], list[str]]:
    from selectolax.lexbor import LexborHTMLParser

    refuse_bombs(words)
    page = LexborHTMLParser(words.encode("utf-8", "replace"))
    values, problems = jsonld.documents(page)
    found = schemaorg.events([*values, *microdata.documents(page), *hevent.documents(page)])
    title = page.css_first("title")
    if not found and (page.css_first("input[type=password]") or (title and _SIGN_IN.search(title.text()))):
        raise SourceError(
            "got a page to sign in at, not one with events: give an address that everybody may read"
        )
    return found, problems
