"""What the door holds as long as it is open: the newsletter, its readers, its pages, its one writer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Self

from digest.desk import leaving
from digest.desk.desk import Desk, open_desk
from digest.web.pages import Pages
from digest.web.writer import PATIENCE, Writer

READERS = 4


class Booth:
    """One newsletter's public counter; close it, so that what waits is written down."""

    def __init__(
        self, folder: Path, clock: Callable[[], datetime], env: Mapping[str, str] | None = None
    ) -> None:
        self._desk, self._clock = open_desk(folder, clock(), env), clock
        self.pages = Pages(self._desk)
        self.store = leaving.open_door(self._desk)
        self.lookers = ThreadPoolExecutor(READERS, thread_name_prefix="look")
        self.reporter = ThreadPoolExecutor(1, thread_name_prefix="report")  # more would wait for each other
        self.writer: Writer[leaving.Wish, leaving.Standing] = Writer(self._granted)

    @property
    def desk(self) -> Desk:
        """The desk at this moment."""
        return replace(self._desk, now=self._clock())

    async def look(self, token: str) -> leaving.Standing:
        """Return how the reader of a link stands; raise TimeoutError."""
        loop = asyncio.get_running_loop()
        found = loop.run_in_executor(self.lookers, leaving.look, self._desk, self.store, token)
        return await asyncio.wait_for(found, PATIENCE)

    def close(self) -> None:
        self.writer.close()
        self.lookers.shutdown()
        self.reporter.shutdown()
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _granted(self, wishes: Sequence[leaving.Wish]) -> list[leaving.Standing]:
        wording, now = self.pages.wording, self._clock()
        return leaving.grant(self._desk, self.store, wishes, wording=wording, now=now)
