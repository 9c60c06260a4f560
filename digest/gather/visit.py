"""Every source read once: one bad source is a value, never an exception."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from digest.config.settings import Fetching, Source
from digest.gather import cache as memory
from digest.gather import kinds
from digest.gather.exchange import NotModified
from digest.gather.fetch import Web
from digest.gather.local import beside
from digest.gather.parsing import Readers, Reading
from digest.model import Item, SourceError, Visit, VisitStatus, Window

CROWD = 4  # visits under way for each that may fetch: so many documents at most wait in memory for a reader
WORDS = 500
LOCAL = "picks"
ACCEPT = {
    "feed": "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5",
    "calendar": "text/calendar, */*;q=0.5",
    "page": "text/html, application/xhtml+xml, */*;q=0.5",
    "trello": "application/json, */*;q=0.5",
    "govuk": "application/json, */*;q=0.5",
}
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """What all visits of one gathering share."""

    web: Web
    readers: Readers
    folder: Path
    cache: Path | None
    max_bytes: int
    now: datetime


def gather(
    sources: Sequence[Source],
    windows: Mapping[str, Window],
    *,
    fetching: Fetching,
    agent: str,
    folder: Path,
    cache: Path | None,
    allow_private: Collection[str],
    now: datetime,
    told: Callable[[Visit], None] | None = None,
) -> list[Visit]:
    """Return one visit for each source, in their order; `told` hears of each as it ends."""
    crowd = asyncio.Semaphore(CROWD * fetching.concurrency)

    async def one(source: Source, trip: Trip) -> Visit:
        async with crowd:
            ended = await visit(source, windows[source.id], trip)
        if told:
            told(ended)
        return ended

    async def everyone() -> list[Visit]:
        async with (
            Web(fetching, agent=agent, allow_private=allow_private) as web,
            Readers(source.kind for source in sources) as readers,
        ):
            trip = Trip(
                web=web, readers=readers, folder=folder, cache=cache, max_bytes=fetching.max_bytes, now=now
            )
            return await asyncio.gather(*(one(source, trip) for source in sources))

    return asyncio.run(everyone())


async def visit(source: Source, window: Window, trip: Trip) -> Visit:
    """Read one source: from the web or, for picks, from the file beside sources.yaml."""
    began = time.monotonic()
    warnings: list[str] = []
    items: tuple[Item, ...] = ()
    status, problem = VisitStatus.FAILED, None
    try:
        status, reading = await _read(source, window, trip=trip, warnings=warnings)
        items = tuple(_ours(item, source, trip.now) for item in reading.items)
        warnings += reading.warnings
    except SourceError as trouble:
        problem = kinds.explain(source, str(trouble))
    except Exception as broken:  # noqa: BLE001 (a mistake of ours must not take the other sources with it)
        _log.debug("source %s", source.id, exc_info=True)
        problem = f"could not be read: {type(broken).__name__}, a mistake in this program"
    return Visit(
        source=source.id,
        kind=source.kind,
        at=trip.now,
        status=status,
        items=items,
        problem=_words(problem) if problem else None,
        warnings=tuple(map(_words, warnings)),
        seconds=time.monotonic() - began,
    )


async def _read(
    source: Source, window: Window, *, trip: Trip, warnings: list[str]
) -> tuple[VisitStatus, Reading]:
    if source.kind == LOCAL:
        return _status(
            await trip.readers.read(beside(trip.folder, source.url, trip.max_bytes), source, window)
        )
    kept = memory.recall(trip.cache, source, window) if trip.cache else None
    answer = await trip.web.get(
        kinds.address(source),
        accept=ACCEPT.get(source.kind, "*/*"),
        etag=kept.etag if kept else None,
        last_modified=kept.last_modified if kept else None,
    )
    if answer.moved_to:
        warnings.append(f"moved for good to {answer.moved_to}: change its url in sources.yaml")
    if isinstance(answer, NotModified):
        return VisitStatus.UNCHANGED, kept.reading if kept else Reading(())
    reading = await trip.readers.read(answer.body, source, window)
    if trip.cache:
        memory.keep(trip.cache, source, window, answer=answer, reading=reading)
    return _status(reading)


def _status(reading: Reading) -> tuple[VisitStatus, Reading]:
    return VisitStatus.OK if reading.items else VisitStatus.EMPTY, reading


def _ours(item: Item, source: Source, now: datetime) -> Item:
    """Return `item` as seen by us, whatever its reader says about that."""
    return replace(item, source=source.id, section=source.section, first_seen=now, offered=False, why="")


def _words(text: str) -> str:
    """Return one printable line: a source has a say in most problems."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return line if len(line) <= WORDS else line[: WORDS - 1] + "…"
