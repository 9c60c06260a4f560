"""Gathering into an edition: nothing is lost, and an editor's words stay."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from digest.desk import approve
from digest.desk.desk import Refusal, Usage
from digest.desk.show import why
from digest.model import DigestError, Visit, VisitStatus
from tests.desk.conftest import NOW, Newsletter, Outside, feed

JANUARY = datetime(2026, 12, 31, 7, tzinfo=UTC)


def test_the_edition_due_next_is_gathered_and_a_second_time_changes_nothing(newsletter: Newsletter) -> None:
    first = newsletter.gather()
    assert first.edition == "2026-12"
    assert newsletter.titles() == [
        "Roads without potholes",
        "Trees planted by residents",
        "Bins that tell their day",
    ]
    before = newsletter.draft().read_bytes()
    again = newsletter.gather().as_json()
    assert (again["added"], again["updated"], again["kept"]) == (0, 0, 0)
    assert {s["status"] for s in again["sources"]} == {"unchanged"}
    assert [s["items"] for s in again["sources"]] == [2, 1]
    assert newsletter.draft().read_bytes() == before


def test_a_304_is_asked_for_only_where_the_cache_covers_the_window(
    newsletter: Newsletter, outside: Outside
) -> None:
    newsletter.gather()
    wider = newsletter.gather(since=datetime(2026, 1, 1, tzinfo=UTC))
    assert {v.status for v in wider.visits} == {VisitStatus.OK}
    assert [same for _, same in outside.asked] == [False] * 4


def test_an_editors_changes_survive_a_gathering_that_changes_the_same_items(
    newsletter: Newsletter, outside: Outside
) -> None:
    newsletter.gather()
    newsletter.edit("title: Roads without potholes", "title: Roads, in my words")
    newsletter.edit("keep: true\n      title: Trees", "keep: false\n      title: Trees")
    newsletter.edit(
        "  blogs:\n",
        "  blogs:\n    - {by: hand, keep: true, title: My own, url: 'https://example.org/own'}\n",
    )
    body = feed(("Roads without potholes", "2026-11-12"), ("Bins that tell their day", "2026-11-10"))
    outside.says(
        "marlow",
        body.replace(b"About Roads", b"All about roads").replace(b"<title>Roads", b"<title>The roads"),
    )
    outside.says(
        "wexcombe", feed(("Trees planted by residents", "2026-11-11"), ("A library of things", "2026-11-20"))
    )
    result = newsletter.gather().as_json()
    text = newsletter.draft().read_text(encoding="utf-8")
    assert "Roads, in my words" in text
    assert "All about roads" in text
    assert "title: My own" in text
    assert "A library of things" in text
    assert "keep: false\n      title: Trees" in text
    assert result["added"] == 1
    assert 'your "Roads, in my words" stays' in result["told"][0]


def test_one_bad_source_never_stops_the_edition(newsletter: Newsletter, outside: Outside) -> None:
    outside.says("wexcombe", b"<html><body>Please sign in</body></html>", kind="text/html")
    result = newsletter.gather().as_json()
    assert [s["status"] for s in result["sources"]] == ["ok", "failed"]
    assert "not a feed" in result["sources"][1]["problem"]
    assert len(newsletter.titles()) == 2


def test_a_source_that_fails_later_keeps_what_is_known(newsletter: Newsletter, outside: Outside) -> None:
    newsletter.gather()
    outside.says("marlow", b"", status=503)
    newsletter.gather()
    assert len(newsletter.titles()) == 3


def test_with_no_source_readable_the_edition_is_untouched(newsletter: Newsletter, outside: Outside) -> None:
    newsletter.gather()
    before = newsletter.draft().read_bytes()
    outside.answers.clear()
    with pytest.raises(DigestError, match="no source could be read"):
        newsletter.gather()
    assert newsletter.draft().read_bytes() == before


def sent(newsletter: Newsletter) -> None:
    newsletter.readers("ada")
    approve.approve(newsletter.desk(), "2026-12", "Dot")
    newsletter.send()


def test_a_source_that_failed_last_month_loses_nothing_this_month(
    newsletter: Newsletter, outside: Outside
) -> None:
    outside.says("wexcombe", b"", status=500)
    newsletter.gather()
    sent(newsletter)
    outside.says(
        "wexcombe", feed(("Trees planted by residents", "2026-11-28"), ("A library of things", "2026-12-20"))
    )
    newsletter.gather("2027-01", JANUARY)
    assert newsletter.titles("2027-01") == ["A library of things", "Trees planted by residents"]


def test_what_went_out_is_not_offered_again(newsletter: Newsletter, outside: Outside) -> None:
    newsletter.gather()
    sent(newsletter)
    outside.says(
        "marlow", feed(("Roads without potholes", "2026-11-25"), ("A library of things", "2026-12-20"))
    )
    result = newsletter.gather("2027-01", JANUARY).as_json()
    assert newsletter.titles("2027-01") == ["A library of things"]
    why = {i["title"]: i["why"] for i in result["items"]}
    assert why["Roads without potholes"] == "already in 2026-12 (same id)"


def test_an_edition_never_sent_gives_its_kept_items_back(newsletter: Newsletter, outside: Outside) -> None:
    newsletter.gather()
    newsletter.edit("keep: true\n      title: Trees", "keep: false\n      title: Trees")
    outside.says("marlow", feed(("A library of things", "2026-12-20")))
    newsletter.gather("2027-01", JANUARY)
    assert newsletter.titles("2027-01") == [
        "A library of things",
        "Roads without potholes",
        "Bins that tell their day",
    ]


def test_an_approved_edition_is_gathered_again_only_when_reopened(newsletter: Newsletter) -> None:
    newsletter.gather()
    approve.approve(newsletter.desk(), "2026-12", "Dot")
    with pytest.raises(Refusal, match="--reopen"):
        newsletter.gather("2026-12")
    newsletter.gather("2026-12", reopen=True)
    assert approve.approval(newsletter.desk(), "2026-12") is None
    assert {path.name for path in newsletter.draft().parent.iterdir()} == {"edition.yaml", "gathered.json"}


def test_a_name_that_is_no_edition_says_what_to_write(newsletter: Newsletter) -> None:
    for name in ("december", "../../etc", "2026-13"):
        with pytest.raises(Usage, match="is no edition"):
            newsletter.gather(name)


def test_a_special_edition_has_its_own_moment(newsletter: Newsletter) -> None:
    page = newsletter.draft("budget-special")
    page.parent.mkdir(parents=True)
    page.write_text(
        "send_at: 2026-11-30 12:00\nsubject: The budget and what it means for us\nsections: {}\n",
        encoding="utf-8",
    )
    assert newsletter.gather(now=NOW).edition == "budget-special"
    assert len(newsletter.titles("budget-special")) == 3


def test_what_an_editor_saves_while_sources_are_read_is_not_overwritten(newsletter: Newsletter) -> None:
    newsletter.gather()

    def saves(_: Visit) -> None:
        if "Saved meanwhile" not in newsletter.draft().read_text(encoding="utf-8"):
            newsletter.edit("title: Roads without potholes", "title: Saved meanwhile")

    newsletter.gather(told=saves)
    assert "Saved meanwhile" in newsletter.titles()


def test_an_approval_given_while_sources_are_read_stands(newsletter: Newsletter) -> None:
    newsletter.gather()

    def approves(_: Visit) -> None:
        approve.approve(newsletter.desk(), "2026-12", "Dot")

    with pytest.raises(Refusal, match="--reopen"):
        newsletter.gather("2026-12", told=approves)
    assert approve.approval(newsletter.desk(), "2026-12")


def test_reopening_with_no_source_readable_leaves_the_approval(
    newsletter: Newsletter, outside: Outside
) -> None:
    newsletter.gather()
    approve.approve(newsletter.desk(), "2026-12", "Dot")
    outside.answers.clear()
    with pytest.raises(DigestError, match="no source could be read"):
        newsletter.gather("2026-12", reopen=True)
    assert approve.approval(newsletter.desk(), "2026-12")


def test_a_missed_approval_is_not_dropped_silently(newsletter: Newsletter) -> None:
    newsletter.gather()
    approve.approve(newsletter.desk(), "2026-12", "Dot")
    with pytest.raises(Refusal, match="--reopen"):
        newsletter.gather("2026-12", datetime(2026, 12, 10, 9, tzinfo=UTC))


def test_what_was_out_for_an_edition_that_was_then_missed_comes_in(
    newsletter: Newsletter, outside: Outside
) -> None:
    newsletter.gather()
    outside.says("wexcombe", feed(("A library of things", "2026-11-26")))
    newsletter.gather("2027-01", datetime(2026, 12, 4, 7, tzinfo=UTC))
    assert newsletter.titles("2027-01") == ["A library of things"]
    newsletter.gather("2027-01", JANUARY)
    assert set(newsletter.titles("2027-01")) >= {"Roads without potholes", "Bins that tell their day"}


def test_an_editors_words_come_back_with_an_item_given_back(newsletter: Newsletter) -> None:
    newsletter.gather()
    newsletter.edit("title: Roads without potholes", "title: Roads, in my words")
    newsletter.gather("2027-01", JANUARY)
    newsletter.gather("2027-01", JANUARY)
    assert "Roads, in my words" in newsletter.titles("2027-01")


def test_what_was_added_by_hand_does_not_come_again_from_a_feed(
    newsletter: Newsletter, outside: Outside
) -> None:
    newsletter.gather()
    newsletter.edit(
        "  blogs:\n",
        "  blogs:\n    - {by: hand, title: Mine, url: 'https://example.org/A-library?utm_source=x'}\n",
    )
    library = feed(("A-library", "2026-11-20"))
    outside.says("wexcombe", library)
    assert newsletter.gather().as_json()["added"] == 0
    sent(newsletter)
    outside.says("wexcombe", library.replace(b"20 Nov", b"27 Nov"))
    result = newsletter.gather("2027-01", JANUARY).as_json()
    assert [i["why"] for i in result["items"] if i["title"] == "A-library"] == [
        "already in 2026-12 (same link)"
    ]


def test_a_run_cut_short_between_its_two_files_is_made_good(newsletter: Newsletter) -> None:
    newsletter.gather()
    (newsletter.draft().parent / "gathered.json").unlink()
    before = newsletter.draft().read_bytes()
    result = newsletter.gather().as_json()
    assert newsletter.draft().read_bytes() == before
    assert all(i["offered"] for i in result["items"])


def test_one_broken_edition_stops_only_itself(newsletter: Newsletter) -> None:
    newsletter.gather()
    for name, text in (("2027-05", "subject: a: b"), ("special", "subject: no moment"), ("Bad Name", "a: 1")):
        newsletter.draft(name).parent.mkdir()
        newsletter.draft(name).write_text(text, encoding="utf-8")
    sent(newsletter)
    assert newsletter.gather("2027-01", JANUARY).edition == "2027-01"
    with pytest.raises(Usage, match="needs send_at"):
        newsletter.gather("special")


@pytest.mark.parametrize("name", ["2026-1", "２０２６-12", "2026-013", "2026-W49"])
def test_another_spelling_of_an_id_makes_no_second_edition(newsletter: Newsletter, name: str) -> None:
    with pytest.raises(Usage, match="is no edition"):
        newsletter.gather(name)


def test_what_was_added_by_hand_and_rewritten_comes_back_from_an_edition_never_sent(
    newsletter: Newsletter,
) -> None:
    newsletter.gather()
    block = "  blogs:\n    - {by: hand, keep: true, title: My own, url: 'https://example.org/own', summary: Mine.}\n"
    newsletter.edit("  blogs:\n", block)
    newsletter.edit("source: Marlow Heath", "source: Our friends at Marlow Heath")
    for _ in range(2):
        newsletter.gather("2027-01", JANUARY)
        text = newsletter.draft("2027-01").read_text(encoding="utf-8")
        assert text.count("title: My own") == 1
        assert "summary: Mine." in text
        assert "Our friends at Marlow Heath" in text
    assert [row["reason"] for row in why(newsletter.desk(JANUARY), "My own")][
        -1
    ] == "an editor added it by hand"


def test_a_hand_made_event_comes_back_with_its_time_and_place(newsletter: Newsletter) -> None:
    newsletter.gather()
    event = "sections:\n  events:\n    - {by: hand, keep: true, title: Own meetup, when: 2027-01-20 15:00-17:00, where: City Hall, url: 'https://example.org/m'}\n"
    newsletter.edit("sections:\n", event)
    newsletter.gather("2027-01", JANUARY)
    text = newsletter.draft("2027-01").read_text(encoding="utf-8")
    assert "when: 2027-01-20 15:00-17:00" in text
    assert "where: City Hall" in text
