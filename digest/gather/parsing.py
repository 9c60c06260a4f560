"""Documents to items in child processes: what hangs, swells or crashes there is one source's problem."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Iterable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from digest.config.settings import Source
from digest.gather import frames
from digest.gather.process import Child
from digest.model import Body, Item, SourceError, Window, from_json

SECONDS = 10.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a document said: its items, and what an editor should know."""

    items: tuple[Item, ...]
    warnings: tuple[str, ...] = ()


class Readers:
    """A few child processes, started when there is something to read and ended with the `async with`."""

    def __init__(self, kinds: Iterable[str], *, seconds: float = SECONDS) -> None:
        self._kinds = sorted(set(kinds))
        self._seconds = seconds
        self._desks = asyncio.LifoQueue[Child | None]()
        for _ in range(min(2, os.cpu_count() or 1)):
            self._desks.put_nowait(None)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        while not self._desks.empty():
            if child := self._desks.get_nowait():
                child.end()

    async def read(self, body: Body, source: Source, window: Window) -> Reading:
        """Return what `body` says; raise SourceError, its text without the source's name."""
        sound = None
        child = await self._desks.get()
        try:
            child = child or await Child.start(self._kinds)
            async with asyncio.timeout(self._seconds):
                answer = await child.ask(_header(body, source, window), body)
            sound = child
        except TimeoutError:
            raise SourceError("takes too long to read") from None
        except (asyncio.IncompleteReadError, ConnectionError):
            raise SourceError("could not be read: it breaks the reader") from None
        finally:
            if child and not sound:
                child.end()
            self._desks.put_nowait(sound)
        return _reading(answer)


def _header(body: Body, source: Source, window: Window) -> dict[str, Any]:
    return {
        "source": frames.source_out(source),
        "window": frames.window_out(window),
        "url": body.url,
        "content_type": body.content_type,
    }


def _reading(answer: dict[str, Any]) -> Reading:
    """Return the child's answer as values; it is believed no more than the document itself."""
    if answer.get("detail"):
        _log.debug("%s", answer["detail"])
    if answer.get("problem"):
        raise SourceError(str(answer["problem"]))
    try:
        items = tuple(_item(row) for row in answer["items"])
        return Reading(items, tuple(map(str, answer["warnings"])))
    except (KeyError, TypeError, ValueError, AttributeError) as broken:
        raise SourceError(f"could not be read: what its reader gives makes no sense ({broken})") from None


def _item(row: dict[str, Any]) -> Item:
    item = from_json(row)
    for name in ("published", "starts", "ends", "closes"):
        moment = getattr(item, name, None)
        if moment is not None and moment.tzinfo is None:
            raise ValueError(f"{name} without a time zone")
    return item
