from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest.model import Accepted, Account, DeliveryState, DigestError, EditionState, Later, Outcome, Refused
from digest.store import abandoned, accounts, editions, instance, keys, ledger, schema, subscribers
from digest.store.editions import ContentDiffers, KeyGone, NoReaders
from digest.store.engine import Store
from digest.store.ledger import Claim
from digest.store.place import StoreError
from tests.store.people import CONSENT, EDITION, NOW, SECRETS, SQLITE, freeze, numbers


def claim(store: Store, chunk: int = 0) -> Claim | None:
    return ledger.claim(store, EDITION, chunk, provider="postman", worker="w", now=NOW)


def claimed(store: Store, chunk: int = 0) -> Claim:
    found = claim(store, chunk)
    assert found is not None
    return found


def account(store: Store) -> Account:
    return accounts.account(store, EDITION)


def test_the_list_is_frozen_in_chunks_that_hold_everybody_once(store: Store) -> None:
    frozen = freeze(store)
    assert (frozen.list_size, frozen.state, frozen.frozen_at) == (25, EditionState.SENDING, NOW)
    members = [claimed(store, chunk).members for chunk in ledger.planned(store, EDITION)]
    assert [len(some) for some in members] == [10, 10, 5]
    assert len({reader.address for some in members for reader in some}) == 25


def test_who_joins_after_the_freeze_is_not_on_the_list(store: Store) -> None:
    first = freeze(store)
    subscribers.add(store, "late@example.org", consent=CONSENT, secrets=SECRETS)
    assert freeze(store) == first
    assert numbers(account(store)) == {"planned": 25}


def test_paused_and_suppressed_readers_stand_on_the_list_with_the_reason(store: Store) -> None:
    subscribers.suppress(store, "reader0@example.org", "complained", secrets=SECRETS, now=NOW)
    with store.writing() as connection:
        for who, status in {2: "paused", 3: "left", 4: "pending"}.items():
            connection.execute(
                sa.update(schema.subscriber).where(schema.subscriber.c.id == who).values(status=status)
            )
    freeze(store)
    assert numbers(account(store)) == {"planned": 21, "suppressed": 2}
    assert account(store).reasons == {"complained": 1, "paused": 1}
    assert [len(claimed(store, n).members) for n in ledger.planned(store, EDITION)] == [10, 10, 1]


def test_readers_with_other_sections_are_in_chunks_of_their_own(store: Store) -> None:
    with store.writing() as connection:
        some = schema.subscriber.c.id.in_([1, 7, 25])
        connection.execute(sa.update(schema.subscriber).where(some).values(sections='["blogs"]'))
    freeze(store)
    wishes = [{m.sections for m in claimed(store, n).members} for n in ledger.planned(store, EDITION)]
    assert wishes == [{None}, {None}, {None}, {("blogs",)}]


def test_nothing_is_frozen_when_nobody_would_get_it(store: Store) -> None:
    with store.writing() as connection:
        connection.execute(sa.update(schema.subscriber).values(status="paused"))
    with pytest.raises(NoReaders):
        freeze(store)
    assert editions.states(store) == {}


def test_other_content_of_a_frozen_edition_is_refused(store: Store) -> None:
    freeze(store)
    with pytest.raises(ContentDiffers):
        freeze(store, sha256="0" * 64)


def test_an_edition_keeps_its_key_until_it_is_sent(store: Store) -> None:
    freeze(store)
    newer = {"k2": "a newer secret of ours"}
    assert freeze(store, secrets=newer | SECRETS).key_id == "k1"
    with pytest.raises(KeyGone, match="put it back"):
        freeze(store, secrets=newer)


def test_a_key_of_the_same_name_with_another_secret_sends_nothing(store: Store) -> None:
    freeze(store)
    with pytest.raises(KeyGone, match="another secret than the key k1"):
        freeze(store, secrets={"k1": "a secret that was made anew"})


def test_keys_that_must_stay_are_named_with_what_for(store: Store) -> None:
    freeze(store)
    subscribers.suppress(store, "dot@example.org", "complained", secrets={"k0": "an old secret"}, now=NOW)
    found = {(need.key_id, need.there) for need in keys.needed(store, SECRETS)}
    assert found == {("k1", True), ("k0", False)}
    assert not keys.needed(store, {"k1": "a secret that was made anew"})[0].there
    editions.cancel_planned(store, EDITION)
    assert [need.key_id for need in keys.needed(store, SECRETS)] == ["k0"]


@pytest.mark.parametrize("state", ["open", "dotted", "fencing", "accepted", "rejected", "unknown"])
def test_the_database_itself_refuses_a_second_live_attempt(store: Store, state: str) -> None:
    freeze(store)
    first = claimed(store)
    row = {"edition": EDITION, "chunk": 0, "provider": "p", "worker": "w", "opened_at": NOW}
    with store.writing() as connection:
        connection.execute(
            sa.update(schema.attempt).where(schema.attempt.c.id == first.attempt).values(state=state)
        )
    assert claim(store) is None
    with pytest.raises(StoreError), store.writing() as connection:
        connection.execute(sa.insert(schema.attempt).values(id=uuid4().hex, state="open", **row))


@pytest.mark.parametrize("state", ["refused", "fenced"])
def test_a_chunk_proved_not_accepted_may_be_claimed_again(store: Store, state: str) -> None:
    freeze(store)
    first = claimed(store)
    with store.writing() as connection:
        connection.execute(
            sa.update(schema.attempt).where(schema.attempt.c.id == first.attempt).values(state=state)
        )
    assert claimed(store).members == first.members


def test_of_many_who_begin_an_edition_at_once_one_freezes_the_list(store: Store) -> None:
    with ThreadPoolExecutor(6) as pool:
        found = [one.result() for one in [pool.submit(freeze, store) for _ in range(6)]]
    assert {frozen.list_size for frozen in found} == {25}
    assert numbers(account(store)) == {"planned": 25}


def test_of_many_who_claim_a_chunk_at_once_one_gets_it(store: Store) -> None:
    freeze(store, chunk_size=1)
    with ThreadPoolExecutor(8) as pool:
        won = [found.chunk for found in pool.map(lambda n: claim(store, n // 8), range(200)) if found]
    assert sorted(won) == list(range(25))


def test_who_leaves_pauses_or_complains_after_the_freeze_gets_nothing(store: Store) -> None:
    freeze(store)
    subscribers.suppress(
        store, "reader0@example.org", "complained", secrets={"k2": "a newer secret of ours"}, now=NOW
    )
    with store.writing() as connection:
        for who, status in {2: "paused", 3: "left"}.items():
            connection.execute(
                sa.update(schema.subscriber).where(schema.subscriber.c.id == who).values(status=status)
            )
    assert [reader.id for reader in claimed(store).members] == [4, 5, 6, 7, 8, 9, 10]
    assert account(store).reasons == {"complained": 1, "left": 1, "paused": 1}
    assert numbers(account(store)) == {"suppressed": 3, "sending": 7, "planned": 15}


def test_a_chunk_that_everybody_left_is_settled_without_an_attempt(store: Store) -> None:
    freeze(store)
    with store.writing() as connection:
        connection.execute(
            sa.update(schema.subscriber).where(schema.subscriber.c.id <= 10).values(status="left")
        )
    assert claim(store) is None
    assert ledger.planned(store, EDITION) == [1, 2]
    assert abandoned.take_over(store, EDITION, worker="", now=NOW) == []


@pytest.mark.parametrize(
    ("outcome", "state"),
    [(Accepted("batch-1"), "sent"), (Refused("unknown user"), "failed"), (Later("try later"), "planned")],
)
def test_an_outcome_is_one_row_for_the_whole_chunk(
    store: Store, outcome: Accepted | Refused | Later, state: str
) -> None:
    freeze(store, chunk_size=25)
    assert ledger.settle(store, claimed(store), outcome, failed={}, now=NOW)
    assert numbers(account(store)) == {state: 25}
    with store.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).where(schema.delivery.c.state.is_not(None))) == 0


def test_an_outcome_is_written_once_and_never_over_another(store: Store) -> None:
    freeze(store)
    first = claimed(store)
    assert ledger.settle(store, first, Accepted(), failed={1: "mailbox full"}, now=NOW)
    assert not ledger.settle(store, first, Later("late news"), failed={2: "no"}, now=NOW)
    assert not ledger.park(store, first, "who knows", now=NOW)
    assert numbers(account(store)) == {"sent": 9, "failed": 1, "planned": 15}
    assert account(store).reasons == {"mailbox full": 1}


def test_unknown_readers_are_named_and_their_chunk_is_not_tried_again(store: Store) -> None:
    freeze(store)
    ledger.park(store, claimed(store, 2), "the connection was cut", now=NOW)
    assert accounts.unknown_addresses(store, EDITION) == sorted(
        f"reader{n}@example.org" for n in range(20, 25)
    )
    assert ledger.planned(store, EDITION) == [0, 1]


def test_attempts_that_were_never_heard_of_again_are_found(store: Store) -> None:
    freeze(store)
    lost, done = claimed(store, 0), claimed(store, 1)
    ledger.settle(store, done, Accepted(), failed={}, now=NOW)
    assert abandoned.take_over(store, EDITION, worker="", now=NOW) == [lost]


@SQLITE
def test_a_claim_costs_the_same_however_long_the_list_is(store: Store) -> None:
    freeze(store)
    asked: list[tuple[str, Any]] = []
    sa.event.listen(
        store.engine, "before_cursor_execute", lambda _c, _k, sql, values, *_: asked.append((sql, values))
    )
    claimed(store)
    reads = [(sql, values) for sql, values in asked if "delivery" in sql]
    assert len(reads) == 2
    with store.reading() as connection:
        for sql, values in reads:
            plan = " ".join(row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values))
            assert "(edition=? AND chunk=? AND state=?)" in plan
            assert "SCAN" not in plan


def test_cancelling_spares_what_is_on_its_way_and_stops_every_claim(store: Store) -> None:
    freeze(store)
    on_its_way = claimed(store, 1)
    assert editions.cancel_planned(store, EDITION) == 15
    assert claim(store, 0) is None
    ledger.settle(store, on_its_way, Accepted(), failed={}, now=NOW)
    assert numbers(accounts.finish(store, EDITION)) == {"sent": 10, "cancelled": 15}
    assert editions.states(store) == {EDITION: EditionState.CANCELLED}
    assert editions.cancel_planned(store, EDITION) == 0


def test_what_comes_back_to_a_cancelled_edition_is_cancelled_too(store: Store) -> None:
    freeze(store)
    on_its_way = claimed(store, 1)
    editions.cancel_planned(store, EDITION)
    ledger.settle(store, on_its_way, Later("busy"), failed={}, now=NOW)
    assert numbers(account(store)) == {"cancelled": 25}


def test_who_made_an_attempt_knows_better_than_who_parked_it(store: Store) -> None:
    freeze(store)
    first, second = claimed(store, 0), claimed(store, 1)
    for one in (first, second):
        assert ledger.park(store, one, "the run ended before the provider answered", now=NOW)
    assert ledger.settle(store, first, Accepted("batch-1"), failed={1: "mailbox full"}, now=NOW)
    assert ledger.settle(store, second, Later("busy"), failed={}, now=NOW)
    assert not ledger.park(store, first, "who knows", now=NOW)
    assert numbers(account(store)) == {"sent": 9, "failed": 1, "planned": 15}
    assert account(store).reasons == {"mailbox full": 1}


def test_a_run_that_leaves_somebody_out_is_not_sent(store: Store) -> None:
    freeze(store)
    outcomes: list[Outcome] = [Accepted(), Accepted(), Later("too many")]
    for chunk, outcome in enumerate(outcomes):
        ledger.settle(store, claimed(store, chunk), outcome, failed={}, now=NOW)
    stopped = accounts.finish(store, EDITION, why="too many")
    assert (stopped.state, stopped.why) == (EditionState.STOPPED, "too many")
    assert account(store) == stopped
    assert freeze(store).state is EditionState.SENDING
    ledger.settle(store, claimed(store, 2), Accepted(), failed={}, now=NOW)
    assert accounts.finish(store, EDITION).state is EditionState.SENT
    assert freeze(store).state is EditionState.SENT


def test_an_edition_is_not_sent_while_another_process_is_sending_or_an_outcome_unknown(store: Store) -> None:
    freeze(store, chunk_size=25)
    first = claimed(store)
    busy = accounts.finish(store, EDITION, why="the disk is full")
    assert (busy.state, busy.why) == (EditionState.SENDING, "the disk is full")
    ledger.park(store, first, "who knows", now=NOW)
    assert accounts.finish(store, EDITION).state is EditionState.STOPPED


def test_what_is_planned_goes_in_the_next_providers_chunks(store: Store) -> None:
    freeze(store)
    ledger.settle(store, claimed(store, 1), Accepted(), failed={}, now=NOW)
    assert freeze(store, chunk_size=4).chunk_size == 4
    sizes = [len(claimed(store, chunk).members) for chunk in ledger.planned(store, EDITION)]
    assert sizes == [4, 4, 4, 3]
    assert account(store).by_provider == {"postman": {DeliveryState.SENT: 10, DeliveryState.SENDING: 15}}


def test_an_edition_that_never_began_has_no_account(store: Store) -> None:
    with pytest.raises(DigestError, match="has not begun"):
        account(store)


def test_a_copy_of_the_database_does_not_send(store: Store) -> None:
    freeze(store)
    with pytest.raises(instance.NotOurs, match="digest claim --by NAME"), store.writing() as connection:
        instance.check(connection, "a copy", now=NOW)
    instance.adopt(store, "a copy", by="ada", now=NOW + timedelta(days=1))
    with store.writing() as connection:
        instance.check(connection, "a copy", now=NOW)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["claim", "accept", "refuse", "later", "park", "leave", "cancel", "finish", "regroup"]
        ),
        st.integers(0, 12),
    ),
    max_size=25,
)


OUTCOMES: dict[str, Outcome] = {"accept": Accepted(), "refuse": Refused("never"), "later": Later("busy")}


@given(STEPS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_happens_everybody_is_counted_once_and_nobody_is_sent_twice(
    store: Store, steps: list[tuple[str, int]]
) -> None:
    with store.writing() as connection:
        for table in (schema.attempt, schema.delivery, schema.edition):
            connection.execute(sa.delete(table))
        connection.execute(sa.update(schema.subscriber).values(status="active"))
    freeze(store, chunk_size=7)
    held: list[Claim] = []
    sent: list[int] = []
    for step, number in steps:
        _take(store, step, number, held, sent)
        now = account(store)
        assert sum(now.counts.values()) == now.planned == 25
        assert now.counts.get(DeliveryState.SENT, 0) == len(sent) == len(set(sent))


def _take(store: Store, step: str, number: int, held: list[Claim], sent: list[int]) -> None:
    match step:
        case "claim":
            held += filter(None, [claim(store, number)])
        case "leave":
            with store.writing() as connection:
                one = schema.subscriber.c.id == number + 1
                connection.execute(sa.update(schema.subscriber).where(one).values(status="left"))
        case "cancel":
            editions.cancel_planned(store, EDITION)
        case "finish":
            accounts.finish(store, EDITION)
        case "regroup":
            freeze(store, chunk_size=1 + number)
        case "park" if held:
            ledger.park(store, held[number % len(held)], "who knows", now=NOW)
        case _ if held:
            mine = held[number % len(held)]
            outcome = OUTCOMES.get(step)
            if outcome and ledger.settle(store, mine, outcome, failed={}, now=NOW) and step == "accept":
                sent += [reader.id for reader in mine.members]
