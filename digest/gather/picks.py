"""What an editor found: `picks.yaml` beside sources.yaml in, its events and entries out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from zoneinfo import ZoneInfo

from digest import when, yaml
from digest.config import Source
from digest.gather import answer, dates, identity, replies
from digest.gather.places import place, public
from digest.gather.rows import Row, each
from digest.gather.text import clean, summary, tell
from digest.gather.wanted import at_most, wanted
from digest.hints import did_you_mean
from digest.model import Entry, Event, EventStatus, SourceError, Window

EVENT = ("title", "when", "where", "rsvp", "url", "summary", "closes", "online", "organiser", "status")
ENTRY = ("title", "url", "summary", "published")


def parse(body: bytes, source: Source, window: Window) -> Iterator[Entry | Event]:
    """Yield the rows that fall in the window; each wrong row is told with its line and left out."""
    document = _document(body, source)
    zone = source.timezone or dates.LONDON
    events = list(each(document, "events", EVENT, partial(_event, source=source, zone=zone)))
    often = Counter(event.keys[0] for event in events)
    coming = [e for e in events if window.begins <= e.starts < window.ends and wanted(source, e.title)]
    for event in at_most(coming, source):
        yield event if often[event.keys[0]] == 1 else _by_day(event, zone)
    entries = each(document, "entries", ENTRY, partial(_entry, source=source, zone=zone, window=window))
    news = [
        e for e in entries if (e.published is None or e.published >= window.opens) and wanted(source, e.title)
    ]
    yield from at_most(news, source, "entries in this window")


def _document(body: bytes, source: Source) -> yaml.Document:
    try:
        document = yaml.parse(answer.text(body), source.url)
    except yaml.YamlError as problem:
        raise SourceError(f"{source.url}:{problem.line or 1}: {problem}") from None
    if not isinstance(document.data, dict):
        raise SourceError(
            f"{source.url}:1: write events: or entries:, and below rows that begin with - title:"
        )
    for key in document.data:
        if key not in {"events", "entries"}:
            tell(
                f'{source.url}:{document.line(key)}: unknown key "{key}"{did_you_mean(str(key), ("events", "entries"))}'
            )
    return document


def _event(row: Row, source: Source, zone: ZoneInfo) -> Event:
    title = row.need("title", clean, "say what it is")
    span = row.need("when", lambda text: when.parse(text, zone), when.REMEDY)
    where = place(row.read("where", str, ""))
    url = row.read("url", _page, None) or where.url
    name = f"pick:{source.id}:{identity.normalise(title)}:{span.starts.astimezone(zone):%Y-%m}"
    keys = identity.event_keys([name], url=url, title=title, starts=span.starts, place=where.words)
    rsvp = row.read("rsvp", replies.reply, None)
    if rsvp and replies.looks_personal(rsvp):
        tell(f"{row.at('rsvp')}: rsvp: this looks like one person's mailbox: make sure that they agree")
    return Event(
        id=identity.item_id(name),
        source=source.id,
        section=source.section,
        title=title,
        url=url,
        summary=row.read("summary", summary, ""),
        keys=keys,
        starts=span.starts,
        ends=span.ends,
        all_day=span.all_day,
        place=where.words,
        online=row.read("online", _yes_or_no, where.online),
        rsvp=rsvp,
        organiser=row.read("organiser", lambda text: clean(text, 100), ""),
        closes=row.read("closes", lambda text: when.moment(text, zone), None),
        status=row.read("status", _status, EventStatus.CONFIRMED),
    )


def _by_day(event: Event, zone: ZoneInfo) -> Event:
    """Return an event that shares its title and month with another, named by its day as well."""
    name = f"{event.keys[0]}-{event.starts.astimezone(zone):%dT%H%M}"
    return replace(event, id=identity.item_id(name), keys=(name, *event.keys[1:]))


def _entry(row: Row, source: Source, zone: ZoneInfo, window: Window) -> Entry:
    title = row.need("title", clean, "say what it is")
    url = row.need("url", _page, "write https://...")
    published = row.read("published", lambda text: when.moment(text, zone), None)
    if published and not dates.EARLIEST <= published <= window.closes + dates.SLACK:
        raise row.mistake("published", "is before 2000 or still to come")
    keys = identity.entry_keys(source.id, guid="", url=url, title=title, published=published)
    return Entry(
        id=identity.item_id(keys[0]),
        source=source.id,
        section=source.section,
        title=title,
        url=url,
        summary=row.read("summary", summary, ""),
        keys=keys,
        published=published,
    )


def _page(text: str) -> str:
    page = public(text)
    if not page:
        raise ValueError("this is not a public web address: write https://...")
    return page


def _yes_or_no(text: str) -> bool:
    if text.lower() not in {"true", "false"}:
        raise ValueError(f'"{text}" is neither true nor false')
    return text.lower() == "true"


def _status(text: str) -> EventStatus:
    try:
        return EventStatus(text.lower())
    except ValueError:
        raise ValueError(f'"{text}" is not allowed here: write confirmed, tentative or cancelled') from None
