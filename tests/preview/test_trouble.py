"""A file that cannot be read is told with its line, the last good edition stays, and it comes back once mended."""

from __future__ import annotations

import pytest

from tests.preview.conftest import BINS, EDITION, Desk, open_desk


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ("subject: [", "not valid YAML"),
        ("subject: a\nsubject: b", "duplicate key"),
        ("subject: *nobody", "aliases"),
    ],
)
def test_a_broken_edition_names_the_line_and_keeps_the_last_good_one(
    desk: Desk, broken: str, words: str
) -> None:
    good = desk.text()
    line = next(n for n, text in enumerate(good.splitlines()) if text.startswith("subject:"))
    lines = good.splitlines()
    lines[line : line + 1] = broken.split("\n")
    desk.file.write_text("\n".join(lines), encoding="utf-8")
    state = desk.look()
    (problem,) = state["problems"]
    assert problem["file"] == f"editions/{EDITION}/edition.yaml"
    assert words in problem["message"]
    assert any(row["marked"] and row["number"] == problem["line"] for row in problem["lines"])
    assert desk.item(BINS)
    assert BINS in desk.client.get(f"/{EDITION}/frame/desktop").text
    refused = desk.post("edit", edit={"do": "write", "field": "preheader", "value": "Mine"})
    assert refused.status_code == 422
    mended = desk.does("text", value=good)
    assert mended["problems"] == []
    assert desk.text() == good


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("      keep: true", "      keeep: true", "unknown-key"),
        ("      keep: true", "      when: 2026-13-45", "time"),
        ("      keep: true", "      keep: perhaps", "keep"),
    ],
)
def test_a_wrong_word_is_told_beside_its_item(desk: Desk, old: str, new: str, rule: str) -> None:
    desk.newsletter.edit(old, new, EDITION)
    state = desk.look()
    assert state["problems"] == []
    found = [(f["rule"], f["place"]) for s in state["sections"] for i in s["items"] for f in i["findings"]]
    line = 1 + next(n for n, text in enumerate(desk.text().splitlines()) if new in text)
    assert (rule, f"editions/{EDITION}/edition.yaml:{line}") in found
    assert state["blocks"] > 0


def test_a_twin_is_told_and_can_be_deleted(desk: Desk) -> None:
    first, second = (item["key"] for item in desk.state["sections"][1]["items"][:2])
    desk.newsletter.edit(f"id: {second}", f"id: {first}", EDITION)
    desk.look()
    assert "stands here twice" in str(desk.state["sections"][1]["items"])
    desk.does("remove", item=f"{first}~2")
    assert desk.state["blocks"] == 0


def test_broken_settings_are_told_all_at_once_and_the_edition_stays(desk: Desk) -> None:
    settings = desk.newsletter.folder / "sources.yaml"
    good = settings.read_text(encoding="utf-8")
    settings.write_text(
        good.replace("kind: feed", "kind: rrs").replace("timezone", "timezon"), encoding="utf-8"
    )
    state = desk.look()
    assert len(state["problems"]) == 2
    assert {problem["file"] for problem in state["problems"]} == {"sources.yaml"}
    assert desk.titles()
    settings.write_text(good.replace("From the blogs", "From blogs"), encoding="utf-8")
    assert desk.look()["problems"] == []
    assert [section["title"] for section in desk.state["sections"]] == ["Coming up", "From blogs"]


def test_a_broken_template_is_told_with_its_line_and_a_mended_one_shows(desk: Desk) -> None:
    own = desk.newsletter.folder / "templates" / "sections" / "any.mjml"
    own.parent.mkdir(parents=True)
    own.write_text("<mj-text>{{ nothing }}</mj-text>\n", encoding="utf-8")
    (problem,) = desk.look()["problems"]
    assert (problem["file"], problem["line"]) == ("templates/sections/any.mjml", 1)
    assert BINS in desk.client.get(f"/{EDITION}/frame/desktop").text
    own.write_text('<mj-text css-class="row">Look: {{ part.title }}</mj-text>\n', encoding="utf-8")
    assert desk.look()["problems"] == []
    assert "Look: From the blogs" in desk.client.get(f"/{EDITION}/frame/desktop").text


def test_a_page_that_opens_on_a_broken_file_says_so_and_comes_to_life(desk: Desk) -> None:
    good = desk.text()
    desk.file.write_text("sections: [", encoding="utf-8")
    later = open_desk(desk.newsletter)
    state = later.look()
    assert state["problems"][0]["line"] >= 1
    assert "sections" not in state
    desk.file.write_text(good, encoding="utf-8")
    assert later.look()["problems"] == []
    assert later.titles()


def test_a_database_that_went_away_is_told_and_the_edition_stays(desk: Desk) -> None:
    desk.newsletter.readers("ada")
    assert desk.look()["readers"] == 1
    database = desk.newsletter.folder / "digest.db"
    good = database.read_bytes()
    for beside in database.parent.glob("digest.db-*"):
        beside.unlink()
    database.write_bytes(b"no database, sorry. " * 500)
    (problem,) = desk.look()["problems"]
    assert "cannot open the database" in problem["message"]
    assert desk.titles()
    database.write_bytes(good)
    assert (desk.look()["problems"], desk.state["readers"]) == ([], 1)
