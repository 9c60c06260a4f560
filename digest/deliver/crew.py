"""Several connections at work on one edition, one reader at a time on each."""

from __future__ import annotations

import asyncio
import time

from digest.deliver.clerk import Clerk
from digest.deliver.fortune import Fortune
from digest.deliver.lines import Lines, NoLine, Parcel, TakenOver
from digest.deliver.run import PATIENCE, Run
from digest.deliver.shelf import Shelf
from digest.model import DeliveryState, Later, Outcome
from digest.store import accounts, singles

AHEAD = 16  # parcels claimed ahead, for each connection
TRIES = 3  # connections that may break with one parcel in hand
BREATH, LONGEST = 0.1, 5.0  # seconds before a connection is tried again, for each setback
TELL_EVERY, SHARE = 0.5, 20  # seconds between two words of progress, and how much longer than to count it


def carry_all(run: Run, lines: Lines) -> Later | None:
    """Carry all that is planned; return why nothing more will get through, if so."""

    async def crew() -> Later | None:
        return await Crew(run, lines).work()

    return asyncio.run(crew())


class Crew:
    """One run of an edition over the connections of a provider; it is their Work."""

    def __init__(self, run: Run, lines: Lines) -> None:
        self._run, self._lines = run, lines
        self._clerk = Clerk(lambda page: singles.book(run.store, run.edition, page, now=run.clock()))
        self._shelf = Shelf(run, self._clerk, provider=lines.name, ahead=AHEAD * lines.connections)
        self._fortune = Fortune(PATIENCE * lines.connections)

    async def work(self) -> Later | None:
        herald = asyncio.ensure_future(self._herald())
        try:
            while not self._over and (left := await self._shelf.plan()):
                await self._lanes(min(self._lines.connections, left))
        finally:
            herald.cancel()
            await self._shelf.clear()
            await self._clerk.close()
        self._look_back()
        return self._fortune.ending

    async def following(self) -> Parcel | None:
        """Return the next parcel when it is due, None when there is none or the run is over."""
        while not self._over and await self._shelf.filled():
            if parcel := self.ready():
                return parcel
            await asyncio.sleep(self._run.pace.left)
        return None

    def ready(self) -> Parcel | None:
        """Return the next parcel if it is due already."""
        if self._over or self._run.pace.left:
            return None
        if parcel := self._shelf.take():
            self._run.pace.book(1)
        return parcel

    async def mark(self, parcel: Parcel) -> bool:
        """Write down, for good, that from now on it may be taken; False when it is another's by now."""
        return await self._clerk.mark(parcel.attempt)

    def settle(self, parcel: Parcel, outcome: Outcome) -> None:
        """Say how a parcel ended."""
        self._fortune.heard(parcel.attempt, outcome)
        self._clerk.ended(parcel.attempt, outcome)

    def doubt(self, parcel: Parcel, reason: str) -> None:
        """Say that nobody can know how a marked parcel ended."""
        self._clerk.doubtful(parcel.attempt, f"{self._lines.name}: {reason}")

    def back(self, parcel: Parcel) -> None:
        """Give back a parcel that cannot have been taken."""
        parcel.tries += 1
        if parcel.tries < TRIES:
            self._shelf.back(parcel)
        else:
            self._clerk.ended(parcel.attempt, Later("connections broke before it was taken"))

    @property
    def _over(self) -> bool:
        return self._fortune.ending is not None or self._run.stop()

    async def _lanes(self, number: int) -> None:
        lanes = [asyncio.ensure_future(self._lane()) for _ in range(number)]
        try:
            await asyncio.gather(*lanes)
        finally:
            for lane in lanes:
                lane.cancel()
            await asyncio.gather(*lanes, return_exceptions=True)

    async def _lane(self) -> None:
        """Carry over one connection after the other until nothing is left."""
        while not self._over and await self._shelf.filled():
            try:
                await self._one_connection()
            except TakenOver:
                await self._shelf.clear()
            except NoLine as problem:
                self._fortune.broke(problem.later)
                await asyncio.sleep(min(BREATH * self._fortune.setbacks, LONGEST))

    async def _one_connection(self) -> None:
        line = await self._lines.open()
        try:
            await line.carry(self)
            await line.close()
        finally:
            line.abort()

    async def _herald(self) -> None:
        """Tell how far it got, now and then, and that we are still here."""
        pause = TELL_EVERY
        while True:
            await asyncio.sleep(pause)
            began = time.monotonic()
            await self._clerk.do(self._run.worker.renew)
            await asyncio.to_thread(self._run.tell)
            pause = max(TELL_EVERY, SHARE * (time.monotonic() - began))

    def _look_back(self) -> None:
        """Plan anew those refused in a row, where that shows that the fault is ours."""
        run, fortune = self._run, self._fortune
        if not fortune.refused:
            return
        sent = accounts.account(run.store, run.edition).counts.get(DeliveryState.SENT)
        if fortune.hopeless or not sent:
            reason = fortune.nobody()
            singles.take_back(run.store, list(fortune.refused), reason, now=run.clock())
