from __future__ import annotations

import sqlalchemy as sa

from digest import links
from digest.model import SubscriberStatus
from digest.store import schema, subscribers
from digest.store.engine import Store
from digest.store.leaving import come_back, grant, leave
from digest.store.subscribers import Added
from tests.store.people import CONSENT, NOW, SECRETS

OLD = {"k0": "an older secret of ours"}
WORDING = "Get Borough Digital again"


def ids(store: Store, *numbers: int) -> list[str]:
    readers = list(subscribers.everyone(store))
    return [readers[number].public_id for number in numbers]


def go(store: Store, public_id: str) -> bool:
    return leave(store, public_id, secrets=SECRETS, now=NOW)


def back(store: Store, public_id: str) -> bool:
    return come_back(store, public_id, secrets=SECRETS | OLD, now=NOW, wording=WORDING)


def whys(store: Store) -> list[str]:
    with store.reading() as connection:
        return sorted(connection.scalars(sa.select(schema.suppression.c.why)))


def test_whoever_leaves_has_left_and_is_never_written_to(store: Store) -> None:
    (first,) = ids(store, 0)
    assert go(store, first)
    assert not go(store, first)
    found = subscribers.named(store, first)
    assert found is not None
    assert found.status is SubscriberStatus.LEFT
    assert whys(store) == ["left"]
    again = subscribers.add(store, found.address, consent=CONSENT, secrets=SECRETS)
    assert again is Added.SUPPRESSED


def test_a_reader_who_paused_may_leave_too_and_a_stranger_changes_nothing(store: Store) -> None:
    (first,) = ids(store, 0)
    with store.writing() as connection:
        connection.execute(
            sa.update(schema.subscriber).where(schema.subscriber.c.id == 1).values(status="paused")
        )
    assert go(store, first)
    assert not go(store, "AAAAAAAAAAAA")
    assert subscribers.count(store)[SubscriberStatus.LEFT] == 1


def test_who_comes_back_is_a_reader_again_and_their_word_is_kept(store: Store) -> None:
    (first,) = ids(store, 0)
    assert not back(store, first)
    go(store, first)
    assert back(store, first)
    assert whys(store) == []
    found = subscribers.named(store, first)
    assert found is not None
    assert found.status is SubscriberStatus.ACTIVE
    with store.reading() as connection:
        said = connection.execute(
            sa.select(schema.consent.c.wording, schema.consent.c.at).where(
                schema.consent.c.subscriber == found.id
            )
        ).all()
    assert (WORDING, NOW) in [tuple(row) for row in said]


def test_a_bounce_or_complaint_stands_against_coming_back_under_whatever_key(store: Store) -> None:
    for number, (why, secrets) in enumerate([("complained", SECRETS), ("bounced", OLD)]):
        (who,) = ids(store, number)
        found = subscribers.named(store, who)
        assert found is not None
        subscribers.suppress(store, found.address, why, secrets=secrets, now=NOW)
        go(store, who)
        assert not back(store, who)
        after = subscribers.named(store, who)
        assert after is not None
        assert after.status is SubscriberStatus.LEFT


def test_who_left_under_an_older_key_may_come_back_under_a_newer(store: Store) -> None:
    (first,) = ids(store, 0)
    leave(store, first, secrets=OLD, now=NOW)
    assert back(store, first)
    assert whys(store) == []


def test_many_wishes_are_granted_at_once_and_nobody_elses_status_moves(store: Store) -> None:
    first, second, third = ids(store, 0, 1, 2)
    go(store, third)
    leaving = {first, second, "AAAAAAAAAAAA"}
    done = grant(store, leaving=leaving, coming={third}, asked=4, secrets=SECRETS, now=NOW, wording=WORDING)
    assert {one: found.status.value for one, found in done.items()} == {
        first: "left",
        second: "left",
        third: "active",
    }
    assert subscribers.count(store)[SubscriberStatus.ACTIVE] == 23


def test_when_nothing_changes_nothing_is_left_behind(store: Store) -> None:
    done = grant(
        store, leaving={"?" * links.ID_WIDTH}, coming=(), asked=3, secrets=SECRETS, now=NOW, wording=WORDING
    )
    assert done == {}
    assert whys(store) == []
    assert subscribers.count(store)[SubscriberStatus.ACTIVE] == 25
