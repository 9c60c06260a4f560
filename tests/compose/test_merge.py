"""An editor's change always survives."""

from __future__ import annotations

from dataclasses import replace

from digest import yaml
from digest.compose.draft import Draft
from tests.compose.conftest import Table, entry, event


def reread(table: Table) -> None:
    """Write the draft out and read it back, as a second command would."""
    table.draft = Draft(yaml.parse(yaml.dump(table.draft.data), "edition.yaml"))


def test_a_second_gathering_of_the_same_changes_nothing(table: Table) -> None:
    table.gather(entry("bins"), entry("roads", day=12), event("meetup"))
    before = yaml.dump(table.draft.data)
    reread(table)
    merged = table.gather(entry("bins"), entry("roads", day=12), event("meetup")).merged
    assert (merged.added, merged.updated, merged.kept) == ([], [], [])
    assert yaml.dump(table.draft.data) == before


def test_an_editors_title_survives_and_the_sources_other_changes_come_in(table: Table) -> None:
    table.gather(entry("bins"))
    table.row("bins")["title"] = "Bins, my words"
    merged = table.gather(replace(entry("bins"), summary="A new summary.")).merged
    assert table.row("bins")["title"] == "Bins, my words"
    assert table.row("bins")["summary"] == "A new summary."
    assert merged.updated == ["bins"]
    assert merged.kept == ["bins"]


def test_what_both_changed_stays_the_editors_and_is_told(table: Table) -> None:
    table.gather(entry("bins"))
    table.row("bins")["title"] = "Mine"
    merged = table.gather(replace(entry("bins"), title="Theirs")).merged
    assert table.row("bins")["title"] == "Mine"
    assert merged.told == ['bins "Theirs": the source changed title to "Theirs"; your "Mine" stays']


def test_a_dropped_item_stays_dropped_and_a_deleted_one_stays_deleted(table: Table) -> None:
    table.gather(entry("bins"), entry("roads"))
    table.row("bins")["keep"] = False
    table.draft.data["sections"]["blogs"] = [table.row("bins")]
    table.gather(entry("bins"), replace(entry("roads"), title="The post about roads, again"))
    assert table.ids() == ["bins"]
    assert table.row("bins")["keep"] is False


def test_the_editors_order_and_own_items_survive_and_new_ones_find_a_place(table: Table) -> None:
    table.gather(entry("bins", day=10), entry("roads", day=12))
    rows = table.draft.data["sections"]["blogs"]
    rows.reverse()
    own = {"title": "By hand", "url": "https://example.org/own", "by": "hand", "keep": True}
    rows.insert(0, yaml.mapping(own))
    table.gather(entry("bins", day=10), entry("roads", day=12), entry("trees", source="wexcombe", day=20))
    titles = [row["title"] for _, _, row in table.draft.rows()]
    assert titles[0] == "By hand"
    assert titles.index("The post about bins") < titles.index("The post about roads")
    assert "The post about trees" in titles


def test_an_item_added_by_hand_gets_an_id_that_stays_when_its_words_change(table: Table) -> None:
    table.gather(entry("bins"))
    own = yaml.mapping({"by": "hand", "title": "A meetup", "when": "2026-12-10 15:00"})
    table.draft.data["sections"]["events"] = [own]
    table.gather(entry("bins"))
    (given,) = table.ids("events")
    assert list(own) == ["id", "by", "title", "when"]
    own["when"] = "2026-12-11 15:00"
    once = yaml.dump(table.draft.data)
    reread(table)
    table.gather(entry("bins"))
    assert table.ids("events") == [given]
    assert yaml.dump(table.draft.data) == once


def test_an_item_moved_to_another_section_is_still_updated(table: Table) -> None:
    table.gather(entry("bins"))
    sections = table.draft.data["sections"]
    sections["events"] = [sections["blogs"].pop()]
    table.gather(replace(entry("bins"), summary="Newer."))
    assert table.ids("events") == ["bins"]
    assert table.row("bins")["summary"] == "Newer."


def test_a_moved_event_is_updated_and_a_cancellation_is_shown(table: Table) -> None:
    table.gather(event("meetup"))
    moved = event("meetup", day=11)
    told = table.gather(moved).merged.told
    assert told == ['meetup "meetup": when was "2026-12-10 15:00-17:00", is now "2026-12-11 15:00-17:00"']
    assert table.row("meetup")["when"] == "2026-12-11 15:00-17:00"
    table.gather(replace(moved, status=type(moved.status).CANCELLED))
    assert table.row("meetup")["status"] == "cancelled"


def test_a_source_that_fails_or_forgets_loses_nothing(table: Table) -> None:
    table.gather(entry("bins"), event("meetup"))
    table.gather(failed=("marlow", "peers"))
    assert table.ids() == ["bins"]
    assert table.ids("events") == ["meetup"]


def test_comments_and_quotes_of_the_editor_survive(table: Table) -> None:
    table.gather(entry("bins"))
    text = yaml.dump(table.draft.data).replace("sections:", "# my note\nsections:")
    table.draft = Draft(yaml.parse(text, "edition.yaml"))
    table.gather(entry("bins"), entry("roads"))
    assert "# my note\n" in yaml.dump(table.draft.data)


def test_a_proposed_subject_follows_the_news_until_an_editor_writes_one(table: Table) -> None:
    table.gather(entry("bins", title="What we learnt about our bins this year"))
    assert table.draft.data["subject"] == "What we learnt about our bins this year"
    table.gather(entry("roads", day=20, title="Roads without any potholes at all"))
    assert table.draft.data["subject"] == "Roads without any potholes at all"
    table.draft.data["subject"] = "My own subject line"
    table.gather(entry("trees", day=22, title="Trees planted by residents this winter"))
    assert table.draft.data["subject"] == "My own subject line"


def test_what_comes_every_week_makes_no_subject(table: Table) -> None:
    table.gather(
        entry("notes", day=20, title="Weeknotes: 20 November"),
        entry("bins", title="Bins that tell their own day"),
    )
    assert table.draft.data["subject"] == "Bins that tell their own day"
    assert "Weeknotes" in table.draft.data["preheader"]


def test_the_own_source_changes_an_items_words_whichever_source_speaks_first(table: Table) -> None:
    other = entry("copy", source="wexcombe", keys=("id:wexcombe:copy", "url:marlow.example.org/bins"))
    table.gather(entry("bins"))
    table.config = table.config.model_copy(update={"sources": table.config.sources[::-1]})
    table.gather(other, replace(entry("bins"), title="The post about bins, mended"))
    assert table.row("bins")["title"] == "The post about bins, mended"
    assert table.row("bins")["source"] == "Marlow Heath, Wexcombe"


def test_a_comment_behind_a_key_that_goes_moves_to_the_one_before(table: Table) -> None:
    table.gather(event("meetup", url="https://peers.example.org/meetup"))
    text = yaml.dump(table.draft.data).replace("/meetup\n", "/meetup  # ask them\n", 1)
    table.draft = Draft(yaml.parse(text, "edition.yaml"))
    table.gather(event("meetup", url=None))
    assert "url" not in table.row("meetup")
    assert "# ask them" in yaml.dump(table.draft.data)
