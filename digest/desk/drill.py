"""The delivery promise put to the test on this machine: real senders, killed at random, and everybody counted."""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from shutil import rmtree
from typing import Any

from digest.demo import drill as samples
from digest.demo.flaky import FlakyServer
from digest.desk import approve
from digest.desk.desk import Desk, open_desk
from digest.desk.drill_senders import Senders

TWO_AT_ONCE = 0.3  # of all rounds
PATIENCE = 8.0  # seconds after which a sender that is held up is killed all the same
LAST_RUNS = 25
DONE = {0, 3}
Told = Callable[[str, int], None]


@dataclass(slots=True)
class Drill:
    """One drill in a folder of its own."""

    folder: Path
    desk: Desk
    server: FlakyServer
    dice: Random
    readers: int
    senders: Senders
    kills: int = 0

    def round(self, kills: int) -> bool:
        """Start a sender, or two, and kill them after some messages, or before the first; False if all is done."""
        left = self.readers - len(set(self.server.taken))
        number = 2 if self.dice.random() < TWO_AT_ONCE else 1
        until = len(self.server.taken) + self.dice.randint(0, max(2, 2 * left // max(1, kills - self.kills)))
        started, moment = time.monotonic(), self.dice.uniform(0.2, 1.5)
        running = [self.senders.start() for _ in range(number)]
        early = until == len(self.server.taken)
        while any(one.poll() is None for one in running) and time.monotonic() - started < PATIENCE:
            if time.monotonic() - started > moment if early else len(self.server.taken) >= until:
                break
            time.sleep(0.001)
        time.sleep(self.dice.uniform(0, 0.02))
        self.kills += sum(self.senders.kill(one) for one in running)
        return not any(one.returncode in DONE for one in running)

    def finish(self) -> int:
        """Run the same command again as long as it asks for that; return how it ended."""
        self.server.calm = True
        code = 75
        for _ in range(LAST_RUNS):
            if (code := self.senders.start().wait()) != 75:
                break
        return code


def drill(*, readers: int, kills: int, seed: int, told: Told) -> dict[str, Any]:
    """Send a sample edition through a flaky mail server with senders that are killed; return who was lost or got two.

    Where the promise is broken, the folder is kept to be looked at.
    """
    began, folder = time.monotonic(), Path(tempfile.mkdtemp(prefix="digest-drill-"))
    kept = True
    try:
        with laid_out(folder, readers, Random(seed)) as one:
            while one.kills < kills and one.round(kills):
                told(f"senders killed: {one.kills}", len(set(one.server.taken)))
            code = one.finish()
            told("", len(set(one.server.taken)))
            found = account(one, code)
        kept = found["kept"]
    finally:
        if kept:
            rmtree(folder)
    where = {} if kept else {"folder": str(folder)}
    return found | where | {"seed": seed, "seconds": round(time.monotonic() - began, 1)}


@contextmanager
def laid_out(folder: Path, readers: int, dice: Random) -> Iterator[Drill]:
    """Make the newsletter with its readers and an approved edition, and open its doors."""
    from digest.store import intake
    from digest.store.subscribers import Consent

    with ExitStack() as open_doors:
        pages = open_doors.enter_context(samples.pages())
        server = open_doors.enter_context(FlakyServer(Random(dice.random())).serving())
        samples.lay_out(folder, pages)
        senders = open_doors.enter_context(Senders.of(folder, server.port))
        desk = open_desk(folder, samples.NOW, senders.settings)
        approve.approve(desk, samples.EDITION, "Dot Example, for the drill")
        with desk.store() as store:
            agreed = Consent(at=desk.now, source="drill", wording="nobody: these readers are made up")
            intake.take_in(store, samples.readers(readers), consent=agreed, secrets=desk.env.keys)
        yield Drill(folder, desk, server, dice, readers, senders)


def account(one: Drill, code: int) -> dict[str, Any]:
    """Compare what the mail server took with what the ledger says, reader by reader."""
    from digest.deliver import receipt
    from digest.store import accounts

    with one.desk.store() as store:
        ledger = accounts.account(store, samples.EDITION)
        unknown = set(accounts.unknown_addresses(store, samples.EDITION))
    everybody, got = set(samples.readers(one.readers)), Counter(one.server.taken)
    found: dict[str, Any] = {
        "readers": one.readers,
        "runs": one.senders.started,
        "kills": one.kills,
        "server": dict(sorted(one.server.fates.items())),
        "lost": len(everybody - got.keys() - unknown),
        "twice": sum(number > 1 for number in got.values()),
        "strangers": len(got.keys() - everybody),
        "unknown": len(unknown),
        "unknown_at_most": one.kills * samples.CONNECTIONS + _cuts(one.server),
        "exit_code": code,
        "receipt": receipt.counts(ledger),
    }
    none = not (found["lost"] or found["twice"] or found["strangers"])
    few = found["unknown"] <= found["unknown_at_most"]
    return found | {"kept": none and few and code in DONE}


def _cuts(server: FlakyServer) -> int:
    return sum(server.fates[fate] for fate in ("dropped", "answer lost", "hung"))
