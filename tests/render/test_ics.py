"""The calendar, read back by a calendar program's parser."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.model import Event, EventStatus
from digest.render import calendar, event_file
from digest.render.clean import line
from tests.render import rfc5545, samples
from tests.render.samples import LONDON


def _read(text: str) -> list[Any]:
    return list(icalendar.Calendar.from_ical(text).walk("VEVENT"))


def test_every_event_of_the_edition_is_in_its_calendar() -> None:
    edition = samples.twelve()
    found = _read(calendar(edition, samples.config()))
    rfc5545.read(calendar(edition, samples.config()))
    assert [str(e["UID"]) for e in found] == [
        f"event-{n}@digital-digest.digest.example.org" for n in range(1, 6)
    ]
    assert [str(e["SUMMARY"]) for e in found] == [i.title for i in edition.items if isinstance(i, Event)]
    assert {e["DTSTAMP"].dt for e in found} == {edition.changed}
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
    assert str(event["DESCRIPTION"]).startswith("one BEGIN:VALARM two\n\n")
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
    text = calendar(samples.one_item(), samples.config())
    assert _read(text) == []
    assert [c.name for c in rfc5545.read(text).inside] == ["VTIMEZONE"]


def test_the_count_of_changes_is_the_sequence_and_a_cancelled_event_says_so() -> None:
    gone = samples.event(sequence=7, status=EventStatus.CANCELLED)
    (event,) = rfc5545.read(event_file(gone, samples.SEND_AT, samples.config())).inside
    assert (event.value("SEQUENCE"), event.value("STATUS")) == ("7", "CANCELLED")


def test_the_description_tells_where_to_book_and_read_more_since_few_calendars_show_a_link() -> None:
    (event,) = _read(event_file(samples.event(), samples.SEND_AT, samples.config()))
    summary, book, page = str(event["DESCRIPTION"]).split("\n\n")
    assert summary == samples.event().summary
    assert (book, page) == ("events@example.org", "https://events.example.org/1")
    assert str(event["URL"]) == page


def test_a_booking_page_that_is_the_events_page_is_told_once() -> None:
    both = samples.event(rsvp="https://events.example.org/1", summary="")
    (event,) = _read(event_file(both, samples.SEND_AT, samples.config()))
    assert str(event["DESCRIPTION"]) == "https://events.example.org/1"


WORDS = st.text(max_size=120) | st.sampled_from(samples.HOSTILE)
MOMENTS = st.datetimes(
    min_value=datetime(1971, 1, 1), max_value=datetime(2200, 1, 1), timezones=st.sampled_from([UTC, LONDON])
)


@given(
    title=WORDS,
    summary=WORDS,
    place=WORDS,
    url=WORDS | st.just("https://münchen.example/ä b?c=d,e;f"),
    rsvp=WORDS | st.just("mailto:events@example.org"),
    starts=MOMENTS,
    lasts=st.none() | st.timedeltas(timedelta(days=-1), timedelta(days=400)),
    all_day=st.booleans(),
    status=st.sampled_from(EventStatus),
    sequence=st.integers(0, 2**31 - 1),
)
@settings(deadline=None, max_examples=150)
def test_whatever_an_event_says_its_file_keeps_to_the_grammar_and_reads_back(
    starts: datetime, lasts: timedelta | None, **values: Any
) -> None:
    starts = starts.replace(microsecond=0)
    ends = None if lasts is None else starts + timedelta(seconds=int(lasts.total_seconds()))
    event = samples.event(starts=starts, ends=ends, **values)
    text = event_file(event, samples.SEND_AT, samples.config(title=values["title"] or "News"))
    (strict,) = rfc5545.read(text).inside
    (read,) = _read(text)
    assert strict.value("SEQUENCE") == str(values["sequence"])
    assert str(read.get("SUMMARY", "")) == line(values["title"]).replace("\\N", "\\\u202fN")
    assert str(read.get("LOCATION", "")) == line(values["place"]).replace("\\N", "\\\u202fN")
    if not values["all_day"]:
        assert read["DTSTART"].dt == starts.astimezone(UTC)
