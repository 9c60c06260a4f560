"""The calendar, read back by a calendar program's parser."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar

from digest.model import Event, EventStatus
from digest.render import calendar, event_file
from tests.render import samples
from tests.render.samples import LONDON


def _read(text: str) -> list[Any]:
    return list(icalendar.Calendar.from_ical(text).walk("VEVENT"))


def test_every_event_of_the_edition_is_in_its_calendar() -> None:
    edition = samples.twelve()
    found = _read(calendar(edition, samples.config()))
    assert [str(e["UID"]) for e in found] == [
        f"event-{n}@digital-digest.digest.example.org" for n in range(1, 6)
    ]
    assert [str(e["SUMMARY"]) for e in found] == [i.title for i in edition.items if isinstance(i, Event)]
    assert {e["DTSTAMP"].dt for e in found} == {edition.changed}
    assert [int(e["SEQUENCE"]) for e in found] == [0, 0, 1, 0, 0]
    assert [str(e["STATUS"]) for e in found] == [
        "CONFIRMED",
        "CONFIRMED",
        "CANCELLED",
        "CONFIRMED",
        "TENTATIVE",
    ]


def test_times_are_utc_and_whole_days_are_dates() -> None:
    summer = samples.event(
        starts=datetime(2026, 7, 1, 10, tzinfo=LONDON), ends=datetime(2026, 7, 1, 11, tzinfo=LONDON)
    )
    whole = samples.event(
        all_day=True, starts=datetime(2026, 7, 1, tzinfo=LONDON), ends=datetime(2026, 7, 3, tzinfo=LONDON)
    )
    timed, days = _read(calendar(samples.edition(samples.events(summer, whole)), samples.config()))
    assert (timed["DTSTART"].dt, timed["DTEND"].dt) == (
        datetime(2026, 7, 1, 9, tzinfo=UTC),
        datetime(2026, 7, 1, 10, tzinfo=UTC),
    )
    assert timed["DTSTART"].to_ical() == b"20260701T090000Z"
    assert (days["DTSTART"].dt, days["DTEND"].dt) == (date(2026, 7, 1), date(2026, 7, 3))


def test_the_file_is_published_named_folded_and_ends_its_lines_as_rfc_5545_says() -> None:
    long = samples.event(
        title="Zażółć gęślą jaźń " * 20, summary="one\nBEGIN:VALARM\ntwo", place="A; B, C\\D"
    )
    text = calendar(samples.edition(samples.events(long)), samples.config())
    parsed = icalendar.Calendar.from_ical(text)
    assert (str(parsed["METHOD"]), str(parsed["X-WR-CALNAME"])) == ("PUBLISH", "Council Digital Digest")
    assert max(len(row.encode()) for row in text.split("\r\n")) <= 75
    assert "\n" not in text.replace("\r\n", "")
    (event,) = parsed.walk("VEVENT")
    assert str(event["LOCATION"]) == "A; B, C\\D"
    assert str(event["DESCRIPTION"]) == "one BEGIN:VALARM two"
    assert not parsed.walk("VALARM")


def test_an_event_without_an_end_has_none() -> None:
    (event,) = _read(calendar(samples.edition(samples.events(samples.event(ends=None))), samples.config()))
    assert "DTEND" not in event


def test_one_event_has_a_file_of_its_own_under_the_same_name() -> None:
    gone = samples.event(status=EventStatus.CANCELLED)
    (event,) = _read(event_file(gone, samples.SEND_AT + timedelta(days=1), samples.config()))
    assert str(event["UID"]) == "event-1@digital-digest.digest.example.org"
    assert event["DTSTAMP"].dt == datetime(2026, 12, 4, 9, tzinfo=UTC)


def test_an_edition_without_events_is_a_calendar_without_events() -> None:
    assert _read(calendar(samples.one_item(), samples.config())) == []
