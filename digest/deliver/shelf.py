"""Parcels claimed a little ahead, so that no connection waits for the ledger."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterator
from functools import partial
from itertools import islice

from digest.deliver.clerk import Clerk
from digest.deliver.lines import Parcel
from digest.deliver.message import NoMessage
from digest.deliver.run import Run
from digest.model import Later, Refused
from digest.store import ledger, singles
from digest.store.ledger import Claim


class Shelf:
    """What is planned for an edition, claimed `ahead` at a time in the name of a provider."""

    def __init__(self, run: Run, clerk: Clerk, *, provider: str, ahead: int) -> None:
        self._run, self._clerk, self._provider, self._ahead = run, clerk, provider, ahead
        self._chunks: Iterator[int] = iter(())
        self._parcels: deque[Parcel] = deque()
        self._lock = asyncio.Lock()
        self._stocking: asyncio.Task[None] | None = None

    async def plan(self) -> int:
        """Look for what nobody has, and this run has not tried; return how much that is."""
        run = self._run
        chunks = await self._clerk.do(lambda: ledger.planned(run.store, run.edition, but=run.worker.id))
        self._chunks = iter(chunks)
        return len(chunks)

    async def filled(self) -> bool:
        """Whether anything is left, now that it may have been claimed."""
        if not self._parcels:
            await self._stock()
        return bool(self._parcels)

    def take(self) -> Parcel | None:
        """Return the next parcel; more are claimed meanwhile before there are none."""
        if len(self._parcels) < self._ahead // 2 and not self._lock.locked():
            self._stocking = asyncio.ensure_future(self._stock())
            self._stocking.add_done_callback(lambda done: done.cancelled() or done.exception())
        return self._parcels.popleft() if self._parcels else None

    def back(self, parcel: Parcel) -> None:
        """Put a parcel back, to be the next."""
        self._parcels.appendleft(parcel)

    async def clear(self) -> None:
        """Give up what was claimed and not carried."""
        if self._stocking:
            await asyncio.wait([self._stocking])
        while self._parcels:
            parcel = self._parcels.popleft()
            self._clerk.ended(parcel.attempt, Later("the run ended before its turn came"))

    async def _stock(self) -> None:
        async with self._lock:
            while len(self._parcels) < self._ahead // 2 and (
                chunks := list(islice(self._chunks, self._ahead))
            ):
                for claim in await self._clerk.do(partial(self._claim, chunks)):
                    self._put(claim)

    def _claim(self, chunks: list[int]) -> list[Claim]:
        run = self._run
        run.worker.renew()
        return singles.claim(
            run.store, run.edition, chunks, provider=self._provider, worker=run.worker.id, now=run.clock()
        )

    def _put(self, claim: Claim) -> None:
        (reader,) = claim.members
        try:
            message = self._run.copies.of(reader)
        except NoMessage as problem:
            self._clerk.ended(claim.attempt, Refused(str(problem)))
        else:
            self._parcels.append(Parcel(attempt=claim.attempt, message=message))
