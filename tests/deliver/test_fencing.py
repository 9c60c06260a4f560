"""What is in doubt is taken back and goes again: nobody unknown, nobody twice, whoever takes whose attempt over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from digest.deliver.fences import Attempt, Fenced, Unfenced
from digest.deliver.outbox import Outbox
from digest.deliver.sendgrid import SendGrid
from digest.model import Accepted, Account, EditionState, Later
from digest.store import editions, ledger, schema
from digest.store.engine import Store
from digest.store.ledger import Claim
from tests.deliver.fake_sendgrid import Answer, FakeSendGrid, running
from tests.deliver.parts import run
from tests.deliver.sendgrid_parts import at
from tests.store.people import EDITION, NOW, numbers

EVERYBODY = sorted(f"reader{n}@example.org" for n in range(12))
MOMENT = NOW + timedelta(hours=2)
DOWN: Answer = (503, None, {})


class Killed(BaseException):
    """The process ends here."""


@pytest.fixture
def fake() -> Iterator[FakeSendGrid]:
    with running() as found:
        yield found


def send(
    store: Store, fake: FakeSendGrid, provider: Any = None, *, now: datetime = NOW, **changes: Any
) -> Account:
    found = replace(provider or at(fake), chunk=5)
    fake.now = now.timestamp()
    given: dict[str, Any] = {"scheduled": MOMENT, "clock": lambda: now}
    return run(store, found, **(given | changes))


def attempts(store: Store, column: str) -> list[Any]:
    rows = sa.select(schema.attempt.c[column]).order_by(schema.attempt.c.opened_at, schema.attempt.c.chunk)
    with store.reading() as connection:
        return list(connection.scalars(rows))


@dataclass(frozen=True, slots=True)
class Dying(SendGrid):
    """Its process ends at a step: `before` the request, `after` it, or when a batch is, or was, taken back."""

    at: str = "after"

    def send(self, messages: Any) -> Accepted | Later:
        found = None if self.at == "before" else SendGrid.send(self, messages)
        if found is None or self.at == "after":
            raise Killed
        return found

    def fence(self, attempt: Attempt, *, now: datetime) -> Fenced | Unfenced | Later:
        found = None if self.at == "fencing" else SendGrid.fence(self, attempt, now=now)
        if found is None or self.at == "cancelled":
            raise Killed
        return found


def killed(store: Store, fake: FakeSendGrid, step: str, **changes: Any) -> None:
    with pytest.raises(Killed):
        send(store, fake, Dying(at(fake).api, clock=at(fake).clock, at=step), **changes)


@pytest.mark.parametrize("step", ["before", "after"])
def test_a_request_that_nobody_heard_of_again_is_taken_back_and_made_again(
    store: Store, fake: FakeSendGrid, step: str
) -> None:
    killed(store, fake, step)
    ended = send(store, fake)
    assert (ended.state, numbers(ended)) == (EditionState.SENT, {"sent": 12})
    assert sorted(fake.readers()) == EVERYBODY
    assert sorted(attempts(store, "state")) == ["accepted"] * 3 + ["fenced"]


@pytest.mark.parametrize("step", ["fencing", "cancelled"])
def test_who_dies_while_taking_back_is_followed_by_one_who_goes_on(
    store: Store, fake: FakeSendGrid, step: str
) -> None:
    killed(store, fake, "after")
    killed(store, fake, step)
    assert attempts(store, "state") == ["fencing"]
    assert numbers(send(store, fake)) == {"sent": 12}
    assert sorted(fake.readers()) == EVERYBODY


def test_what_goes_wrong_within_a_run_is_settled_within_it(store: Store, fake: FakeSendGrid) -> None:
    fake.answers = ["go", "drop after", "go", "go", (500, None, {}), "go", "go", "go", "go", "cut"]
    ended = send(store, fake)
    assert (ended.state, numbers(ended)) == (EditionState.SENT, {"sent": 12})
    assert sorted(fake.readers()) == EVERYBODY


@dataclass(frozen=True, slots=True)
class Robber(SendGrid):
    """Takes back what another run is about: just after the batch was cancelled that run hears that it was accepted."""

    store: Store | None = None
    heard: list[bool] = field(default_factory=list)

    def fence(self, attempt: Attempt, *, now: datetime) -> Fenced | Unfenced | Later:
        found = SendGrid.fence(self, attempt, now=now)
        theirs = Claim(
            attempt=attempt.id,
            edition=EDITION,
            chunk=0,
            provider=self.name,
            members=(),
            batch=attempt.batch,
            send_at=attempt.send_at,
        )
        assert self.store
        self.heard.append(ledger.settle(self.store, theirs, Accepted("too late"), failed={}, now=now))
        return found


def test_the_ledger_knows_of_a_fence_before_the_provider_does_or_people_would_be_lost(
    store: Store, fake: FakeSendGrid
) -> None:
    killed(store, fake, "after")
    robber = Robber(at(fake).api, clock=at(fake).clock, store=store)
    assert numbers(send(store, fake, robber)) == {"sent": 12}
    assert sorted(fake.readers()) == EVERYBODY
    assert robber.heard == [False]


@dataclass(frozen=True, slots=True)
class Robbed(SendGrid):
    """Hears that its first request was accepted after another run has done all the rest."""

    store: Store | None = None
    fake: FakeSendGrid | None = None
    before: bool = False
    once: list[bool] = field(default_factory=list)

    def send(self, messages: Any) -> Accepted | Later:
        found = None if self.before else SendGrid.send(self, messages)
        if not self.once:
            self.once.append(True)
            assert self.store
            assert self.fake
            assert numbers(send(self.store, self.fake, lease=timedelta(0))) == {"sent": 12}
        return found or SendGrid.send(self, messages)


@pytest.mark.parametrize("before", [False, True])
def test_a_living_sender_may_be_robbed_and_nobody_gets_it_twice(
    store: Store, fake: FakeSendGrid, *, before: bool
) -> None:
    robbed = Robbed(at(fake).api, clock=at(fake).clock, store=store, fake=fake, before=before)
    assert numbers(send(store, fake, robbed, lease=timedelta(0))) == {"sent": 12}
    assert sorted(fake.readers()) == EVERYBODY


def test_shortly_before_its_time_nobody_can_know_and_nobody_gets_it_twice(
    store: Store, fake: FakeSendGrid
) -> None:
    killed(store, fake, "after")
    ended = send(store, fake, now=MOMENT - timedelta(minutes=9))
    assert (ended.state, numbers(ended)) == (EditionState.STOPPED, {"sent": 7, "unknown": 5})
    assert sorted(fake.readers()) == EVERYBODY
    assert numbers(send(store, fake, now=MOMENT)) == {"sent": 7, "unknown": 5}


def test_ten_minutes_before_its_time_everybody_is_known(store: Store, fake: FakeSendGrid) -> None:
    killed(store, fake, "after")
    assert numbers(send(store, fake, now=MOMENT - timedelta(minutes=10))) == {"sent": 12}
    assert sorted(fake.readers()) == EVERYBODY


def test_after_a_heard_but_fenced_acceptance_only_a_person_may_say_sent(
    store: Store, fake: FakeSendGrid
) -> None:
    killed(store, fake, "after")
    send(store, fake, now=MOMENT)
    (number,) = [
        one
        for one, state in zip(attempts(store, "id"), attempts(store, "state"), strict=True)
        if state == "unknown"
    ]
    theirs = Claim(attempt=number, edition=EDITION, chunk=0, provider="sendgrid", members=(), batch="batch0")
    assert not ledger.settle(store, theirs, Accepted(), failed={}, now=NOW)


def test_it_goes_out_when_it_was_scheduled_and_late_half_an_hour_from_now(
    store: Store, fake: FakeSendGrid
) -> None:
    send(store, fake, stop=lambda: len(fake.accepted) == 1)
    late = MOMENT + timedelta(hours=1)
    send(store, fake, now=late)
    moments = [MOMENT, late + timedelta(minutes=30), late + timedelta(minutes=30)]
    assert [one["send_at"] for one in fake.accepted] == [int(one.timestamp()) for one in moments]
    assert attempts(store, "send_at") == moments
    assert (
        attempts(store, "batch")
        == [one["batch_id"] for one in fake.accepted]
        == ["batch0", "batch1", "batch2"]
    )
    assert attempts(store, "id") == [one["custom_args"]["attempt"] for one in fake.accepted]


def test_an_account_has_few_places_for_what_is_taken_back_then_a_person_is_asked(
    store: Store, fake: FakeSendGrid
) -> None:
    for _ in range(3):
        killed(store, fake, "after", fence_limit=2)
    ended = send(store, fake, fence_limit=2)
    assert (ended.state, ended.blocked, numbers(ended)) == (
        EditionState.STOPPED,
        True,
        {"unknown": 2, "planned": 10},
    )
    assert ended.why.startswith("2 batches of this edition were taken back at sendgrid already")
    assert numbers(send(store, fake, fence_limit=2)) == {"unknown": 2, "sent": 10}
    assert sorted(fake.readers()) == EVERYBODY


def test_the_places_are_free_again_when_the_time_is_over(store: Store, fake: FakeSendGrid) -> None:
    killed(store, fake, "after")
    send(store, fake, stop=lambda: True)
    assert "cancel" in fake.batches.values()
    send(store, fake, now=MOMENT + timedelta(minutes=11))
    assert "cancel" not in fake.batches.values()
    assert fake.count("/v3/user/scheduled_sends/batch0") == 1
    send(store, fake, now=MOMENT + timedelta(minutes=12))
    assert fake.count("/v3/user/scheduled_sends/batch0") == 1


def test_while_the_provider_is_down_a_fence_waits_for_the_next_run(store: Store, fake: FakeSendGrid) -> None:
    killed(store, fake, "after")
    fake.answers = [DOWN] * 9
    ended = send(store, fake)
    assert numbers(ended) == {"sending": 5, "planned": 7}
    assert "SendGrid answered 503" in ended.why
    fake.answers = []
    assert numbers(send(store, fake)) == {"sent": 12}
    assert sorted(fake.readers()) == EVERYBODY


def test_a_wrong_key_leaves_what_is_in_doubt_as_it_is(store: Store, fake: FakeSendGrid) -> None:
    killed(store, fake, "after")
    ended = send(store, fake, at(fake, key="SG.wrong"))
    assert (ended.blocked, numbers(ended)) == (True, {"sending": 5, "planned": 7})
    assert numbers(send(store, fake)) == {"sent": 12}


def test_the_rate_limit_is_waited_for_as_long_as_it_asks(store: Store, fake: FakeSendGrid) -> None:
    soon: Answer = (429, None, {"Retry-After": "1"})
    fake.answers = ["go", soon]
    assert numbers(send(store, fake)) == {"sent": 12}
    assert sorted(fake.readers()) == EVERYBODY


def test_nobody_waits_an_hour_for_the_rate_limit(store: Store, fake: FakeSendGrid) -> None:
    fake.answers = ["go", (429, None, {"Retry-After": "3600"})]
    ended = send(store, fake)
    assert (numbers(ended), ended.blocked) == ({"planned": 12}, False)
    assert "3600 more seconds" in ended.why


def test_another_provider_takes_nothing_back_and_what_is_in_doubt_stays_so(
    store: Store, fake: FakeSendGrid, tmp_path: Path
) -> None:
    killed(store, fake, "after")
    killed(store, fake, "fencing")
    ended = run(store, Outbox(tmp_path / "outbox"))
    assert numbers(ended) == {"sent": 7, "unknown": 5}


def test_of_a_cancelled_edition_what_is_in_doubt_is_taken_back_for_good(
    store: Store, fake: FakeSendGrid
) -> None:
    killed(store, fake, "after")
    editions.cancel_planned(store, EDITION)
    assert numbers(send(store, fake)) == {"cancelled": 12}
    assert fake.readers() == []
