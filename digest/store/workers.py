"""Who is sending now: a lease, renewed while the sender lives, so that others leave its attempts alone.

A courtesy, not a safety device: to take over a live sender's attempts is safe, only wasteful.
"""

from __future__ import annotations

import os
import platform
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import sqlalchemy as sa

from digest.store.engine import Store
from digest.store.schema import worker

LEASE = timedelta(seconds=60)
_PROCESSES = Path("/proc")


@dataclass(slots=True)
class Worker:
    """One sender among those at work on a database."""

    store: Store
    lease: timedelta = LEASE
    id: str = field(default_factory=lambda: uuid4().hex)
    _renewed: datetime | None = None

    def renew(self) -> None:
        """Say that we are still here, when it is time to."""
        now = datetime.now(UTC)
        if self._renewed and abs(now - self._renewed) < self.lease / 4:  # a clock may jump back
            return
        row = {"name": f"{platform.node()}:{os.getpid()}", "seen_until": now + self.lease}
        with self.store.writing() as connection:
            if not connection.execute(sa.update(worker).where(worker.c.id == self.id).values(row)).rowcount:
                connection.execute(sa.insert(worker).values(row | {"id": self.id}))
        self._renewed = now

    def sign_off(self) -> None:
        """Say that we are gone."""
        with self.store.writing() as connection:
            connection.execute(sa.delete(worker).where(worker.c.id == self.id))


def at_work(connection: sa.Connection, *, but: str) -> list[str]:
    """Return the ids of all senders at work `but` one, and forget those that are gone."""
    rows = connection.execute(sa.select(worker).where(worker.c.id != but)).all()
    now = datetime.now(UTC)
    gone = [row.id for row in rows if row.seen_until <= now or _ended(row.name)]
    connection.execute(sa.delete(worker).where(worker.c.id.in_(gone)))
    return [row.id for row in rows if row.id not in gone]


def _ended(name: str) -> bool:
    """Whether it is certain that a process of this machine has ended."""
    host, _, number = name.rpartition(":")
    if host != platform.node() or not _PROCESSES.is_dir():
        return False
    with suppress(OSError):
        state = (_PROCESSES / number / "stat").read_text(errors="replace").rpartition(")")[2].split()
        return bool(state) and state[0] in {"Z", "X"}
    return not (_PROCESSES / number).exists()
