"""Edition ids, sending moments and what is due, in plain arithmetic."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.compose import schedule
from digest.compose.schedule import Slot
from digest.config import Schedule
from digest.model import EditionState

LONDON = ZoneInfo("Europe/London")
MONTHLY = Schedule()
moments = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))
cadences = st.sampled_from(
    ["first thursday 09:00", "last friday 10:00", "31 09:00", "15 01:30", "fourth sunday 01:30"]
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("send", "edition", "moment"),
    [
        ("first thursday 09:00", "2026-12", "2026-12-03T09:00"),
        ("first thursday 09:00", "2026-10", "2026-10-01T09:00"),
        ("last friday 10:00", "2026-05", "2026-05-29T10:00"),
        ("31 09:00", "2027-02", "2027-02-28T09:00"),
        ("15 09:00", "2028-02", "2028-02-15T09:00"),
    ],
)
def test_an_editions_moment_follows_from_its_id(send: str, edition: str, moment: str) -> None:
    slot = schedule.slot_of(edition, Schedule(send=send), LONDON)
    assert slot == Slot(edition, at(moment))


def test_a_weekly_edition_is_named_by_its_iso_week() -> None:
    weekly = Schedule(every="week", send="thursday 09:00")
    assert schedule.slot_of("2026-W53", weekly, LONDON) == Slot("2026-W53", at("2026-12-31T09:00"))
    names = [s.id for s in islice(schedule.slots(weekly, LONDON, at("2026-12-31T09:01")), 2)]
    assert names == ["2027-W01", "2027-W02"]


def test_a_time_that_the_clocks_skip_is_taken_an_hour_later() -> None:
    slot = schedule.slot_of("2026-03", Schedule(send="last sunday 01:30"), LONDON)
    assert slot is not None
    assert slot.send_at.isoformat() == "2026-03-29T02:30:00+01:00"


@pytest.mark.parametrize("name", ["2026-13", "2026-W54", "spring-special", "../../etc"])
def test_what_is_no_scheduled_id_has_no_slot(name: str) -> None:
    assert schedule.slot_of(name, MONTHLY, LONDON) is None


@given(moments, cadences)
def test_slots_come_once_a_month_in_order_and_know_their_own_id(since: datetime, send: str) -> None:
    plan = Schedule(send=send)
    found = list(islice(schedule.slots(plan, LONDON, since), 14))
    assert found[0].send_at >= since
    assert [s.send_at for s in found] == sorted(s.send_at for s in found)
    months = [int(s.id[:4]) * 12 + int(s.id[5:]) for s in found]
    assert months == list(range(months[0], months[0] + 14))
    assert all(schedule.slot_of(s.id, plan, LONDON) == s for s in found)


def test_a_skipped_month_is_passed_over() -> None:
    slot, _ = schedule.due_next(Schedule(skip=["2027-01"]), LONDON, {}, at("2026-12-10T09:00"))
    assert slot.id == "2027-02"


DECEMBER = Slot("2026-12", at("2026-12-03T09:00"))


@pytest.mark.parametrize(
    ("now", "state", "action", "edition"),
    [
        ("2026-11-20T09:00", None, "none", "2026-12"),
        ("2026-11-26T09:00", None, "draft", "2026-12"),
        ("2026-11-28T09:00", EditionState.DRAFT, "draft", "2026-12"),
        ("2026-12-02T12:00", EditionState.DRAFT, "remind", "2026-12"),
        ("2026-12-02T12:00", EditionState.APPROVED, "none", "2026-12"),
        ("2026-12-03T09:00", EditionState.APPROVED, "send", "2026-12"),
        ("2026-12-04T20:59", EditionState.STOPPED, "send", "2026-12"),
        ("2026-12-04T21:01", EditionState.APPROVED, "none", "2027-01"),
        ("2026-12-03T10:00", EditionState.SENT, "none", "2027-01"),
        ("2026-12-03T08:00", EditionState.CANCELLED, "none", "2027-01"),
    ],
)
def test_what_is_due(now: str, state: EditionState | None, action: str, edition: str) -> None:
    known = {DECEMBER: state} if state else {}
    found = schedule.due(MONTHLY, LONDON, known, at(now))
    assert (found.action, found.edition) == (action, edition)
    assert found.next is not None


def test_a_special_edition_with_its_own_moment_comes_first() -> None:
    special = Slot("budget-special", at("2026-11-30T12:00"))
    found, state = schedule.due_next(MONTHLY, LONDON, {special: EditionState.DRAFT}, at("2026-11-27T09:00"))
    assert (found, state) == (special, EditionState.DRAFT)


@given(moments)
def test_one_period_back_is_a_month_at_most_and_a_week_for_weeklies(moment: datetime) -> None:
    assert timedelta(days=28) <= moment - schedule.period_before(moment, MONTHLY) <= timedelta(days=31)
    weekly = Schedule(every="week", send="thursday 09:00")
    assert moment - schedule.period_before(moment, weekly) == timedelta(days=7)
