"""A subject and a preheader for an editor who has written none."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import yaml
from digest.compose.draft import Draft
from digest.compose.propose import PREHEADER, SUBJECT, cut, propose
from tests.compose.conftest import newsletter

LONG = "How eleven small district councils, two counties and one very patient supplier agreed on bins"


def proposed(**sections: list[Any]) -> tuple[str, str]:
    rows = {
        name: [
            {"title": row, "summary": "What it says to people in councils."} if isinstance(row, str) else row
            for row in said
        ]
        for name, said in sections.items()
    }
    made = propose(Draft(yaml.parse(yaml.dump({"sections": rows}), "edition.yaml")), newsletter())
    return made["subject"], made["preheader"]


def test_the_subject_is_the_first_post_whose_words_begin_with_what_it_is_about() -> None:
    subject, preheader = proposed(
        blogs=[
            "How we rebuilt the bin day checker",
            "Planning data moves to an open register",
            "Weeknotes 45",
        ],
        events=["Peer group: forms that work"],
    )
    assert subject == "Planning data moves to an open register"
    assert preheader == "How we rebuilt the bin day checker; Peer group: forms that work; Weeknotes 45"


def test_an_edition_of_events_is_called_after_the_first_that_takes_place() -> None:
    gone = {"title": "Accessibility clinic in Northwick", "status": "cancelled"}
    subject, preheader = proposed(events=[gone, "Peer group: forms that work", "Show and tell: planning"])
    assert subject == "Peer group: forms that work"
    assert preheader.startswith("Show and tell: planning; ")
    assert "clinic" not in preheader


@pytest.mark.parametrize(
    ("titles", "expected"),
    [
        (["Bins", "Open licences for maps"], "Open licences for maps"),
        (["Bins"], "Bins; Borough Digital"),
        (["Weeknotes 45", "Bins in Northwick: a story"], "Bins in Northwick: a story"),
        (["Weeknotes 45", "Week notes 12"], "Weeknotes 45; Week notes 12"),
        (["NEW PARKING PERMITS FOR ALL", "Testing a parking permit service"], "Testing a parking permit service"),
        ([LONG], "How eleven small district councils, two counties and one…"),
        (["Post: https://example.org/a/very/long/address/that/goes/on/and/on/on"], "Post: https://example.org/a/very/long/address/that/goes/on/…"),
        ([{"title": "Left out of this edition", "keep": False}, "Kept in this edition"], "Kept in this edition"),
        (["Planning data for everyone", "Planning data for everyone"], "Planning data for everyone"),
        ([], "Borough Digital: What council digital teams did this month"),
    ],
)  # fmt: skip
def test_a_subject_for_every_kind_of_month(titles: list[Any], expected: str) -> None:
    subject, preheader = proposed(blogs=titles)
    assert subject == expected
    assert preheader != subject


def test_a_preheader_holds_whole_titles_only() -> None:
    _, preheader = proposed(blogs=[f"Post number {n} about service {n}" for n in range(20)])
    assert preheader == "; ".join(f"Post number {n} about service {n}" for n in range(1, 5))


def test_a_preheader_that_is_filled_up_has_no_full_stop_in_its_middle() -> None:
    _, preheader = proposed(blogs=[{"title": "Planning data moves to a register", "summary": "It is open."}])
    assert preheader == "It is open; What council digital teams did this month"


words = st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=200)


@given(blogs=st.lists(words, max_size=6), events=st.lists(words, max_size=6))
def test_whatever_the_titles_both_show_whole_on_a_phone(blogs: list[str], events: list[str]) -> None:
    subject, preheader = proposed(blogs=blogs, events=events)
    assert SUBJECT[0] <= len(subject) <= SUBJECT[1]
    assert PREHEADER[0] <= len(preheader) <= PREHEADER[1]
    assert subject != preheader


@given(words, st.integers(20, 60))
def test_what_is_cut_says_so(text: str, width: int) -> None:
    made = cut(text, width)
    assert len(made) <= width
    assert made == text or (made.endswith("…") and text.startswith(made[:-1]))
