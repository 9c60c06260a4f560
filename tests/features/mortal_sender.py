"""A process of its own that sends an edition, and dies right before or right after one write of the ledger."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Lock
from typing import Any

from digest.deliver.outbox import Outbox
from digest.deliver.sendgrid import SendGrid
from digest.deliver.sendgrid.api import Api
from digest.deliver.smtp import Smtp
from digest.deliver.smtp.relay import relay
from digest.model import EditionState
from digest.store import open_store
from digest.store.engine import Store
from digest.store.outcomes import TO_COME
from tests.deliver.fake_sendgrid import KEY
from tests.deliver.parts import run
from tests.features import outbox_sender
from tests.features.outbox_sender import PROCESSES
from tests.store.people import NOW, database

BEFORE, AFTER = "before", "after"
DIED, AGAIN = 70, 75
CHUNK, CONNECTIONS = 2, 2
STEPS = "steps.txt"
PROCESSES.set_forkserver_preload([outbox_sender.__name__, __name__])


@dataclass(frozen=True)
class Death:
    """The write of the ledger at which a sender dies, counted from 0, and on which side of its commit."""

    at: int
    side: str


def start(folder: Path, where: str, death: Death | None = None) -> BaseProcess:
    """Start a sender; `where` is the provider's address, empty for the outbox."""
    sender = PROCESSES.Process(target=_send, args=(folder, where, death))
    sender.start()
    return sender


def steps(folder: Path) -> list[str]:
    """Return which functions wrote into the ledger in the last run, in this order."""
    return (folder / STEPS).read_text().split()


def _send(folder: Path, where: str, death: Death | None) -> None:
    (folder / STEPS).write_text("")
    _mortal(folder / STEPS, death)
    with open_store(database(folder)) as store:
        account = run(store, _provider(folder, where), scheduled=NOW + timedelta(hours=2))
    left = sum(account.counts.get(state, 0) for state in TO_COME)
    sys.exit(AGAIN if left else 0 if account.state is EditionState.SENT else 3)


def _provider(folder: Path, where: str) -> Any:
    if where.startswith("smtp:"):
        return Smtp(relay=relay(where), connections=CONNECTIONS)
    if where:
        return SendGrid(Api(KEY, where, 5), clock=lambda: NOW, chunk=CHUNK)
    return Outbox(folder / "outbox", chunk=CHUNK)


def _mortal(told: Path, death: Death | None) -> None:
    """Let this process die at one of its durable writes: each of them moves an edition or an attempt on."""
    numbers, lock, writing = count(), Lock(), Store.writing

    @contextmanager
    def mortal(store: Store) -> Iterator[Any]:
        name = sys._getframe(2).f_code.co_name
        with writing(store) as connection:
            yield connection
            with lock, told.open("a") as file:
                number = next(numbers)
                file.write(f"{name}\n")
            if death == Death(number, BEFORE):
                os._exit(DIED)
        if death == Death(number, AFTER):
            os._exit(DIED)

    Store.writing = mortal  # type: ignore[method-assign,assignment]  # in this process only
