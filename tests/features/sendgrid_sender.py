"""A process of its own that sends the edition in a folder through SendGrid; it ends with 0 when all is sent."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Barrier
from pathlib import Path

from digest.deliver.sendgrid import SendGrid
from digest.deliver.sendgrid.api import Api
from digest.model import DeliveryState, EditionState
from digest.store import open_store
from digest.store.workers import LEASE
from tests.deliver.fake_sendgrid import KEY
from tests.deliver.parts import run
from tests.features.outbox_sender import PROCESSES
from tests.store.people import database

CHUNK = 10


def start(
    folder: Path, url: str, *, lease: timedelta = LEASE, together: Barrier | None = None
) -> BaseProcess:
    """Start a sender; `together` lets several begin at the same moment."""
    sender = PROCESSES.Process(target=_send, args=(folder, url, lease, together))
    sender.start()
    return sender


def _send(folder: Path, url: str, lease: timedelta, together: Barrier | None) -> None:
    provider = SendGrid(Api(KEY, url, 5), chunk=CHUNK)
    if together:
        together.wait()
    with open_store(database(folder)) as store:
        account = run(store, provider, lease=lease, clock=lambda: datetime.now(UTC), fence_limit=sys.maxsize)
    left = account.counts.get(DeliveryState.PLANNED, 0) + account.counts.get(DeliveryState.SENDING, 0)
    sys.exit(75 if left else 0 if account.state is EditionState.SENT else 3)
