"""Many things written down in one commit: whoever must wait for the disk waits together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

from digest.model import Outcome
from digest.store.place import Collision
from digest.store.singles import Page

SOON = 0.02  # seconds that an ending waits for a mark to be written down with
AGAIN = (0.1, 1.0, 5.0)  # seconds between tries to write down the last endings
COLLIDED = (0.01, 0.05, 0.2, 0.5)  # seconds between tries where another sender was in the way
Found = TypeVar("Found")


class Clerk:
    """Keeps the ledger of a crew. While one page is being written, the next one fills."""

    def __init__(self, write: Callable[[Page], set[str]]) -> None:
        self._write = write
        self._page = Page()
        self._waiting: dict[str, asyncio.Future[bool]] = {}
        self._writing: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._pen = ThreadPoolExecutor(1, "clerk")

    async def mark(self, attempt: str) -> bool:
        """Return, once it is on the disk, whether an attempt was still ours to mark."""
        self._waiting[attempt] = asyncio.get_running_loop().create_future()
        self._page.marked.append(attempt)
        self._begin()
        return await self._waiting[attempt]

    def ended(self, attempt: str, outcome: Outcome) -> None:
        """Have an outcome written down soon: before, or together with, any later mark."""
        self._page.ended.append((attempt, outcome))
        self._soon()

    def doubtful(self, attempt: str, reason: str) -> None:
        """Have it written down soon that nobody can know how an attempt ended."""
        self._page.doubtful.append((attempt, reason))
        self._soon()

    async def do(self, work: Callable[[], Found]) -> Found:
        """Do work on the ledger, alone; again, where another sender's stood in its way."""
        loop = asyncio.get_running_loop()
        for pause in COLLIDED:
            with suppress(Collision):
                return await loop.run_in_executor(self._pen, work)
            await asyncio.sleep(pause)
        return await loop.run_in_executor(self._pen, work)

    async def close(self) -> None:
        """Write down what is left, patiently; raise what keeps it from being written."""
        try:
            for pause in AGAIN:
                with suppress(Exception):
                    return await self._all()
                await asyncio.sleep(pause)
            await self._all()
        finally:
            self._pen.shutdown()

    async def _all(self) -> None:
        if self._writing:
            await asyncio.wait([self._writing])
        while self._page:
            await self._one_page()

    def _soon(self) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(SOON, self._begin)

    def _begin(self) -> None:
        self._timer = None
        if self._page and (self._writing is None or self._writing.done()):
            self._writing = asyncio.ensure_future(self._pages())

    async def _pages(self) -> None:
        """Write pages while there is anything on them; a page that cannot be written is kept for the end."""
        while self._page:
            try:
                await self._one_page()
            except Exception:  # noqa: BLE001  # whoever waits for a mark is told; `close` tells the rest
                return

    async def _one_page(self) -> None:
        page, self._page = self._page, Page()
        waiting = {attempt: self._waiting.pop(attempt) for attempt in page.marked}
        try:
            ours = await self.do(lambda: self._write(page))
        except Exception as problem:
            self._page.ended[:0], self._page.doubtful[:0] = page.ended, page.doubtful
            for one in filter(lambda one: not one.done(), waiting.values()):
                one.set_exception(problem)
            raise
        for attempt, one in waiting.items():
            if not one.done():
                one.set_result(attempt in ours)
