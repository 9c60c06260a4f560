"""Promises P1, P2 and P4: killed anywhere, run again or twice at once, everybody gets the edition exactly once."""

from __future__ import annotations

import random
import signal
import time
from email import message_from_bytes
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
import sqlalchemy as sa

from digest.deliver import receipt
from digest.model import EditionState
from digest.store import accounts, open_store, schema, subscribers
from tests.features.outbox_sender import CHUNK, PROCESSES, start
from tests.store.people import CONSENT, EDITION, SECRETS, database, with_readers

READERS, KILLS = 1000, 10


@pytest.fixture
def newsletter(home: Path) -> Path:
    with_readers(home, READERS).close()
    return home


def carried(folder: Path) -> int:
    return len(list((folder / "outbox").glob("*.eml")))


def kill(sender: BaseProcess) -> bool:
    """Kill a sender; False if it had ended before."""
    sender.kill()
    sender.join()
    return sender.exitcode == -signal.SIGKILL


def killed_at_work(folder: Path, dice: random.Random) -> bool:
    """Kill a sender a moment after its first new message is in the outbox; False if it had ended before."""
    before, sender = carried(folder), start(folder)
    while sender.is_alive() and carried(folder) == before:
        time.sleep(0.001)
    time.sleep(dice.uniform(0, 0.01))
    return kill(sender)


def check_that_everybody_has_it_once(folder: Path) -> None:
    messages = [message_from_bytes(path.read_bytes()) for path in (folder / "outbox").glob("*.eml")]
    assert sorted(str(m["To"]) for m in messages) == sorted(f"reader{n}@example.org" for n in range(READERS))
    assert len({m["Message-ID"] for m in messages}) == READERS
    assert all(not m.defects and m.is_multipart() for m in messages)
    with open_store(database(folder)) as store:
        account = accounts.account(store, EDITION)
        with store.reading() as connection:
            states = list(connection.scalars(sa.select(schema.attempt.c.state)))
    assert account.state is EditionState.SENT
    found = receipt.counts(account)
    assert (found["planned"], found["sent"], found["complete"]) == (READERS, READERS, True)
    assert states == ["accepted"] * (READERS // CHUNK)


def check_that_a_run_ends_it(folder: Path) -> None:
    last = start(folder)
    last.join()
    assert last.exitcode == 0
    check_that_everybody_has_it_once(folder)


def test_a_sender_killed_again_and_again_misses_nobody_and_sends_nothing_twice(newsletter: Path) -> None:
    dice = random.Random(7)
    for late in range(KILLS):
        assert killed_at_work(newsletter, dice)
        with open_store(database(newsletter)) as store:
            receipt.check_sums(accounts.account(store, EDITION))
            subscribers.add(store, f"late{late}@example.org", consent=CONSENT, secrets=SECRETS)
    assert carried(newsletter) < READERS
    check_that_a_run_ends_it(newsletter)


def test_a_sender_killed_while_it_freezes_the_list_leaves_a_whole_list_or_none(newsletter: Path) -> None:
    dice = random.Random(11)
    for _ in range(KILLS):
        sender = start(newsletter)
        time.sleep(dice.uniform(0, 0.1))
        assert kill(sender)
    check_that_a_run_ends_it(newsletter)


def test_two_senders_at_once_share_the_work(newsletter: Path) -> None:
    together = PROCESSES.Barrier(2)
    senders = [start(newsletter, together), start(newsletter, together)]
    for sender in senders:
        sender.join()
    assert 0 in {sender.exitcode for sender in senders}
    check_that_everybody_has_it_once(newsletter)
    with open_store(database(newsletter)) as store, store.reading() as connection:
        assert len(set(connection.scalars(sa.select(schema.attempt.c.worker)))) == 2
