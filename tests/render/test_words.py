"""Dates and times as GOV.UK writes them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from digest.render import Templates
from digest.render.words import Words
from tests.render import samples
from tests.render.samples import LONDON

BERLIN, CAIRO_SUMMER = ZoneInfo("Europe/Berlin"), timezone(timedelta(hours=3))
AUCKLAND = ZoneInfo("Pacific/Auckland")


@pytest.fixture(scope="module")
def words(templates: Templates) -> Words:
    return templates.words("en-GB", LONDON)


def at(text: str, zone: ZoneInfo | timezone = LONDON) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("starts", "ends", "expected"),
    [
        (at("2019-02-14 15:00"), at("2019-02-14 17:00"), "Thursday 14 February 2019, 3pm to 5pm"),
        (at("2019-02-14 15:30"), at("2019-02-14 17:05"), "Thursday 14 February 2019, 3:30pm to 5:05pm"),
        (at("2019-02-14 10:00"), at("2019-02-14 12:00"), "Thursday 14 February 2019, 10am to midday"),
        (at("2019-02-14 12:00"), at("2019-02-14 12:30"), "Thursday 14 February 2019, midday to 12:30pm"),
        (at("2019-02-14 19:00"), at("2019-02-15 00:00"), "Thursday 14 February 2019, 7pm to 11:59pm"),
        (at("2019-02-14 00:00"), at("2019-02-14 01:00"), "Thursday 14 February 2019, midnight to 1am"),
        (at("2019-02-14 00:30"), None, "Thursday 14 February 2019, 12:30am"),
        (at("2019-02-14 15:00"), at("2019-02-14 15:00"), "Thursday 14 February 2019, 3pm"),
        (
            at("2019-02-14 22:00"),
            at("2019-02-15 01:00"),
            "Thursday 14 February 2019, 10pm to Friday 15 February 2019, 1am",
        ),
        # written in UTC: shown on the newsletter's clock, in winter and in summer
        (at("2026-01-15 14:00", UTC), None, "Thursday 15 January 2026, 2pm"),
        (at("2026-07-15 14:00", UTC), at("2026-07-15 15:00", UTC), "Wednesday 15 July 2026, 3pm to 4pm"),
        # the clocks go forward at 1am on 29 March 2026 and back at 2am on 25 October 2026
        (at("2026-03-29 00:30", UTC), at("2026-03-29 01:30", UTC), "Sunday 29 March 2026, 12:30am to 2:30am"),
        (
            at("2026-10-25 00:30", UTC),
            at("2026-10-25 01:30", UTC),
            "Sunday 25 October 2026, 1:30am to 1:30am",
        ),
        (
            at("2026-10-24 22:30", UTC),
            at("2026-10-25 10:00", UTC),
            "Saturday 24 October 2026, 11:30pm to Sunday 25 October 2026, 10am",
        ),
        # another place's clock is named, and ours beside it, with its day where that is another
        (
            at("2026-12-03 09:00", AUCKLAND),
            None,
            "Thursday 3 December 2026, 9am, Auckland time (Wednesday 2 December 2026, 8pm for us)",
        ),
        (
            at("2026-05-14 15:00", BERLIN),
            at("2026-05-14 17:00", BERLIN),
            "Thursday 14 May 2026, 3pm to 5pm, Berlin time (2pm for us)",
        ),
        (
            at("2026-05-14 15:00", CAIRO_SUMMER),
            None,
            "Thursday 14 May 2026, 3pm, UTC+03:00 time (1pm for us)",
        ),
    ],
)
def test_an_event_says_when_it_is(
    words: Words, starts: datetime, ends: datetime | None, expected: str
) -> None:
    assert words.when(samples.event(starts=starts, ends=ends)) == expected


@pytest.mark.parametrize(
    ("starts", "ends", "expected"),
    [
        ("2019-02-14", "2019-02-15", "Thursday 14 February 2019, all day"),
        ("2019-02-14", None, "Thursday 14 February 2019, all day"),
        ("2019-02-14", "2019-02-17", "14 to 16 February 2019"),
        ("2019-02-28", "2019-03-03", "28 February to 2 March 2019"),
        ("2026-12-31", "2027-01-03", "31 December 2026 to 2 January 2027"),
        ("2026-03-28", "2026-03-30", "28 to 29 March 2026"),
    ],
)
@pytest.mark.parametrize("zone", [LONDON, UTC, ZoneInfo("Pacific/Auckland")], ids=str)
def test_whole_days_are_the_same_days_in_every_zone(
    words: Words, starts: str, ends: str | None, expected: str, zone: ZoneInfo
) -> None:
    whole = samples.event(starts=at(starts, zone), ends=at(ends, zone) if ends else None, all_day=True)
    assert words.when(whole) == expected


def test_a_date_block_shows_the_day_on_the_newsletters_clock(words: Words) -> None:
    assert words.block(samples.event(starts=at("2026-06-30 23:30", UTC), ends=None)) == ("Wed", 1, "Jul")


@pytest.mark.parametrize(
    ("closes", "expected"),
    [
        (at("2026-12-12 00:00"), "Closes Saturday 12 December 2026 (in 9 days)"),
        (at("2026-12-04 23:59"), "Closes Friday 4 December 2026 (tomorrow)"),
        (at("2026-12-03 00:00"), "Closes Thursday 3 December 2026 (today)"),
        (at("2026-12-03 17:00"), "Closes Thursday 3 December 2026, 5pm (today)"),
        (at("2026-12-17 00:00"), "Closes Thursday 17 December 2026 (in 14 days)"),
        (at("2026-12-18 00:00"), "Closes Friday 18 December 2026"),
        (at("2026-12-03 08:00"), "Closed Thursday 3 December 2026, 8am"),
        (at("2026-12-02 00:00"), "Closed Wednesday 2 December 2026"),
    ],
)
def test_a_closing_date_counts_from_the_day_of_sending(words: Words, closes: datetime, expected: str) -> None:
    assert words.closes(closes, samples.SEND_AT) == expected


@pytest.mark.parametrize(
    ("starts", "ends", "expected"),
    [
        (at("2019-02-14 09:30"), at("2019-02-14 12:00"), "Dydd Iau 14 Chwefror 2019, 9.30yb i hanner dydd"),
        (at("2019-02-14 15:00"), at("2019-02-14 19:00"), "Dydd Iau 14 Chwefror 2019, 3yp i 7yh"),
        (
            at("2019-02-14 22:00"),
            at("2019-02-15 01:00"),
            "Dydd Iau 14 Chwefror 2019, 10yh i ddydd Gwener 15 Chwefror 2019, 1yb",
        ),
    ],
)
def test_welsh_says_when_in_its_own_way(
    templates: Templates, starts: datetime, ends: datetime, expected: str
) -> None:
    assert templates.words("cy", LONDON).when(samples.event(starts=starts, ends=ends)) == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, "Yn cau ddydd Iau 3 Rhagfyr 2026 (heddiw)"),
        (1, "Yn cau ddydd Gwener 4 Rhagfyr 2026 (yfory)"),
        (2, "Yn cau ddydd Sadwrn 5 Rhagfyr 2026 (ymhen 2 ddiwrnod)"),
        (3, "Yn cau ddydd Sul 6 Rhagfyr 2026 (ymhen 3 diwrnod)"),
    ],
)
def test_welsh_counts_the_days_in_its_own_way(templates: Templates, days: int, expected: str) -> None:
    closes = at("2026-12-03 23:59") + timedelta(days=days)
    assert templates.words("cy", LONDON).closes(closes, samples.SEND_AT) == expected


def test_an_event_that_moved_says_from_when_and_where() -> None:
    moved = samples.event(
        was=datetime(2026, 12, 9, 15, tzinfo=LONDON), was_place="City Hall", place="Town Hall"
    )
    told = Templates().words("en-GB", LONDON).told(moved)
    assert told[:2] == ["Moved from Wednesday 9 December 2026, 3pm, City Hall", "Town Hall"]
