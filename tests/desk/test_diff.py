"""What differs is told in words: from what was approved, else from the edition before."""

from __future__ import annotations

from datetime import timedelta

import pytest

from digest.desk import approve
from digest.desk.desk import Refusal
from digest.desk.diff import diff
from tests.desk.conftest import NOW, Newsletter


@pytest.fixture
def approved(newsletter: Newsletter) -> Newsletter:
    newsletter.gather()
    newsletter.readers("ada")
    approve.approve(newsletter.desk(), "2026-12", "Dot Example")
    return newsletter


def test_what_changed_since_the_approval_is_told_and_sending_says_the_same(approved: Newsletter) -> None:
    approved.edit("title: Roads without potholes", "title: Roads without holes")
    settings = approved.folder / "sources.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("title: Borough Digital", "title: Boroughs"), encoding="utf-8")
    found = diff(approved.desk(), "2026-12")
    assert (found.against, found.by) == ("approval", "Dot Example")
    words = [c.words for c in found.changes]
    assert words == [
        '"Roads without potholes": title was "Roads without potholes", is "Roads without holes"',
        'sources.yaml newsletter.title changed: it was "Borough Digital", is "Boroughs"',
    ]
    assert "line " in found.words()[0]
    with pytest.raises(Refusal) as refused:
        approved.send(now=NOW + timedelta(days=7, hours=2))
    assert all(line in str(refused.value) for line in words)
    assert str(refused.value).startswith("2026-12 is not what Dot Example approved: edition.yaml changed: ")


def test_a_changed_template_is_named(approved: Newsletter) -> None:
    (approved.folder / "templates").mkdir()
    (approved.folder / "templates" / "footer.txt").write_text("another footer", encoding="utf-8")
    assert [c.words for c in diff(approved.desk(), "2026-12").changes] == ["templates/footer.txt changed"]


def test_a_remark_changes_no_words_but_needs_a_new_approval(approved: Newsletter) -> None:
    approved.edit("subject:", "# a remark\nsubject:")
    (change,) = diff(approved.desk(), "2026-12").changes
    assert "not in what readers get" in change.words


def test_many_changes_are_told_by_number_when_sending(approved: Newsletter) -> None:
    text = approved.draft().read_text(encoding="utf-8")
    approved.draft().write_text(
        text.replace("title: ", "title: New ").replace("summary: ", "summary: New "), encoding="utf-8"
    )
    with pytest.raises(Refusal, match=r"1 more, told by `digest diff 2026-12`"):
        approved.send(now=NOW + timedelta(days=7, hours=2))


def test_an_approval_from_before_there_were_copies_names_the_file(approved: Newsletter) -> None:
    (approved.folder / "editions" / "2026-12" / "approved.yaml").unlink()
    approved.edit("title: Roads without potholes", "title: Roads without holes")
    assert [c.words for c in diff(approved.desk(), "2026-12").changes] == ["edition.yaml changed"]


def test_an_edition_that_is_as_approved_is_compared_with_the_one_before(approved: Newsletter) -> None:
    first = diff(approved.desk(), "2026-12")
    assert (first.against, first.changes) == (None, [])
    approved.send(now=NOW + timedelta(days=7, hours=2))
    page = approved.draft("2027-01")
    page.parent.mkdir()
    page.write_text(
        "subject: A new year in the boroughs\nsections:\n  blogs:\n    - {id: a, title: New, url: https://example.org/new}\n",
        encoding="utf-8",
    )
    desk = approved.desk(NOW + timedelta(days=30))
    found = diff(desk, "2027-01")
    assert (found.against, found.by) == ("2026-12", "")
    lines = found.words()
    assert any(line.startswith('the subject was "') for line in lines)
    assert lines[-3:] == ["3 items are gone", "1 item is new:", "  New"]
    assert {c.what for c in found.changes} == {"text", "added", "dropped"}
