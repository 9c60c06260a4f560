"""One thread that writes down what visitors wish: whoever waits goes into the same durable transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from queue import Empty, Full, Queue
from threading import Thread
from typing import Generic, TypeVar

from digest.model import DigestError

WAITING = 5_000
AT_ONCE = 200
PATIENCE = 10.0

Wish = TypeVar("Wish")
Done = TypeVar("Done")


class TooMany(DigestError):
    """More wait than can be written down soon."""


class Writer(Generic[Wish, Done]):
    """A queue of wishes and its thread. Whoever asked is answered only after the commit."""

    def __init__(self, write: Callable[[Sequence[Wish]], Sequence[Done]]) -> None:
        self._write = write
        self._queue: Queue[tuple[Wish, Future[Done]] | None] = Queue(WAITING)
        self._thread = Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    async def ask(self, wish: Wish) -> Done:
        """Return what became of a wish; raise what the writing raised, TooMany, or TimeoutError."""
        future: Future[Done] = Future()
        try:
            self._queue.put_nowait((wish, future))
        except Full:
            raise TooMany("more visitors wait than can be written down soon") from None
        return await asyncio.wait_for(asyncio.wrap_future(future), PATIENCE)

    def close(self) -> None:
        """Write down what still waits, then stop."""
        self._queue.put(None)
        self._thread.join(PATIENCE)

    def _run(self) -> None:
        while first := self._queue.get():
            batch, over = self._with_others(first)
            asked = [(wish, future) for wish, future in batch if future.set_running_or_notify_cancel()]
            if asked:
                self._settle([wish for wish, _ in asked], [future for _, future in asked])
            if over:
                return

    def _with_others(self, first: tuple[Wish, Future[Done]]) -> tuple[list[tuple[Wish, Future[Done]]], bool]:
        """Return everybody who waits by now, and whether this is the end."""
        batch = [first]
        while len(batch) < AT_ONCE:
            try:
                found = self._queue.get_nowait()
            except Empty:
                break
            if found is None:
                return batch, True
            batch.append(found)
        return batch, False

    def _settle(self, wishes: Sequence[Wish], futures: Sequence[Future[Done]]) -> None:
        try:
            answers = self._write(wishes)
        except Exception as problem:  # noqa: BLE001  # each who waits hears of it; the thread goes on
            for future in futures:
                future.set_exception(problem)
        else:
            for future, answer in zip(futures, answers, strict=True):
                future.set_result(answer)
