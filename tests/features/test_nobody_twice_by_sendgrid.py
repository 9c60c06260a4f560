"""Promises P1 to P4 through SendGrid: killed anywhere, cut off anywhere, stolen from, nobody twice, missed or unknown."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from digest.deliver import receipt
from digest.store import accounts, open_store
from tests.deliver.fake_sendgrid import Answer, FakeSendGrid, running
from tests.features.outbox_sender import PROCESSES
from tests.features.sendgrid_sender import CHUNK, start
from tests.store.people import EDITION, SQLITE, database, numbers, with_readers

READERS, KILLS = 200, 7
EVERYBODY = sorted(f"reader{n}@example.org" for n in range(READERS))
TROUBLE: list[Answer | str] = ["drop before", "drop after", "cut", (500, None, {}), (503, None, {})]


@pytest.fixture
def newsletter(home: Path) -> Path:
    with_readers(home, READERS).close()
    return home


@pytest.fixture
def fake() -> Iterator[FakeSendGrid]:
    with running(places=READERS) as found:
        yield found


def run_until_settled(folder: Path, fake: FakeSendGrid) -> None:
    """Run again as long as the command asks for it."""
    for _ in range(30):
        last = start(folder, fake.url)
        last.join()
        if last.exitcode != 75:
            assert last.exitcode == 0
            return
    pytest.fail("it never came to an end")


def check_everybody(folder: Path, fake: FakeSendGrid) -> None:
    assert sorted(fake.readers()) == EVERYBODY
    with open_store(database(folder)) as store:
        account = accounts.account(store, EDITION)
    receipt.check_sums(account)
    assert numbers(account) == {"sent": READERS}


@SQLITE
def test_killed_again_and_again(newsletter: Path, fake: FakeSendGrid) -> None:
    dice, kills = random.Random(3), 0
    while kills < KILLS and len(fake.readers()) < READERS - 5 * CHUNK:
        before, sender = len(fake.requests), start(newsletter, fake.url)
        while sender.is_alive() and len(fake.requests) == before:
            time.sleep(0.001)
        time.sleep(dice.uniform(0, 0.04))
        sender.kill()
        sender.join()
        kills += sender.exitcode == -signal.SIGKILL
    assert kills > 3
    run_until_settled(newsletter, fake)
    check_everybody(newsletter, fake)


@SQLITE
def test_cut_off_again_and_again(newsletter: Path, fake: FakeSendGrid) -> None:
    dice = random.Random(5)
    fake.answers = [dice.choice(TROUBLE) if dice.random() < 0.2 else "go" for _ in range(60)]
    run_until_settled(newsletter, fake)
    check_everybody(newsletter, fake)


def test_three_at_once_who_take_everything_from_each_other(newsletter: Path, fake: FakeSendGrid) -> None:
    together = PROCESSES.Barrier(3)
    senders = [start(newsletter, fake.url, lease=timedelta(0), together=together) for _ in range(3)]
    for sender in senders:
        sender.join()
    run_until_settled(newsletter, fake)
    check_everybody(newsletter, fake)
