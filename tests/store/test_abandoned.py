"""Attempts of senders that are gone are settled by their marks; those of senders at work are left alone."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from digest.model import Accepted, Later, Refused
from digest.store import abandoned, accounts, editions, ledger, schema, singles
from digest.store.engine import Store
from digest.store.singles import Page
from digest.store.workers import Worker
from tests.store.people import EDITION, NOW, freeze, numbers


def claimed(store: Store, worker: str, number: int = 3) -> list[str]:
    chunks = ledger.planned(store, EDITION)[:number]
    claims = singles.claim(store, EDITION, chunks, provider="smtp", worker=worker, now=NOW)
    return [claim.attempt for claim in claims]


def take_over(store: Store, worker: str = "another") -> int:
    return len(abandoned.take_over(store, EDITION, worker=worker, now=NOW))


def test_without_its_mark_an_attempt_is_planned_again_with_it_nobody_knows(store: Store) -> None:
    freeze(store, chunk_size=1)
    first, second, _ = claimed(store, "gone")
    assert singles.book(store, EDITION, Page(marked=[first, second]), now=NOW) == {first, second}
    assert take_over(store) == 0
    assert numbers(accounts.account(store, EDITION)) == {"unknown": 2, "planned": 23}


def test_who_is_at_work_is_left_alone_until_its_lease_is_over(store: Store) -> None:
    freeze(store, chunk_size=1)
    worker = Worker(store)
    worker.renew()
    claimed(store, worker.id)
    take_over(store)
    assert numbers(accounts.account(store, EDITION)) == {"sending": 3, "planned": 22}
    with store.writing() as connection:
        past = datetime.now(UTC) - timedelta(seconds=1)
        connection.execute(sa.update(schema.worker).values(seen_until=past, name="elsewhere:1"))
    take_over(store)
    assert numbers(accounts.account(store, EDITION)) == {"planned": 25}


def test_a_sender_of_this_machine_that_ended_is_gone_at_once(store: Store) -> None:
    freeze(store, chunk_size=1)
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        pass
    worker = Worker(store)
    worker.renew()
    claimed(store, worker.id)
    for process, left in ((os.getpid(), {"sending": 3, "planned": 22}), (ended.pid, {"planned": 25})):
        with store.writing() as connection:
            connection.execute(sa.update(schema.worker).values(name=f"{platform.node()}:{process}"))
        take_over(store)
        assert numbers(accounts.account(store, EDITION)) == left


def test_who_was_robbed_cannot_mark_any_more(store: Store) -> None:
    freeze(store, chunk_size=1)
    first, second, third = claimed(store, "robbed")
    assert singles.book(store, EDITION, Page(marked=[first]), now=NOW) == {first}
    take_over(store)
    assert singles.book(store, EDITION, Page(marked=[second, third]), now=NOW) == set()
    again = claimed(store, "another", 25)
    assert len(again) == 24
    singles.book(
        store, EDITION, Page(ended=[(first, Accepted())]), now=NOW
    )  # it had the mark, and heard the answer
    assert numbers(accounts.account(store, EDITION)) == {"sent": 1, "sending": 24}


def test_a_page_is_booked_whole(store: Store) -> None:
    freeze(store, chunk_size=1)
    a, b, c, d, e = claimed(store, "w", 5)
    page = Page(
        ended=[(a, Accepted("x")), (b, Refused("no such mailbox")), (c, Later("busy"))],
        doubtful=[(d, "cut")],
        marked=[e],
    )
    assert singles.book(store, EDITION, page, now=NOW) == {e}
    found = accounts.account(store, EDITION)
    assert numbers(found) == {"sent": 1, "failed": 1, "unknown": 1, "sending": 1, "planned": 21}
    assert found.reasons == {"no such mailbox": 1, "cut": 1}
    singles.take_back(store, [a, b, c, d, e], "all alike", now=NOW)
    assert numbers(accounts.account(store, EDITION)) == {"sent": 1, "unknown": 1, "sending": 1, "planned": 22}


def test_untried_readers_come_first_and_a_worker_tries_nobody_twice(store: Store) -> None:
    freeze(store, chunk_size=1)
    page = Page(ended=[(one, Later("greylisted")) for one in claimed(store, "w")])
    singles.book(store, EDITION, page, now=NOW)
    assert ledger.planned(store, EDITION) == [*range(3, 25), 0, 1, 2]
    assert ledger.planned(store, EDITION, but="w") == [*range(3, 25)]


def test_of_two_who_claim_the_same_readers_each_gets_others(store: Store) -> None:
    freeze(store, chunk_size=1)
    mine = singles.claim(store, EDITION, range(10), provider="smtp", worker="a", now=NOW)
    yours = singles.claim(store, EDITION, range(5, 25), provider="smtp", worker="b", now=NOW)
    assert [one.chunk for one in mine] == [*range(10)]
    assert [one.chunk for one in yours] == [*range(10, 25)]


def test_who_left_meanwhile_is_not_claimed(store: Store) -> None:
    freeze(store, chunk_size=1)
    with store.writing() as connection:
        few = schema.subscriber.c.id <= 4
        connection.execute(sa.update(schema.subscriber).where(few).values(status="left"))
    assert len(singles.claim(store, EDITION, range(25), provider="smtp", worker="w", now=NOW)) == 21
    assert numbers(accounts.account(store, EDITION)) == {"suppressed": 4, "sending": 21}


def test_cancelling_takes_back_what_has_no_mark(store: Store) -> None:
    freeze(store, chunk_size=1)
    first, second, third = claimed(store, "w")
    singles.book(store, EDITION, Page(marked=[first]), now=NOW)
    assert editions.cancel_planned(store, EDITION) == 24
    assert singles.book(store, EDITION, Page(marked=[second]), now=NOW) == set()
    singles.book(store, EDITION, Page(ended=[(first, Later("busy")), (third, Later("x"))]), now=NOW)
    assert numbers(accounts.account(store, EDITION)) == {"cancelled": 25}
    assert singles.claim(store, EDITION, range(25), provider="smtp", worker="w", now=NOW) == []
