"""Two drafts are told apart in words: added, dropped, reworded, moved, and nothing else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from digest.compose import draft
from digest.compose.changes import Change, files, values
from digest.compose.difference import difference
from digest.compose.wording import shortened

TITLES = {"blogs": "From the blogs", "events": "Coming up"}
BEFORE = """\
subject: What happened in the boroughs
intro: ""
sections:
  events:
    - {id: meet, title: Meetup, when: 2026-12-10 15:00}
  blogs:
    - {id: bins, title: Bins, url: "https://example.org/bins", summary: All about bins.}
    - {id: roads, title: Roads, url: "https://example.org/roads"}
    - {title: By hand, url: "https://example.org/hand"}
"""


def words(after: str, before: str = BEFORE) -> list[str]:
    return [c.words for c in changes(after, before)]


def changes(after: str, before: str = BEFORE) -> list[Change]:
    return difference(draft.parse(before), draft.parse(after), TITLES)


def test_the_same_draft_differs_in_nothing() -> None:
    assert words(BEFORE) == []
    assert words("# a remark\n" + BEFORE.replace("id: bins", "id: bins, keep: true")) == []


def test_texts_say_what_they_were_and_are() -> None:
    after = BEFORE.replace("boroughs\n", "towns\n").replace('intro: ""', "intro: Hello.")
    assert words(after) == [
        'the subject was "What happened in the boroughs", is "What happened in the towns"',
        'the intro is "Hello.", was empty',
    ]


def test_items_that_come_and_go_say_where_and_how() -> None:
    after = BEFORE.replace("{id: bins,", "{id: bins, keep: false,").replace(
        '    - {id: roads, title: Roads, url: "https://example.org/roads"}\n',
        '    - {id: trees, title: Trees, url: "https://example.org/trees"}\n',
    )
    found = changes(after)
    assert [(c.what, c.words, c.line) for c in found] == [
        ("added", '"Trees" was added to From the blogs', 8),
        ("dropped", '"Bins" was dropped (keep: false) from From the blogs', 7),
        ("dropped", '"Roads" was deleted from From the blogs', 0),
    ]


def test_a_reworded_field_is_named_with_both_wordings_and_its_line() -> None:
    (change,) = changes(BEFORE.replace("All about bins", "Everything about bins"))
    assert change.words == '"Bins": summary was "All about bins.", is "Everything about bins."'
    assert (change.key, change.item, change.line) == ("summary", "bins", 7)


def test_an_item_by_hand_stays_the_same_when_its_title_changes() -> None:
    assert words(BEFORE.replace("By hand", "By my hand")) == [
        '"By hand": title was "By hand", is "By my hand"'
    ]


def test_only_what_moved_is_said_to_have_moved() -> None:
    rows = BEFORE.splitlines(keepends=True)
    after = "".join([*rows[:6], rows[8], *rows[6:8]])
    assert words(after) == ['"By hand" moved to the top of its section']
    over = BEFORE.replace("  blogs:\n", "").replace("{id: meet", "{id: meet")
    assert '"Bins" moved from From the blogs to Coming up' in words(over)


def test_settings_and_files_are_told_by_name() -> None:
    (setting,) = values({"newsletter.title": "A"}, {"newsletter.title": "B"}, "sources.yaml")
    assert setting.words == 'sources.yaml newsletter.title changed: it was "A", is "B"'
    told = [c.words for c in files({"a": "1", "b": "1"}, {"a": "2", "c": "1"})]
    assert told == ["a changed", "b is gone", "c is new"]


def test_of_a_long_text_only_the_part_that_differs_is_shown() -> None:
    before = " ".join(f"word{n}" for n in range(100))
    after = before.replace("word50", "WORD")
    assert shortened(after, beside=before) == "… word47 word48 word49 WORD word51 word52 word53 …"
    assert len(shortened(before)) < 100


@given(st.permutations(range(7)))
def test_the_fewest_items_are_said_to_have_moved(order: list[int]) -> None:
    rows = [f"    - {{id: i{n}, title: T{n}}}" for n in range(7)]
    before, after = ("sections:\n  blogs:\n" + "\n".join(some) for some in (rows, [rows[n] for n in order]))
    moved = {c.item for c in changes(after, before)}
    stayed = [n for n in order if f"i{n}" not in moved]
    assert stayed == sorted(stayed)
    assert (len(moved) == 0) is (list(order) == sorted(order))
    if sorted(order, reverse=True) != list(order):
        assert len(stayed) > 1
