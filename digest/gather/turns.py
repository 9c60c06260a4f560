"""Whose turn it is: two at a time at a host, and at one that the operator vouches for as many as it keeps up with."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

PER_HOST = 2
AT_FIRST = 4


class Turns:
    """Places at hosts and among all.

    A vouched host starts with a few places, and each answer opens one more, as TCP does: a crowd that knocks at
    once overflows a server's queue, and whom it drops there waits for many seconds.
    """

    def __init__(self, most: int) -> None:
        self._all = asyncio.Semaphore(most)
        self._hosts = defaultdict[str, asyncio.Semaphore](lambda: asyncio.Semaphore(PER_HOST))
        self._vouched = defaultdict[str, asyncio.Semaphore](lambda: asyncio.Semaphore(AT_FIRST))
        self._more = defaultdict[str, int](lambda: most - AT_FIRST)

    @asynccontextmanager
    async def at(self, host: str, *, vouched: bool) -> AsyncIterator[None]:
        """Wait for a place at the host, then for one among all, and hold both."""
        turn = (self._vouched if vouched else self._hosts)[host]
        async with turn, self._all:
            yield
        if vouched and self._more[host] > 0:
            self._more[host] -= 1
            turn.release()
