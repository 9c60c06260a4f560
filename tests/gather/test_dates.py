"""Dates as feeds really write them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from digest.gather.dates import read

NOW = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Wed, 03 Jun 2026 08:18:00 BST", "2026-06-03T07:18Z"),
        ("Wed, 03 Jun 2026 08:18:00 +0100", "2026-06-03T07:18Z"),
        ("Wed, 3 Jun 2026 8:18 GMT", "2026-06-03T08:18Z"),
        ("Wed, 03 Jun 2026 08:18:00 EST", "2026-06-03T13:18Z"),
        ("3 Jun 26 08:18:60 GMT", "2026-06-03T08:18:59Z"),
        ("Wed, 03 Jun 2026 08:18:00 GMT+01:00", "2026-06-03T07:18Z"),
        ("Wed Jun 03 08:18:00 UTC 2026", "2026-06-03T08:18Z"),
        ("3 June 2026 Wednesday 08:18:00 GMT", "2026-06-03T08:18Z"),
        ("03-Jun-2026 08:18", "2026-06-03T07:18Z"),
        ("3rd June 2026 at 9:15am", "2026-06-03T08:15Z"),
        ("Wednesday, June 3, 2026 - 08:18", "2026-06-03T07:18Z"),
        ("Wed, 06/03/2026 - 08:18", "2026-06-03T07:18Z"),
        ("Wed, 03/06/2026 - 08:18", "2026-06-03T07:18Z"),
        ("03/06/2026 08:18", "2026-06-03T07:18Z"),
        ("06/13/2026 08:18", "2026-06-13T07:18Z"),
        ("3.6.2026", "2026-06-02T23:00Z"),
        ("2026-06-03T08:18:00.1234567Z", "2026-06-03T08:18:00.123456Z"),
        ("2026-06-03 08:18:00 +0000", "2026-06-03T08:18Z"),
        ("2026-06-03 08:18:00 UTC", "2026-06-03T08:18Z"),
        ("2026-06-03T08:18:00", "2026-06-03T07:18Z"),
        ("2026-06-03", "2026-06-02T23:00Z"),
        ("1780470000", "2026-06-03T07:00Z"),
        ("1780470000000", "2026-06-03T07:00Z"),
    ],
)
def test_a_date_is_read_as_it_was_meant(text: str, moment: str) -> None:
    assert read(text, closes=NOW) == datetime.fromisoformat(moment)


@pytest.mark.parametrize(
    "text",
    [
        "",
        None,
        "yesterday-ish",
        "Mon, 02 Nov 2999 09:00:00 GMT",
        "Mon, 02 Nov 0001 09:00:00 GMT",
        "1970-01-01T00:00:00Z",
        "Mon, 30 Feb 2026 09:00:00 GMT",
        "32/13/2026",
        "2026",
        "12:30",
        "25:61 3 June 2026",
        "3 June 2026 4 July 2026",
        "9999999999999",
        "99999-99-99",
    ],
)
def test_what_names_no_day_or_an_absurd_one_is_no_date(text: str | None) -> None:
    assert read(text, closes=NOW) is None


def test_a_time_without_a_zone_is_on_the_sources_clock() -> None:
    paris = read("2026-06-03 08:18", ZoneInfo("Europe/Paris"), closes=NOW)
    assert paris == datetime(2026, 6, 3, 6, 18, tzinfo=UTC)


def test_a_clock_a_day_fast_is_believed_a_week_fast_is_not() -> None:
    assert read("2026-12-02T00:00:00Z", closes=NOW) is not None
    assert read("2026-12-08T00:00:00Z", closes=NOW) is None
