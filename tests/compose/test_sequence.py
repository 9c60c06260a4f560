"""A reader's calendar takes every change of an event, and nothing twice: SEQUENCE counts up, never down."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.compose.assemble import assemble
from digest.compose.past import Past
from digest.compose.sequence import counted
from digest.model import Event, EventStatus, as_json, from_json
from tests.compose.conftest import SLOT, Table, entry, event

MEETUP = event("meetup")
STARTS = MEETUP.starts
CHANGES: dict[str, dict[str, Any]] = {
    "time": {"starts": STARTS + timedelta(days=1), "ends": STARTS + timedelta(days=1, hours=2)},
    "end": {"ends": STARTS + timedelta(hours=3)},
    "place": {"place": "Town Hall"},
    "online": {"place": "", "online": True},
    "title": {"title": "The meetup, renamed"},
    "status": {"status": EventStatus.CANCELLED},
}
QUIET: dict[str, dict[str, Any]] = {
    "summary": {"summary": "New words."},
    "link": {"url": "https://peers.example.org/elsewhere"},
    "spaces": {"title": "meetup ", "place": "City  Hall"},
    "zone": {"starts": STARTS.astimezone(UTC), "ends": STARTS + timedelta(hours=2)},
}


def shown(table: Table, item_id: str = "meetup") -> Event:
    """Return an event as the edition prints it."""
    edition, findings = assemble(table.draft, table.gathered, table.config, SLOT)
    assert not findings
    return next(i for i in edition.items if isinstance(i, Event) and i.id == item_id)


def next_month(*earlier: Table, went_out: bool = True) -> Table:
    """Return the table of the edition after these."""
    numbers = [
        replace(
            t.number(went_out=went_out, send_at=datetime(2026, 5 + n, 5, 9, tzinfo=UTC)),
            id=f"2026-{5 + n:02}",
        )
        for n, t in enumerate(earlier)
    ]
    return Table(past=Past.of(numbers))


def test_an_event_told_for_the_first_time_counts_from_nought(table: Table) -> None:
    table.gather(MEETUP, entry("bins"))
    assert shown(table).sequence == 0


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_the_source_changes_counts_once_however_often_it_is_gathered(
    table: Table, change: dict[str, Any]
) -> None:
    table.gather(MEETUP)
    for _ in range(3):
        table.gather(replace(MEETUP, **change))
        assert shown(table).sequence == 1
    table.gather(MEETUP)
    assert shown(table).sequence == 2


@pytest.mark.parametrize("change", QUIET.values(), ids=QUIET)
def test_what_no_calendar_shows_otherwise_does_not_count(table: Table, change: dict[str, Any]) -> None:
    table.gather(MEETUP)
    table.gather(replace(MEETUP, **change))
    assert shown(table).sequence == 0


@pytest.mark.parametrize(
    "words",
    [
        {"when": "2026-12-10 16:00-17:00"},
        {"where": "Online"},
        {"where": "Town Hall"},
        {"title": "Meet us"},
        {"status": "cancelled"},
        {"online": True},
    ],
    ids=str,
)
def test_what_an_editor_changes_counts_too(table: Table, words: dict[str, Any]) -> None:
    table.gather(MEETUP)
    table.row("meetup").update(words)
    assert shown(table).sequence == 1
    table.gather(MEETUP)
    assert shown(table).sequence == 1


@pytest.mark.parametrize(
    "words", [{"summary": "Come."}, {"keep": True}, {"rsvp": "https://example.org/book"}], ids=str
)
def test_an_editors_other_words_do_not_count(table: Table, words: dict[str, Any]) -> None:
    table.gather(replace(MEETUP, place="Online", online=True))
    table.row("meetup").update(words)
    assert shown(table).sequence == 0


def test_the_next_edition_counts_on_from_what_readers_were_told(table: Table) -> None:
    table.gather(MEETUP)
    moved = replace(MEETUP, **CHANGES["time"])
    second = next_month(table)
    second.gather(moved)
    assert shown(second).sequence == 1
    assert shown(second).was == STARTS
    third = next_month(table, second)
    third.gather(replace(moved, status=EventStatus.CANCELLED))
    assert shown(third).sequence == 2


def test_an_event_in_the_hour_that_clocks_repeat_does_not_count_by_itself(table: Table) -> None:
    night = datetime(2026, 10, 25, 1, 30, tzinfo=ZoneInfo("Europe/London"))
    late = replace(MEETUP, starts=night, ends=night + timedelta(hours=2))
    assert counted(from_json(as_json(late)), late) == late


def test_an_editors_change_in_the_last_edition_is_counted_over(table: Table) -> None:
    table.gather(MEETUP)
    table.row("meetup")["where"] = "Guildhall"
    told = shown(table).sequence
    second = next_month(table)
    second.gather(replace(MEETUP, **CHANGES["time"]))
    assert shown(second).sequence > told


def test_an_old_draft_that_nobody_looks_into_may_have_said_anything(table: Table) -> None:
    table.gather(MEETUP)
    table.row("meetup")["where"] = "Guildhall"
    told, number = shown(table).sequence, replace(table.number(went_out=True), rows={})
    second = Table(past=Past.of([number]))
    second.gather(replace(MEETUP, **CHANGES["time"]))
    assert shown(second).sequence > told


def test_an_edition_that_never_went_out_may_have_been_on_the_web(table: Table) -> None:
    table.gather(MEETUP)
    second = next_month(table, went_out=False)
    second.gather(replace(MEETUP, **CHANGES["place"]))
    assert shown(second).sequence == 1


def test_another_source_changes_no_count(table: Table) -> None:
    table.gather(MEETUP)
    said = replace(MEETUP, id="other", source="wexcombe", section="events", **CHANGES["place"])
    table.gather(MEETUP, said)
    assert shown(table).sequence == 0


def test_the_count_lies_with_the_event_in_gathered_json(table: Table) -> None:
    table.gather(MEETUP)
    table.gather(replace(MEETUP, **CHANGES["place"]))
    assert table.gathered is not None
    (known,) = table.gathered.items
    assert as_json(known)["sequence"] == 1
    assert from_json(as_json(known)) == known


TELLINGS = st.lists(
    st.tuples(st.sampled_from(["gather", "edit", "send"]), st.sampled_from([{}, *CHANGES.values()])),
    max_size=8,
)


@given(TELLINGS)
@settings(deadline=None, max_examples=60)
def test_whatever_happens_each_edition_tells_more_than_the_last_if_it_tells_otherwise(
    tellings: list[tuple[str, dict[str, Any]]],
) -> None:
    table, sent, now, told = Table(), list[Table](), MEETUP, list[Event]()
    table.gather(now)
    for what, change in tellings:
        if what == "gather":
            now = replace(MEETUP, **change)
            table.gather(now)
        elif what == "edit" and "meetup" in table.ids("events"):
            table.row("meetup")["where"] = "Guildhall"
        elif what == "send":
            if "meetup" in table.ids("events"):
                told.append(shown(table))
            sent.append(table)
            table = next_month(*sent)
            table.gather(now)
        table.gather(now)  # what moved after it was passed by comes in with the gathering after
        counts = _counts(table)
        table.gather(now)
        assert _counts(table) == counts
    for before, after in pairwise(told):
        same = all(
            getattr(before, k) == getattr(after, k) for k in ("title", "starts", "ends", "place", "status")
        )
        assert after.sequence >= before.sequence
        assert same or after.sequence > before.sequence


def _counts(table: Table) -> dict[str, int]:
    assert table.gathered is not None
    return {i.id: i.sequence for i in table.gathered.items if isinstance(i, Event) and i.offered}
