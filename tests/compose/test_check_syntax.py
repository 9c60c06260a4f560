"""A file that is no YAML is told line by line, in an editor's words, and a good one never is."""

from __future__ import annotations

import pytest

from digest.compose import draft
from digest.compose.draft import DraftError

GOOD = """\
subject: A fine subject for all of us here
preheader: "ok"
sections:
  blogs:
    - id: a1
      title: One
      url: https://example.org/1
    - id: a2
      title: “Two”, as they say
      url: https://example.org/2
"""


def told(text: str) -> list[str]:
    """Return what is said of each line, without the file's name."""
    with pytest.raises(DraftError) as caught:
        draft.parse(text, "editions/2026-12/edition.yaml")
    rows = str(caught.value).splitlines()
    assert all(row.startswith("editions/2026-12/edition.yaml:") for row in rows)
    return [row.removeprefix("editions/2026-12/edition.yaml:") for row in rows]


def test_a_good_file_with_curly_quotes_is_read() -> None:
    assert draft.parse(GOOD).data["sections"]["blogs"][1]["title"] == "“Two”, as they say"


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("title: One", "title: One: two", 6, "a colon in it stands in quotes"),
        ("title: One", "title: “One: two”", 6, "“ and ” are no quotes here"),
        ("title: One", 'title: "One', 6, "opened and not closed"),
        ("title: One", 'title: "One "big" thing"', 6, "a quote inside quotes"),
        ("title: One", "title: @One", 6, "stands in quotes"),
        ("title: One", "title: [One] two", 6, "begins with a bracket"),
        ("title: One", "title:One", 6, "a space is missing behind the colon"),
        ("- id: a2", "-id: a2", 8, "a space is missing behind the -"),
        ("blogs:\n", "blogs\n", 4, "a colon is missing"),
        ("      title: One", "       title: One", 6, "more or fewer spaces"),
        ("title: One\n", "title: One\n      title: Uno\n", 7, 'duplicate key "title": keep one'),
        ("title: One", "title: *one", 6, "aliases"),
        ("title: One", "title: On\x00e", 6, "a character that no text holds"),
    ],
)
def test_what_is_usually_behind_it_is_said(old: str, new: str, line: int, words: str) -> None:
    (row,) = told(GOOD.replace(old, new, 1))
    assert row.startswith(f"{line}: ")
    assert words in row


def test_marks_of_two_changes_that_met_are_all_named() -> None:
    met = "<<<<<<< HEAD\n      title: One\n=======\n      title: Uno\n>>>>>>> theirs\n"
    rows = told(GOOD.replace("      title: One\n", met))
    assert [row.split(":")[0] for row in rows] == ["6", "8", "10"]


def test_every_tab_is_named() -> None:
    rows = told(GOOD.replace("      title", "\t\ttitle"))
    assert [row.split(":")[0] for row in rows] == ["6", "9"]


def test_every_list_that_is_none_is_named() -> None:
    assert len(told("sections:\n  blogs: 3\n  events: maybe\n")) == 2
