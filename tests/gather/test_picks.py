"""What an editor found and wrote down."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from digest.model import EventStatus, SourceError
from tests.gather.reading import Told
from tests.gather.reading import read as read_any

LONDON = ZoneInfo("Europe/London")


def read(body: str, **settings: object) -> Told:
    return read_any("picks", body, url="picks.yaml", **settings)  # type: ignore[arg-type]  # settings of a Source


def test_a_row_of_events_becomes_an_event() -> None:
    event = read("""
events:
  - title: Peer Group
    when: 2026-12-03 15:00-17:00
    where: City Hall, London
    rsvp: "mailto:events@example.org?subject=Peer group"
    url: https://example.org/peer
    summary: Meet **others**.
    closes: 2026-12-01 12:00
    organiser: The Peer Group
    status: tentative
""").item
    assert (event.title, event.place, event.url) == (
        "Peer Group",
        "City Hall, London",
        "https://example.org/peer",
    )
    assert (event.starts, event.ends) == (
        datetime(2026, 12, 3, 15, tzinfo=LONDON),
        datetime(2026, 12, 3, 17, tzinfo=LONDON),
    )
    assert event.rsvp == "mailto:events@example.org?subject=Peer%20group"
    assert event.summary == "Meet others."
    assert event.closes == datetime(2026, 12, 1, 12, tzinfo=LONDON)
    assert (event.organiser, event.status) == ("The Peer Group", EventStatus.TENTATIVE)


def test_a_row_of_entries_becomes_an_entry() -> None:
    entry = read(
        'entries: [{title: A find, url: "https://example.org/a", summary: Good., published: 2026-11-01}]'
    ).item
    assert (entry.title, entry.url, entry.summary) == ("A find", "https://example.org/a", "Good.")
    assert entry.published == datetime(2026, 11, 1, tzinfo=UTC)


def test_rows_outside_the_window_wait() -> None:
    told = read("""
events: [{title: Past, when: 2026-11-01}, {title: Far, when: 2027-06-01}]
entries: [{title: Old, url: "https://example.org/a", published: 2026-01-01}]
""")
    assert told == Told([], [])


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("{title: X, when: tomorrow}", 'picks.yaml:3: when: cannot read the time "tomorrow": write'),
        ("{when: 2026-12-03}", "picks.yaml:3: title: is missing"),
        ("{title: X}", "picks.yaml:3: when: is missing: write"),
        ("{title: X, when: [1]}", "picks.yaml:3: when: must be text"),
        (
            '{title: X, when: 2026-12-03, url: "javascript:1"}',
            "picks.yaml:3: url: this is not a public web address",
        ),
        (
            '{title: X, when: 2026-12-03, url: "https://zoom.us/j/1?pwd=x"}',
            "picks.yaml:3: url: this is not a public",
        ),
        (
            "{title: X, when: 2026-12-03, online: maybe}",
            'picks.yaml:3: online: "maybe" is neither true nor false',
        ),
        ("{title: X, when: 2026-12-03, status: off}", 'picks.yaml:3: status: "off" is not allowed here'),
        (
            '{title: X, when: 2026-12-03, rsvp: "mailto:a@example.org%0d%0aBcc:b@example.org"}',
            "picks.yaml:3: rsvp: this is not one mailbox",
        ),
        (
            '{title: X, when: 2026-12-03, rsvp: "mailto:a@example.org,b@example.org"}',
            "picks.yaml:3: rsvp: this is not one mailbox",
        ),
        (
            '{title: X, when: 2026-12-03, rsvp: "mailto:a@example.org?bcc=b@example.org"}',
            "picks.yaml:3: rsvp: a mailto may carry ?subject",
        ),
        (
            '{title: X, when: 2026-12-03, rsvp: "mailto:a@example.org?subject=a%0aBcc: b"}',
            "picks.yaml:3: rsvp: the subject must be one",
        ),
        (
            '{title: X, when: 2026-12-03, rsvp: "mailto:a@example.org?subject=a%250aBcc: b"}',
            "picks.yaml:3: rsvp: the subject must be one",
        ),
        ("just text", "picks.yaml:3: events: a row must begin with - title:"),
    ],
)
def test_a_wrong_row_is_told_with_its_line_and_the_others_are_used(row: str, told: str) -> None:
    found = read(f"events:\n  - {{title: Good, when: 2026-12-04}}\n  - {row}\n")
    assert found.titles == ["Good"]
    assert found.warning.startswith(told)
    assert found.warning.endswith("this row is left out")


def test_an_unknown_key_is_told_with_a_guess_and_the_row_is_used() -> None:
    told = read("events:\n  - {title: X, when: 2026-12-03, wehre: here}\n")
    assert told.titles == ["X"]
    assert told.warning == 'picks.yaml:2: unknown key "wehre"; did you mean "where"?'
    assert read("evnts: []").warning == 'picks.yaml:1: unknown key "evnts"; did you mean "events"?'


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("", "the answer is empty"),
        ("events:\n  - {title: X", "picks.yaml:2: not valid YAML"),
        ("- a\n- b", "picks.yaml:1: write events: or entries:"),
        ("a: &a [x]\nb: *a", "picks.yaml:1: anchors and aliases"),
        ("events: []\nevents: []", "picks.yaml:2: .*keep one of the two"),
    ],
)
def test_a_file_that_cannot_be_read_fails_with_its_line(body: str, problem: str) -> None:
    with pytest.raises(SourceError, match=problem):
        read(body)


def test_a_list_that_is_none_is_told() -> None:
    assert read("events: soon").warning.startswith("picks.yaml:1: events: write a list")


def test_a_personal_mailbox_is_kept_and_told() -> None:
    told = read('events: [{title: X, when: 2026-12-03, rsvp: "mailto:jo.bloggs@example.org"}]')
    assert told.item.rsvp == "mailto:jo.bloggs@example.org"
    assert "one person's mailbox" in told.warning


def test_a_meeting_keeps_its_name_when_its_time_changes_within_the_month() -> None:
    before = read("events: [{title: Peer Group, when: 2026-12-03 15:00}]").item
    after = read("events: [{title: Peer group!, when: 2026-12-10 10:00}]").item
    assert before.id == after.id


def test_a_monthly_meeting_is_a_new_one_each_month_and_a_weekly_one_each_week() -> None:
    told = read(
        "events: [{title: A, when: 2026-11-26}, {title: A, when: 2026-12-03}, {title: A, when: 2026-12-10}]"
    )
    assert len({event.id for event in told.items}) == 3


def test_whole_days_and_online_are_read() -> None:
    event = read("events: [{title: Camp, when: 2026-12-05 to 2026-12-06, online: true}]").item
    assert (event.all_day, event.online) == (True, True)
    assert event.ends == datetime(2026, 12, 7, tzinfo=LONDON)


def test_no_more_rows_are_used_than_the_source_allows() -> None:
    told = read(
        """
events: [{title: One, when: 2026-12-01}, {title: Two, when: 2026-12-02}, {title: Three, when: 2026-12-03}]
entries: [{title: A find, url: "https://example.org/a"}]
""",
        max_items=2,
    )
    assert told.titles == ["One", "Two", "A find"]
    assert told.warning == "3 events in this window: only the first 2 are used"
