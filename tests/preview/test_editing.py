"""What an editor does on the page is in the file, and what somebody else did there meanwhile is too, or is told."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.preview.history import History, Step
from tests.desk.conftest import Outside, feed
from tests.preview.conftest import BINS, EDITION, TREES, Desk, open_desk


def test_a_title_is_written_and_the_rest_of_the_file_stays(desk: Desk) -> None:
    before = desk.text()
    desk.does("write", item=desk.item(BINS)["key"], field="title", value="Bins: now they talk")
    assert desk.text() == before.replace(f"title: {BINS}", "title: 'Bins: now they talk'")
    assert desk.item("Bins: now they talk")["changed"] == ["title"]
    assert "Bins: now they talk" in desk.client.get(f"/{EDITION}/frame/desktop").text


def test_items_are_left_out_moved_restored_and_taken_back(desk: Desk) -> None:
    start = desk.text()
    first, second = desk.titles()[:2]
    desk.does("move", item=desk.item(second)["key"], section="blogs", before=desk.item(first)["key"])
    assert desk.titles()[:2] == [second, first]
    desk.does("keep", item=desk.item(first)["key"], value=False)
    assert desk.item(first)["keep"] is False
    desk.does("write", item=desk.item(second)["key"], field="summary", value="Mine")
    desk.does("restore", item=desk.item(second)["key"])
    assert desk.item(second)["summary"] == f"About {second}."
    for _ in range(4):
        desk.saw(desk.post("undo").json())
    assert desk.text() == start
    for _ in range(3):
        desk.saw(desk.post("redo").json())
    assert desk.item(second)["summary"] == "Mine"


def test_undo_outlives_a_reload_and_one_spell_of_typing_is_one_step(desk: Desk) -> None:
    start, key = desk.text(), desk.item(BINS)["key"]
    for words in ("B", "Bi", "Bins"):
        answer = desk.post(
            "edit", edit={"do": "write", "item": key, "field": "title", "value": words}, tag="typing-1"
        )
        desk.saw(answer.json())
    assert desk.look()["undo"] == f"title of “{BINS}”"
    desk.saw(desk.post("undo").json())
    assert desk.text() == start
    assert desk.state["undo"] is None


def test_an_item_of_the_editors_own_is_added_and_deleted(desk: Desk) -> None:
    fields = {
        "title": "Winter school",
        "url": "https://example.org/winter",
        "when": "2026-12-10 10:00",
        "evil: x": "1",
    }
    desk.does("add", section="events", fields=fields)
    item = desk.item("Winter school")
    assert (item["hand"], item["date"]) == (True, "Thu 10 Dec, 10:00")
    assert "evil" not in desk.text()
    desk.does("remove", item=item["key"])
    assert desk.titles("events") == []


@pytest.mark.parametrize(
    "edit",
    [
        {"do": "add", "section": "blogs", "fields": {"title": "  "}},
        {"do": "add", "section": "x: y\nsubject", "fields": {"title": "a"}},
        {"do": "move", "item": "KEY", "section": "nowhere"},
        {"do": "write", "item": "KEY", "field": "id", "value": "a"},
        {"do": "write", "item": "KEY", "field": "sections", "value": "a"},
        {"do": "write", "field": "sections", "value": "a"},
        {"do": "write", "item": "nobody", "field": "title", "value": "a"},
        {"do": "explode"},
        {"do": "write", "field": "subject", "value": "a", "more": 1},
        {"do": "text", "value": "  "},
        "write",
    ],
)
def test_what_no_edition_may_hold_is_refused_with_words(desk: Desk, edit: object) -> None:
    before = desk.text()
    if isinstance(edit, dict) and edit.get("item") == "KEY":
        edit = {**edit, "item": desk.item(BINS)["key"]}
    answer = desk.post("edit", edit=edit)
    assert answer.status_code in {409, 422}
    assert answer.json()["error"]
    assert desk.text() == before


def test_what_was_left_out_comes_in(desk: Desk) -> None:
    key = desk.item(BINS)["key"]
    text = desk.text()
    start = text.index(f"    - id: {key}")
    end = text.find("    - id: ", start + 5)
    desk.file.write_text(text[:start] + (text[end:] if end > 0 else ""), encoding="utf-8")
    desk.look()
    assert [(item["title"], item["why"]) for item in desk.state["left_out"]] == [(BINS, "you took it out")]
    desk.does("include", item=desk.state["left_out"][0]["id"])
    assert desk.item(BINS)["keep"]
    assert desk.state["left_out"] == []
    twice = desk.post("edit", edit={"do": "include", "item": key, "section": "x: y"})
    assert (twice.status_code, "already" in twice.json()["error"]) == (422, True)


def test_changes_to_different_fields_are_both_kept(desk: Desk) -> None:
    key = desk.item(BINS)["key"]
    desk.newsletter.edit(f"About {BINS}.", "Somebody else wrote this.", EDITION)
    answer = desk.post("edit", edit={"do": "write", "item": key, "field": "title", "value": "Mine"})
    assert "both changes are in it" in answer.json()["told"]
    assert "summary: Somebody else wrote this.\n" in desk.text()
    assert "title: Mine\n" in desk.text()


def test_changes_to_one_field_are_told_and_nothing_is_overwritten(desk: Desk) -> None:
    key = desk.item(BINS)["key"]
    desk.newsletter.edit(f"title: {BINS}", "title: Theirs", EDITION)
    answer = desk.post("edit", edit={"do": "write", "item": key, "field": "title", "value": "Mine"})
    assert answer.status_code == 409
    assert answer.json()["conflict"] == {"theirs": "Theirs", "yours": "Mine", "field": "title"}
    assert "title: Theirs\n" in desk.text()
    desk.look()
    desk.does("write", item=key, field="title", value="Mine")
    assert "title: Mine\n" in desk.text()


def test_a_change_outside_can_be_taken_back_and_is_never_lost_by_an_undo(desk: Desk) -> None:
    desk.does("write", field="subject", value="The subject that I wrote")
    desk.newsletter.edit(BINS, "Theirs", EDITION)
    assert desk.post("undo").status_code == 409
    assert "Theirs" in desk.text()
    assert desk.look()["undo"] == "a change in the file"
    desk.saw(desk.post("undo").json())
    assert BINS in desk.text()
    assert desk.state["subject"] == "The subject that I wrote"


def test_an_item_that_somebody_took_out_is_told(desk: Desk) -> None:
    key, text = desk.item(TREES)["key"], desk.text()
    start = text.index(f"    - id: {key}")
    end = text.find("    - id: ", start + 5)
    desk.file.write_text(text[:start] + (text[end:] if end > 0 else ""), encoding="utf-8")
    answer = desk.post("edit", edit={"do": "write", "item": key, "field": "title", "value": "Mine"})
    assert (answer.status_code, "no longer in the file" in answer.json()["error"]) == (422, True)


def test_a_page_of_an_earlier_run_is_told_to_look_again(desk: Desk) -> None:
    desk.version = "0123456789abcdef"
    answer = desk.post("edit", edit={"do": "write", "field": "subject", "value": "Mine"})
    assert answer.status_code == 409
    assert "look at it" in answer.json()["error"]


def test_an_approved_edition_changes_only_after_the_approval_is_taken_back(desk: Desk) -> None:
    answer = desk.post("approve", by="Ada Example")
    assert answer.status_code == 200, answer.text
    assert desk.saw(answer.json())["state"] == "approved"
    assert not desk.state["open"]
    refused = desk.post("edit", edit={"do": "write", "field": "subject", "value": "Mine"})
    assert (refused.status_code, "is approved" in refused.json()["error"]) == (409, True)
    assert desk.saw(desk.post("reopen").json())["open"]
    desk.does("write", field="subject", value="The subject that I wrote")


def test_a_file_changed_after_the_approval_is_told_as_what_cannot_go_out(desk: Desk) -> None:
    desk.post("approve", by="Ada Example")
    assert desk.look()["state"] == "approved"
    good = desk.text()
    desk.newsletter.edit(f"title: {BINS}", "title: Another title", EDITION)
    state = desk.look()
    assert state["state"] == "changed since approved"
    assert "was changed after Ada Example approved it, so it cannot go out" in state["closed"]
    desk.file.write_text(good, encoding="utf-8")
    assert desk.look()["state"] == "approved"


def test_only_what_was_looked_at_is_approved(desk: Desk) -> None:
    desk.newsletter.edit(BINS, "Something else", EDITION)
    answer = desk.post("approve", by="Ada Example")
    assert (answer.status_code, "changed meanwhile" in answer.json()["error"]) == (422, True)
    assert desk.look()["state"] == "draft"


def test_what_stops_an_approval_stands_beside_its_item(desk: Desk) -> None:
    desk.does("write", item=desk.item(BINS)["key"], field="url", value="")
    assert [found["rule"] for found in desk.item(BINS)["findings"]] == ["no-link"]
    assert desk.state["blocks"] == 1
    answer = desk.post("approve", by="Ada")
    assert answer.status_code == 422
    assert "has no link" in answer.json()["error"]


def test_a_short_subject_is_told_beside_the_subject(desk: Desk) -> None:
    desk.does("write", field="subject", value="Bins")
    assert [found["rule"] for found in desk.state["beside"]["subject"]] == ["subject-length"]


def test_gathering_again_brings_what_is_new_and_keeps_what_was_written(
    live_desk: Desk, outside: Outside
) -> None:
    live_desk.does("write", item=live_desk.item(BINS)["key"], field="title", value="Mine")
    outside.says("wexcombe", feed(("Trees planted by residents", "2026-11-11"), ("Benches", "2026-11-20")))
    live_desk.saw(live_desk.post("gather").json())
    assert live_desk.state["told"] == "1 added, 0 updated, 1 of your changes kept"
    assert {"Mine", "Benches"} <= set(live_desk.titles())


def test_an_edition_without_a_draft_can_begin_empty(desk: Desk) -> None:
    desk.file.unlink()
    assert desk.look()["exists"] is False
    desk.saw(desk.post("start").json())
    assert desk.state["exists"]
    assert desk.titles() == []
    desk.does("add", section="blogs", fields={"title": "The first", "url": "https://example.org"})
    assert desk.titles() == ["The first"]


def test_a_pasted_address_tells_its_title_and_summary(live_desk: Desk, outside: Outside) -> None:
    page = (
        "<!doctype html><html><head><title>Bins &amp; boxes | Marlow Heath</title><script>alert(1)</script>"
        "<meta name='description' content='What we learnt &lt;b&gt;here&lt;/b&gt;. Read more'>"
    )
    outside.says("post", page.encode(), kind="text/html; charset=utf-8")
    said = live_desk.post("look-up", url=f"{outside.base}/post").json()
    assert said == {"url": f"{outside.base}/post", "title": "Bins & boxes", "summary": "What we learnt here."}


@pytest.mark.parametrize("url", ["/nothing", "http://10.0.0.1/", "file:///etc/passwd", "not an address", ""])
def test_an_address_that_tells_nothing_is_told(live_desk: Desk, outside: Outside, url: str) -> None:
    answer = live_desk.post("look-up", url=f"{outside.base}{url}" if url.startswith("/") else url)
    assert answer.status_code == 422
    assert answer.json()["error"]


def test_two_pages_of_one_edition_see_each_others_changes(desk: Desk) -> None:
    other = open_desk(desk.newsletter)
    other.look()
    desk.does("write", field="subject", value="The subject that I wrote")
    assert other.look()["subject"] == "The subject that I wrote"


@given(st.lists(st.sampled_from(["a", "b", "undo", "redo", "outside"]), max_size=14))
@settings(max_examples=80, deadline=None)
def test_undo_and_redo_walk_the_same_road(walk: list[str]) -> None:
    history, text, done, ahead = History(), "", list[str](), list[str]()
    history.saw(text)
    for n, turn in enumerate(walk):
        if turn in {"a", "b"} or turn == "outside":
            after = f"{text}{turn}{n}"
            if turn == "outside":
                history.saw(after)
            else:
                history.did(Step(text, after, turn))
            done, ahead, text = [*done, text], [], after
        elif turn == "undo" and (step := history.undoing()):
            assert (step.after, step.before) == (text, done[-1])
            history.undone(step)
            ahead, text, done = [text, *ahead], done[-1], done[:-1]
        elif turn == "redo" and (step := history.redoing()):
            assert (step.before, step.after) == (text, ahead[0])
            history.redone(step)
            done, text, ahead = [*done, text], ahead[0], ahead[1:]
        assert bool(history.undoing()) == bool(done)
        assert bool(history.redoing()) == bool(ahead)
