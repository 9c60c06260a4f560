"""A process of its own that sends the edition in a folder to its outbox; it ends with 0 when all is sent."""

from __future__ import annotations

import sys
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Barrier
from pathlib import Path

from digest.deliver.outbox import Outbox
from digest.model import EditionState
from digest.store import open_store
from tests.deliver.parts import run
from tests.store.people import database

CHUNK, RATE = 20, 2000
PROCESSES = get_context("forkserver")
PROCESSES.set_forkserver_preload([__name__])


def start(folder: Path, together: Barrier | None = None) -> BaseProcess:
    """Start a sender; `together` lets several begin at the same moment."""
    sender = PROCESSES.Process(target=_send, args=(folder, together))
    sender.start()
    return sender


def _send(folder: Path, together: Barrier | None) -> None:
    if together:
        together.wait()
    with open_store(database(folder)) as store:
        account = run(store, Outbox(folder / "outbox", chunk=CHUNK), rate=RATE)
    sys.exit(0 if account.state is EditionState.SENT else 75)
