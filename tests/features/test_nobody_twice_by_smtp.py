"""Promises P1 to P4 through a mail server: killed anywhere, cut off anywhere, stolen from, nobody twice or missed."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from digest.deliver import receipt
from digest.model import DeliveryState
from digest.store import accounts, open_store
from tests.deliver.mail_server import EVERYTHING, MailServer
from tests.features.outbox_sender import PROCESSES
from tests.features.smtp_sender import CONNECTIONS, start
from tests.store.people import EDITION, database, with_readers

READERS, KILLS = 400, 12
EVERYBODY = sorted(f"reader{n}@example.org" for n in range(READERS))


@pytest.fixture
def newsletter(home: Path) -> Path:
    with_readers(home, READERS).close()
    return home


pytestmark = pytest.mark.parametrize(
    ("home", "server"),
    [
        ("sqlite", EVERYTHING),
        ("sqlite", ("PIPELINING",)),
        ("sqlite", ()),
        ("postgresql", EVERYTHING),
    ],
    ids=["sqlite-chunking", "sqlite-pipelining", "sqlite-plain", "postgresql-chunking"],
    indirect=True,
)


@pytest.fixture
def server(request: pytest.FixtureRequest) -> Iterator[MailServer]:
    with MailServer(offers=request.param, delay=0.002).serving() as running:
        yield running


def run_until_settled(folder: Path, server: MailServer) -> None:
    """Run again as long as the command asks for it."""
    for _ in range(20):
        last = start(folder, server.url)
        last.join()
        if last.exitcode != 75:
            assert last.exitcode in {0, 3}
            return
    pytest.fail("it never came to an end")


def check_everybody(folder: Path, server: MailServer, *, unknown: int) -> None:
    """Nobody twice, nobody missed but those who are named as unknown, and not more of those than promised."""
    assert len(server.readers) == len(set(server.readers))
    with open_store(database(folder)) as store:
        account = accounts.account(store, EDITION)
        named = set(accounts.unknown_addresses(store, EDITION))
    receipt.check_sums(account)
    assert set(EVERYBODY) - set(server.readers) <= named
    assert len(named) <= unknown
    assert account.counts.get(DeliveryState.SENT, 0) + len(named) == READERS


def test_killed_again_and_again(newsletter: Path, server: MailServer) -> None:
    dice, kills = random.Random(3), 0
    while kills < KILLS and len(server.taken) < READERS - 50:
        before, sender = len(server.taken), start(newsletter, server.url)
        while sender.is_alive() and len(server.taken) == before:
            time.sleep(0.001)
        time.sleep(dice.uniform(0, 0.05))
        sender.kill()
        sender.join()
        kills += sender.exitcode == -signal.SIGKILL
    assert kills > 3
    run_until_settled(newsletter, server)
    check_everybody(newsletter, server, unknown=kills * CONNECTIONS)


def test_cut_off_again_and_again(newsletter: Path, server: MailServer) -> None:
    dice, cuts = random.Random(5), 0
    for stage, usual in {"mail": "250 ok", "rcpt": "250 ok", "end": "250 ok"}.items():
        for _ in range(READERS):
            bad = dice.random() < 0.02
            cuts += bad and stage == "end"
            server.say(stage, dice.choice(["cut", "cut taken"]) if bad else usual)
    run_until_settled(newsletter, server)
    check_everybody(newsletter, server, unknown=cuts)


def test_three_at_once_who_take_everything_from_each_other(newsletter: Path, server: MailServer) -> None:
    together = PROCESSES.Barrier(3)
    senders = [start(newsletter, server.url, lease=timedelta(0), together=together) for _ in range(3)]
    for sender in senders:
        sender.join()
    run_until_settled(newsletter, server)
    check_everybody(newsletter, server, unknown=0)


def test_a_second_sender_leaves_the_first_ones_attempts_alone(newsletter: Path, server: MailServer) -> None:
    first = start(newsletter, server.url)
    while not server.taken:
        time.sleep(0.001)
    second = start(newsletter, server.url)
    second.join()
    first.join()
    assert 0 in {first.exitcode, second.exitcode}
    check_everybody(newsletter, server, unknown=0)
