"""One line says when: it is read, written, and read again the same."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import when

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("text", "starts", "ends", "all_day"),
    [
        ("2019-02-14 15:00-17:00", "2019-02-14T15:00+00:00", "2019-02-14T17:00+00:00", False),
        ("2019-07-14 15:00 to 17:00", "2019-07-14T15:00+01:00", "2019-07-14T17:00+01:00", False),
        ("2019-07-14 9:30", "2019-07-14T09:30+01:00", None, False),
        ("2019-02-14", "2019-02-14T00:00+00:00", "2019-02-15T00:00+00:00", True),
        ("2019-03-30 to 2019-04-01", "2019-03-30T00:00+00:00", "2019-04-02T00:00+01:00", True),
        ("2019-02-14 22:00 to 2019-02-15 01:00", "2019-02-14T22:00+00:00", "2019-02-15T01:00+00:00", False),
    ],
)
def test_a_line_is_read(text: str, starts: str, ends: str | None, all_day: bool) -> None:
    found = when.parse(text, LONDON)
    assert found.starts == datetime.fromisoformat(starts)
    assert found.ends == (datetime.fromisoformat(ends) if ends else None)
    assert found.all_day is all_day


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("14 February", "write 2019-02-14"),
        ("2019-02-30", "there is no day"),
        ("2019-02-14 25:00", "there is no time"),
        ("2019-02-14 17:00-15:00", "ends before it starts"),
        ("2019-02-14 to 2019-02-13", "ends before it starts"),
        ("2026-03-29 01:30", "the clocks go forward"),
    ],
)
def test_a_wrong_line_is_refused_with_the_reason(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        when.parse(text, LONDON)


moments = st.datetimes(datetime(2000, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC)).map(
    lambda m: m.replace(second=0, microsecond=0, fold=0)
)


@given(moments, st.integers(min_value=1, max_value=5000))
def test_what_is_written_is_read_back(starts: datetime, minutes: int) -> None:
    ends = starts + timedelta(minutes=minutes)
    local = ends.astimezone(LONDON), starts.astimezone(LONDON)
    if any(m.fold for m in local) or local[0].replace(tzinfo=None) <= local[1].replace(tzinfo=None):
        return  # the hour that comes twice in October cannot be told apart in a line without offsets
    found = when.parse(when.write(starts, ends, LONDON, all_day=False), LONDON)
    assert (found.starts, found.ends) == (starts, ends)


@given(st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.integers(min_value=1, max_value=30))
def test_whole_days_are_written_with_their_last_day(first: date, days: int) -> None:
    starts = datetime.combine(first, datetime.min.time(), LONDON)
    ends = datetime.combine(first + timedelta(days=days), datetime.min.time(), LONDON)
    text = when.write(starts, ends, LONDON, all_day=True)
    assert text.endswith(str(first + timedelta(days=days - 1)))
    assert when.parse(text, LONDON) == when.When(starts, ends, all_day=True)


def test_a_moment_has_the_newsletters_zone_unless_it_says_otherwise() -> None:
    assert when.moment("2026-07-01 09:00", LONDON).isoformat() == "2026-07-01T09:00:00+01:00"
    assert when.moment("2026-07-01T09:00:00+00:00", LONDON).isoformat() == "2026-07-01T09:00:00+00:00"
    with pytest.raises(ValueError, match="write 2026-12-03"):
        when.moment("next week", LONDON)
