"""A date whose weekday is another one is found, in English and in the newsletter's language; a right one is left alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.compose.check.names import ENGLISH, Names
from digest.compose.check.weekdays import wrong

SENT = date(2026, 12, 3)
WELSH = Names.of(
    [
        ("Dydd Llun", "Llun"),
        ("Dydd Mawrth", "Maw"),
        ("Dydd Mercher", "Mer"),
        ("Dydd Iau", "Iau"),
        ("Dydd Gwener", "Gwe"),
        ("Dydd Sadwrn", "Sad"),
        ("Dydd Sul", "Sul"),
    ],
    [
        *(("Ionawr",), ("Chwefror",), ("Mawrth",), ("Ebrill",), ("Mai",), ("Mehefin",)),
        *(("Gorffennaf",), ("Awst",), ("Medi",), ("Hydref",), ("Tachwedd",), ("Rhagfyr", "Rhag")),
    ],
)


def said(text: str) -> list[str]:
    return [found.words for found in wrong(text, (ENGLISH, WELSH), near=SENT)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Tuesday 3 December 2026", "Thursday"),
        ("See you on tuesday, 3rd December 2026!", "Thursday"),
        ("Tues the 3rd of December", "Thursday in 2026"),
        ("Tue 9th Dec 2026", "Wednesday"),
        ("Tuesday, December 3, 2026", "Thursday"),
        ("Tuesday Dec 3", "Thursday in 2026"),
        ("Tuesday 2026-12-03", "Thursday"),
        ("Monday 25/12/2026", "Friday"),
        ("Dydd Mawrth 3 Rhagfyr 2026", "Dydd Iau"),
        ("Tuesday 3 December 2000-2100", "Thursday in 2026"),
    ],
)
def test_a_wrong_weekday_is_named_with_the_right_one(text: str, day: str) -> None:
    (words,) = said(text)
    assert words.endswith(f"is a {day}: correct the weekday or the date")


@pytest.mark.parametrize(
    "text",
    [
        "Thursday 3 December 2026",
        "Thursday 3 December 1400-1600",
        "Sat 5 and Sun 6 December",
        "Friday 1 January",
        "Thursday 3/12/2026 and Thursday 12/3/2026",
        "Black Friday, 27 November 2026",
        "Sun 3 pints",
        "a month from Monday, 12 people may march",
        "Dydd Iau 3 Rhagfyr",
    ],
)
def test_what_is_right_or_no_date_is_left_alone(text: str) -> None:
    assert said(text) == []


def test_a_day_that_does_not_exist_is_named() -> None:
    assert said("Wednesday 31 November 2026") == ['"Wednesday 31 November 2026" is no day: correct it']


def test_each_date_of_a_text_is_told_once() -> None:
    assert len(said("Tuesday 3 December 2026, then Monday 4 December 2026, or Friday 4 December 2026")) == 2


@given(
    st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    st.integers(0, 6),
    st.sampled_from([ENGLISH, WELSH]),
    st.booleans(),
)
def test_exactly_the_contradictions_are_found(day: date, off: int, names: Names, short: bool) -> None:
    weekday = names.weekdays[(day + timedelta(days=off)).weekday()][short]
    text = f"Come on {weekday} {day.day} {names.months[day.month - 1][0]} {day.year} at noon"
    assert bool(said(text)) is (off > 0)
