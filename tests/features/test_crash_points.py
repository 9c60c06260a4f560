"""Promises P1 to P3 at every step: a sender dies right before or right after each write, and the next one goes on."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from itertools import count
from pathlib import Path

import pytest

from digest.deliver import receipt
from digest.model import DeliveryState
from digest.store import accounts, open_store
from tests.deliver.fake_sendgrid import running
from tests.deliver.mail_server import MailServer
from tests.features.mortal_sender import AFTER, AGAIN, BEFORE, CHUNK, CONNECTIONS, DIED, Death, start, steps
from tests.store.people import EDITION, NOW, database, with_readers

READERS = 3
EVERYBODY = {f"reader{n}@example.org" for n in range(READERS)}
SIDES = pytest.mark.parametrize("side", [BEFORE, AFTER])


@dataclass(frozen=True)
class Post:
    """Somebody who carries mail: where, and whom it has carried mail to, once for each copy."""

    where: str
    carried: Callable[[], list[str]]


@pytest.fixture(scope="module")
def readers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("readers")
    with_readers(folder, READERS).close()
    return folder


@contextmanager
def outbox(folder: Path) -> Iterator[Post]:
    yield Post(
        "", lambda: [str(message_from_bytes(path.read_bytes())["To"]) for path in folder.glob("outbox/*.eml")]
    )


@contextmanager
def smtp(_folder: Path) -> Iterator[Post]:
    with MailServer().serving() as server:
        yield Post(server.url, lambda: server.readers)


@contextmanager
def sendgrid(_folder: Path) -> Iterator[Post]:
    with running(now=NOW.timestamp()) as fake:
        yield Post(fake.url, fake.readers)


POSTS = {"outbox": (outbox, 0), "smtp": (smtp, CONNECTIONS), "sendgrid": (sendgrid, 0)}


def died(folder: Path, where: str, death: Death) -> bool:
    """Whether a sender came as far as its death."""
    sender = start(folder, where, death)
    sender.join()
    assert sender.exitcode in {DIED, 0, 3}
    return sender.exitcode == DIED


def resume(folder: Path, where: str) -> None:
    """Run the same command again as long as it asks for that."""
    for _ in range(5):
        sender = start(folder, where)
        sender.join()
        if sender.exitcode != AGAIN:
            assert sender.exitcode in {0, 3}
            return
    pytest.fail("it never came to an end")


def check_everybody(folder: Path, post: Post, *, unknown: int) -> None:
    """Nobody twice, nobody missed but those who are named, and not more of those than promised."""
    carried = post.carried()
    assert len(carried) == len(set(carried))
    with open_store(database(folder)) as store:
        account = accounts.account(store, EDITION)
        named = set(accounts.unknown_addresses(store, EDITION))
    receipt.check_sums(account)
    assert EVERYBODY - set(carried) <= named
    assert len(named) <= unknown
    assert account.counts.get(DeliveryState.SENT, 0) + len(named) == READERS


@SIDES
@pytest.mark.parametrize("name", POSTS)
def test_a_sender_may_die_at_any_step(readers: Path, tmp_path: Path, name: str, side: str) -> None:
    kind, unknown = POSTS[name]
    for at in count():
        folder = tmp_path / str(at)
        shutil.copytree(readers, folder)
        with kind(folder) as post:
            if not died(folder, post.where, Death(at, side)):
                break
            resume(folder, post.where)
            check_everybody(folder, post, unknown=unknown)
    passed = set(steps(folder))
    assert {"freeze", "renew", "take_over", "claim", "finish", "sign_off"} <= passed
    assert {"close", "book"} & passed
    assert at > 7


@SIDES
def test_the_one_who_takes_back_what_is_in_doubt_may_die_at_any_step(
    readers: Path, tmp_path: Path, side: str
) -> None:
    """The first dies when SendGrid has a chunk and the ledger does not know it; its chunk is fenced."""
    fencing, settling = set[str](), _first_outcome(readers, tmp_path / "undisturbed")
    for at in count():
        folder = tmp_path / str(at)
        shutil.copytree(readers, folder)
        with sendgrid(folder) as post:
            assert died(folder, post.where, Death(settling, BEFORE))
            assert len(post.carried()) == CHUNK
            if not died(folder, post.where, Death(at, side)):
                break
            fencing |= set(steps(folder))
            resume(folder, post.where)
            check_everybody(folder, post, unknown=0)
    assert {"begin", "close"} <= fencing


def _first_outcome(readers: Path, folder: Path) -> int:
    """Return at which write a sender learns how its first chunk ended."""
    shutil.copytree(readers, folder)
    with sendgrid(folder) as post:
        resume(folder, post.where)
    return steps(folder).index("close")
