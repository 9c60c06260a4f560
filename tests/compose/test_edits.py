"""An editor's edits change what is meant in edition.yaml, and not one line beside it."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest import yaml
from digest.compose.draft import Draft, DraftError
from digest.compose.edits import Conflict, Edit, Lost, Sheet, apply, rebase, tidy

PAGE = """\
# The December edition. 🧣
#
# Change what you like.
subject: ""   # not yet
preheader: 'It''s "quoted"'
intro: |  # Markdown
  # Hello

  not # a comment


# below the introduction
sections:
  # what is coming up
  events:
    - id: meet
      keep: true
      title: 'Peer group: December'   # ask Jo
      when: 2026-12-08 15:00-17:00
      where: The Guildhall
      summary: One line
        and its second.
      # Jo will tell the room

    # new this month
    - {by: hand, keep: true, title: "Tea & talk", when: 2026-12-09 10:00, url: "https://example.org/#tea"}
  blogs:
  - id: bins
    title: >
      Bins that tell
      their day
    url: https://example.org/bins
  -
    id: roads
    keep: false
    title: "Roads \\u2014 without holes"
    url: https://example.org/roads
    summary: "a very long line %s"
  topics: []
""" % ("of words " * 600)

TEXTS = ("title", "summary", "url", "where")
words = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs"])
    | st.sampled_from("🧣☕ :#'\"\n-{}[]&*!|>%@`,?\t~"),
    max_size=60,
)


def rows(text: str) -> list[tuple[str, dict[str, Any]]]:
    return [(section, dict(row)) for section, _, row in Sheet(text).draft.rows()]


def order(text: str) -> list[str]:
    return list(Sheet(text).keys.values())


def comments(text: str) -> Counter[str]:
    return Counter(
        line.rsplit("# ", 1)[1].strip()
        for line in text.splitlines()
        if "# " in line and "a comment" not in line
    )


HAND = order(PAGE)[1]


@pytest.mark.parametrize("item", order(PAGE))
@pytest.mark.parametrize("field", ["title", "summary", "where", "rsvp"])
def test_a_field_is_written_and_no_other_line_changes(item: str, field: str) -> None:
    after = apply(PAGE, Edit(do="write", item=item, field=field, value='Ada said: "it’s done" # 🧣'))
    before = dict(zip(order(PAGE), (row for _, row in rows(PAGE)), strict=True))
    if item == HAND:
        before[item]["id"] = HAND
    before[item][field] = 'Ada said: "it’s done" # 🧣'
    assert [row for _, row in rows(after)] == list(before.values())
    lost = Counter(PAGE.splitlines()) - Counter(after.splitlines())
    old = Sheet(PAGE).row(item)
    assert old is not None
    assert sum(lost.values()) <= (3 if field in {"title", "summary"} else 1), lost
    assert not comments(PAGE) - comments(after)


def test_an_introduction_of_many_lines_is_a_block_and_keeps_its_comment() -> None:
    after = apply(PAGE, Edit(do="write", field="intro", value="# Hello\n\n  indented\n- one: two  \nend\n"))
    assert Sheet(after).draft.data["intro"] == "# Hello\n\n  indented\n- one: two  \nend"
    assert "intro: |-  # Markdown\n  # Hello\n" in after
    short = apply(after, Edit(do="write", field="intro", value="Hello"))
    assert "intro: Hello  # Markdown\n" in short
    assert "\n# below the introduction\n" in short


def test_a_comment_beside_a_value_stays_beside_it() -> None:
    after = apply(PAGE, Edit(do="write", field="subject", value="Bins: the news"))
    assert 'subject: "Bins: the news"   # not yet\n' in after


def test_a_moved_item_takes_its_lines_and_the_comment_above_with_it() -> None:
    after = apply(PAGE, Edit(do="move", item=HAND, section="events", before="meet"))
    assert order(after)[:2] == [HAND, "meet"]
    assert "    # new this month\n    - {by: hand" in after
    assert Counter(after.splitlines()) == Counter(PAGE.splitlines())


def test_an_item_goes_to_another_section_at_its_depth() -> None:
    after = apply(PAGE, Edit(do="move", item="meet", section="blogs", before="roads"))
    assert [name for name, _ in rows(after)] == ["events", "blogs", "blogs", "blogs"]
    assert "\n  - id: meet\n    keep: true\n" in after
    assert "\n    # Jo will tell the room\n" in after
    back = apply(after, Edit(do="move", item="meet", section="events", before=HAND))
    assert [row for _, row in rows(back)] == [row for _, row in rows(PAGE)]


@pytest.mark.parametrize("start", ["topics: []", "topics:", "topics: # none yet", "# topics"])
def test_an_empty_section_takes_items(start: str) -> None:
    page = PAGE.replace("topics: []", start)
    after = apply(
        page,
        Edit(do="add", section="topics", fields={"id": "new", "title": "A: b", "url": "https://example.org"}),
    )
    assert rows(after)[-1] == ("topics", {"id": "new", "title": "A: b", "url": "https://example.org"})
    assert not comments(page) - comments(after)


@pytest.mark.parametrize(
    "start", ["sections: {}\n", "sections:\n", "", "sections: {blogs: [], events: [{id: a, title: b}]}\n"]
)
def test_an_empty_edition_takes_items(start: str) -> None:
    page = "# mine\nsubject: x\n" + start
    after = apply(page, Edit(do="add", section="events", fields={"id": "new", "title": "A"}))
    assert rows(after)[-1] == ("events", {"id": "new", "title": "A"})
    assert after.startswith("# mine\nsubject: x\n")


def test_an_item_that_is_only_named_gets_all_its_source_said_with_its_first_edit() -> None:
    page = "sections:\n  blogs:\n    - id: bins\n"
    said = {"title": "Bins", "url": "https://example.org/bins", "summary": "About bins"}
    after = apply(page, Edit(do="write", item="bins", field="title", value="Our bins", fields=said))
    assert rows(after) == [("blogs", {"id": "bins", **said, "title": "Our bins"})]


def test_an_item_without_an_id_gets_the_one_it_goes_by() -> None:
    after = apply(PAGE, Edit(do="write", item=HAND, field="title", value="Tea"))
    assert HAND in order(after)


def test_twins_are_told_apart_and_one_can_be_taken_out() -> None:
    page = "sections:\n  blogs:\n    - id: bins\n      title: One\n    - id: bins\n      title: Two\n"
    assert order(page) == ["bins", "bins~2"]
    assert rows(apply(page, Edit(do="remove", item="bins~2"))) == [("blogs", {"id": "bins", "title": "One"})]


def test_a_picture_is_written_whole_and_taken_out_again() -> None:
    picture = {"url": "https://example.org/a.png", "alt": 'Bins: "blue"', "width": "544", "height": ""}
    after = apply(PAGE, Edit(do="write", item="meet", field="picture", value=picture))
    assert rows(after)[0][1]["picture"] == {
        "url": "https://example.org/a.png",
        "alt": 'Bins: "blue"',
        "width": 544,
    }
    gone = apply(after, Edit(do="restore", item="meet", fields={"picture": None}))
    assert gone == PAGE


def test_a_broken_file_is_refused_with_its_line() -> None:
    with pytest.raises(DraftError, match=r"edition.yaml:2: "):
        apply("subject: x\n  : y: [\n", Edit(do="write", field="subject", value="z"))


def test_an_item_that_is_gone_is_told() -> None:
    with pytest.raises(Lost):
        apply(PAGE, Edit(do="keep", item="nobody", value=False))


@st.composite
def edits(draw: st.DrawFn, text: str) -> Edit:
    """Return an edit that fits a text."""
    names = order(text)
    kind = draw(st.sampled_from(["write", "write", "top", "keep", "move", "add", "remove"]))
    item = draw(st.sampled_from(names)) if names else ""
    section = draw(st.sampled_from(["events", "blogs", "topics", "more"]))
    before = draw(st.sampled_from([None, *names]))
    match kind if names else "add":
        case "top":
            return Edit(
                do="write", field=draw(st.sampled_from(["subject", "preheader", "intro"])), value=draw(words)
            )
        case "write":
            return Edit(do="write", item=item, field=draw(st.sampled_from(TEXTS)), value=draw(words))
        case "keep":
            return Edit(do="keep", item=item, value=draw(st.booleans()))
        case "move":
            return Edit(do="move", item=item, section=section, before=before)
        case "remove" if len(names) > 2:
            return Edit(do="remove", item=item)
        case _:
            fields = {
                "id": draw(st.sampled_from([f"n{n}" for n in range(9) if f"n{n}" not in names])),
                "title": draw(words.filter(lambda w: tidy("title", w))),
            }
            return Edit(
                do="add", section=section, fields={k: tidy(k, v) for k, v in fields.items()}, before=before
            )


def expected(text: str, edit: Edit) -> tuple[dict[str, Any], dict[str, dict[str, Any]], dict[str, list[str]]]:
    """Return what an edit should lead to: the texts on top, the items by name, the order by section."""
    draft = Sheet(text).draft
    top = {key: draft.data.get(key) for key in ("subject", "preheader", "intro")}
    names = Sheet(text).keys
    items = {names[section, place]: dict(row) for section, place, row in draft.rows()}
    places: dict[str, list[str]] = {}
    for (section, _), name in names.items():
        places.setdefault(section, []).append(name)
    match edit.do:
        case "write" if not edit.item:
            top[edit.field] = tidy(edit.field, edit.value)
        case "write":
            items[edit.item].setdefault("id", edit.item)
            items[edit.item][edit.field] = tidy(edit.field, edit.value)
        case "keep":
            items[edit.item]["keep"] = edit.value
        case "remove":
            del items[edit.item]
            places = {s: [n for n in there if n != edit.item] for s, there in places.items()}
        case "move" | "add":
            name = edit.item or str(edit.fields["id"])
            if edit.do == "add":
                items[name] = dict(edit.fields)
            old = places.get(edit.section, [])
            if not (edit.item and edit.before == edit.item):
                places = {s: [n for n in there if n != name] for s, there in places.items()}
                there = places.setdefault(edit.section, [])
                there.insert(there.index(edit.before) if edit.before in there else len(there), name)
            elif name not in old:
                places = {s: [n for n in there if n != name] for s, there in places.items()}
                places.setdefault(edit.section, []).append(name)
    return top, items, {s: there for s, there in places.items() if there}


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_any_sequence_of_edits_does_what_was_asked_and_keeps_every_comment(data: st.DataObject) -> None:
    text = PAGE
    for _ in range(data.draw(st.integers(1, 4))):
        edit = data.draw(edits(text))
        top, items, places = expected(text, edit)
        after = apply(text, edit)
        sheet = Sheet(after)
        assert {key: sheet.draft.data.get(key) for key in top} == top
        assert {sheet.keys[s, n]: dict(row) for s, n, row in sheet.draft.rows()} == items
        found: dict[str, list[str]] = {}
        for (section, _), name in sheet.keys.items():
            found.setdefault(section, []).append(name)
        assert found == places
        if edit.do != "remove":
            for comment in (
                "Change what you like.",
                "Jo will tell the room",
                "new this month",
                "below the introduction",
            ):
                assert after.count(f"# {comment}") >= text.count(f"# {comment}")
        text = after
    assert yaml.dump(Sheet(yaml.dump(Sheet(text).draft.data)).draft.data)


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_edits_of_two_people_are_both_there_or_the_second_is_told(data: st.DataObject) -> None:
    theirs, ours = data.draw(edits(PAGE)), data.draw(edits(PAGE))
    now = apply(PAGE, theirs)
    try:
        to_do = rebase(ours, PAGE, now)
    except Conflict:
        assert (theirs.item, theirs.field) == (ours.item, ours.field)
        assert tidy(theirs.field, theirs.value) != tidy(ours.field, ours.value)
        return
    except Lost:
        assert (theirs.do, theirs.item) == ("remove", ours.item)
        return
    after = apply(now, ours) if to_do else now
    if ours.do == "write":
        mine: Any = Sheet(after).draft.data if not ours.item else Sheet(after).row(ours.item)
        assert (mine.data if ours.item else mine).get(ours.field, "") == tidy(ours.field, ours.value)
    if (
        theirs.do == "write"
        and (theirs.item, theirs.field) != (ours.item, ours.field)
        and ours.do != "remove"
    ):
        kept: Any = Sheet(after).draft.data if not theirs.item else Sheet(after).row(theirs.item)
        assert (kept.data if theirs.item else kept).get(theirs.field, "") == tidy(theirs.field, theirs.value)


def test_the_same_words_from_two_people_are_no_conflict() -> None:
    edit = Edit(do="write", item="bins", field="title", value="Bins")
    assert rebase(edit, PAGE, apply(PAGE, edit)) is False


def test_a_draft_is_what_the_wing_reads() -> None:
    assert isinstance(Sheet(PAGE).draft, Draft)
