from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.deliver.fences import Attempt, Fenced, Unfenced
from digest.deliver.sendgrid.api import InDoubt
from digest.model import Accepted, Later
from tests.deliver.fake_sendgrid import MOST_CANCELLED, Answer, FakeSendGrid, error, running
from tests.deliver.sendgrid_parts import LATER, NOW, addresses, at, copies


@pytest.fixture
def fake() -> Iterator[FakeSendGrid]:
    with running() as found:
        yield found


def reserved(fake: FakeSendGrid, name: str = "a1") -> Attempt:
    batch = at(fake).reserve()
    assert isinstance(batch, str)
    return Attempt(id=name, batch=batch, send_at=LATER)


def test_an_answer_that_was_lost_is_settled_by_a_fence_and_nobody_gets_two(fake: FakeSendGrid) -> None:
    first, again = reserved(fake, "a1"), reserved(fake, "a2")
    fake.answers = ["drop after"]
    with pytest.raises(InDoubt):
        at(fake).under(first).send(copies(5))
    assert at(fake).fence(first, now=NOW) == Fenced()
    assert at(fake).under(again).send(copies(5)) == Accepted("message2")
    assert fake.readers() == addresses(copies(5))


TROUBLE: st.SearchStrategy[Answer | str] = st.sampled_from(
    ["go", "drop before", "drop after", "cut", (500, None, {}), (429, None, {})]
)


@given(st.lists(TROUBLE, max_size=MOST_CANCELLED - 1))
@settings(max_examples=60, deadline=None)
def test_whatever_fails_everybody_gets_one_copy(troubles: list[Answer | str]) -> None:
    with running(answers=list(troubles)) as fake:
        for first in (0, 5, 10):
            while not settled(fake, first):
                pass
        assert sorted(fake.readers()) == sorted(addresses(copies(15)))


def settled(fake: FakeSendGrid, first: int) -> bool:
    """Return whether one attempt at a chunk was taken; fence it for good when nobody can know."""
    provider = at(fake)
    if isinstance(batch := provider.reserve(), Later):
        return False
    attempt = Attempt(id="a1", batch=batch, send_at=LATER)
    try:
        return isinstance(provider.under(attempt).send(copies(5, first=first)), Accepted)
    except InDoubt:
        while provider.fence(attempt, now=NOW) != Fenced():
            pass
        return False


def test_what_arrives_after_its_fence_does_not_go_out(fake: FakeSendGrid) -> None:
    attempt = reserved(fake)
    assert at(fake).fence(attempt, now=NOW) == Fenced()
    assert at(fake).under(attempt).send(copies(5)) == Accepted("message1")
    assert fake.readers() == []


def test_a_fence_whose_answer_was_lost_may_be_asked_for_again(fake: FakeSendGrid) -> None:
    attempt = reserved(fake)
    fake.answers = ["drop after"]
    assert isinstance(at(fake).fence(attempt, now=NOW), Later)
    assert at(fake).fence(attempt, now=NOW) == Fenced()


@pytest.mark.parametrize("before", [timedelta(minutes=9, seconds=59), timedelta(0), timedelta(days=-1)])
def test_less_than_ten_minutes_before_its_time_nothing_is_promised(
    fake: FakeSendGrid, before: timedelta
) -> None:
    found = at(fake).fence(reserved(fake), now=LATER - before)
    assert isinstance(found, Unfenced)
    assert fake.count("/v3/user/scheduled_sends") == 0


def test_ten_minutes_before_its_time_it_is_taken_back(fake: FakeSendGrid) -> None:
    attempt = reserved(fake)
    provider = at(fake)
    provider.under(attempt).send(copies(2))
    fake.now = (LATER - timedelta(minutes=10)).timestamp()
    assert provider.fence(attempt, now=LATER - timedelta(minutes=10)) == Fenced()
    assert fake.readers() == []


@pytest.mark.parametrize(
    "attempt", [Attempt(id="a1"), Attempt(id="a1", batch="b1"), Attempt(id="a1", send_at=LATER)]
)
def test_what_went_out_at_once_cannot_be_taken_back(fake: FakeSendGrid, attempt: Attempt) -> None:
    assert isinstance(at(fake).fence(attempt, now=NOW), Unfenced)
    assert fake.requests == []


def test_more_fences_than_an_account_has_stop_and_ask_a_person(fake: FakeSendGrid) -> None:
    for n in range(MOST_CANCELLED):
        assert at(fake).fence(reserved(fake, f"a{n}"), now=NOW) == Fenced()
    found = at(fake).fence(reserved(fake, "a11"), now=NOW)
    assert isinstance(found, Later)
    assert found.stop
    assert "too many cancelled batches" in found.reason


def test_the_place_of_a_cancelled_batch_is_freed_only_after_its_time(fake: FakeSendGrid) -> None:
    attempt = reserved(fake)
    provider = at(fake)
    provider.under(attempt).send(copies(2))
    provider.fence(attempt, now=NOW)
    assert not provider.release(attempt, now=LATER)
    assert fake.readers() == []
    assert provider.release(attempt, now=LATER + timedelta(minutes=10))


@pytest.mark.parametrize(
    ("answer", "stop"),
    [((401, error("no"), {}), True), ((429, None, {}), False), ((500, None, {}), False), ("drop after", False), ((400, None, {}), False), ((201, [], {}), False)],
)  # fmt: skip
def test_without_a_batch_nothing_is_handed_over(fake: FakeSendGrid, answer: Answer | str, stop: bool) -> None:
    fake.answers = [answer]
    found = at(fake).reserve()
    assert isinstance(found, Later)
    assert found.stop is stop


def test_what_sendgrid_has_seen_can_be_looked_up(fake: FakeSendGrid) -> None:
    attempt = Attempt(id="c0ffee")
    fake.answers = ["drop after"]
    with pytest.raises(InDoubt):
        at(fake).under(attempt).send(copies(3))
    assert at(fake).look_up(attempt) == set(addresses(copies(3)))
    assert at(fake).look_up(Attempt(id="beef")) == frozenset()


@pytest.mark.parametrize(
    "answer", [(403, None, {}), (200, [], {}), (200, {"messages": [1]}, {}), "drop before"]
)
def test_a_look_up_that_fails_proves_nothing(fake: FakeSendGrid, answer: Answer | str) -> None:
    fake.answers = [answer]
    assert at(fake).look_up(Attempt(id="c0ffee")) == frozenset()
