"""The draft becomes an edition; what cannot be read is named with its line and blocks."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from digest import yaml
from digest.compose import assemble, check, draft
from digest.compose.draft import Draft, DraftError
from digest.model import Edition, Entry, Event, EventStatus, Finding, Level
from tests.compose.conftest import NOW, SLOT, Table, entry, event, newsletter

BY_HAND = """\
subject: What happened in the boroughs
preheader: A preheader of at least thirty-five characters
sections:
  blogs:
    - {title: One by hand, url: "https://example.org/one", by: hand}
  events:
    - title: Own meetup
      when: 2026-12-10 15:00-17:00
      where: City Hall
      rsvp: mailto:meetup@peers.example
"""


def read(text: str) -> tuple[Edition, list[Finding]]:
    return assemble.assemble(
        Draft(yaml.parse(text, "editions/2026-12/edition.yaml")), None, newsletter(), SLOT
    )


def test_items_added_by_hand_need_no_source(table: Table) -> None:
    edition, findings = read(BY_HAND)
    assert findings == []
    meetup, post = edition.items
    assert isinstance(post, Entry)
    assert isinstance(meetup, Event)
    assert meetup.ends == datetime(2026, 12, 10, 17, tzinfo=UTC)
    assert meetup.rsvp == "mailto:meetup@peers.example"
    assert post.id != meetup.id


def test_dropped_items_are_out_and_the_editors_order_holds(table: Table) -> None:
    table.gather(entry("bins", day=10), entry("roads", day=12), entry("trees", source="wexcombe", day=11))
    table.draft.data["sections"]["blogs"].reverse()
    table.row("trees")["keep"] = False
    edition, findings = assemble.assemble(table.draft, table.gathered, table.config, SLOT)
    assert findings == []
    assert [i.id for i in edition.items] == ["bins", "roads"]
    assert [i.credit for i in edition.items] == ["Marlow Heath", "Marlow Heath"]


def test_a_time_that_the_editor_left_alone_keeps_the_sources_own_moment(table: Table) -> None:
    precise = datetime(2026, 12, 10, 15, 0, 30, tzinfo=UTC)
    table.gather(event("meetup", starts=precise))
    edition, _ = assemble.assemble(table.draft, table.gathered, table.config, SLOT)
    assert [i.starts for i in edition.items if isinstance(i, Event)] == [precise]


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("where:", "wher:", 9, 'unknown key "wher"; did you mean "where"?'),
        ("2026-12-10 15:00-17:00", "Thursday", 8, "cannot read the time"),
        ("2026-12-10 15:00-17:00", "2027-03-28 01:30", 8, "the clocks go forward"),
        ("https://example.org/one", "javascript:alert(1)", 5, "is not a web address"),
        ("mailto:meetup@peers.example", "mailto:a@b.example,c@d.example", 10, "is not a web address"),
        ("events:", "event:", 6, 'there is no section "event"'),
        ("preheader:", "preheadr:", 2, 'unknown key "preheadr"'),
        ("title: Own meetup", "status: maybe", 7, "has no title"),
        ("by: hand}", "keep: perhaps}", 5, "write true or false"),
        ("by: hand}", "keep: 0}", 5, "write true or false"),
        ("by: hand}", "keep: }", 5, 'keep is "": write true or false'),
        ("where: City Hall", "online: yes", 9, 'online is "yes": write true or false'),
        ("where: City Hall", "closes: soon", 9, 'cannot read the time "soon"'),
        ("by: hand}", "id: ../../index}", 5, "write letters, digits and -"),
        ("title: One by hand", "title: [Draft]", 5, "title must be text"),
        ("subject: What happened in the boroughs", "subject: [a, b]", 1, "subject must be text"),
        ("https://example.org/one", "https://[::1", 5, "is not a web address"),
        ("https://example.org/one", "https://example.org:99999/", 5, "is not a web address"),
        ("by: hand}", "id: [1]}", 5, "id must be text"),
        ("https://example.org/one", "https://someone@example.org/", 5, "is not a web address"),
        ("      when: 2026-12-10 15:00-17:00\n", "", 7, "has no when"),
        ("where: City Hall", "status: maybe", 9, "write confirmed, tentative or cancelled"),
        (
            "    - {title: One by hand",
            "    - just words\n    - {title: One by hand",
            5,
            "an item needs title",
        ),
    ],
)
def test_what_cannot_be_read_blocks_and_names_its_line(old: str, new: str, line: int, words: str) -> None:
    _, findings = read(BY_HAND.replace(old, new))
    assert [(f.level, f.line) for f in findings if words in f.message] == [(Level.BLOCK, line)]


def test_an_item_that_stands_twice_is_named_once() -> None:
    _, findings = read(
        BY_HAND.replace(
            "  events:\n", '    - {title: One by hand, url: "https://example.org/one"}\n  events:\n'
        )
    )
    assert [f.rule for f in findings] == ["twice"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("- a", "must start with"),
        ("sections: [a]", "must be a section's id"),
        ("sections: {blogs: 3}", "must be a list"),
        ("a: [", "not valid YAML"),
    ],
)
def test_a_file_that_is_no_draft_is_refused_with_its_line(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "edition.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DraftError, match=words) as caught:
        draft.read(tmp_path)
    assert f"editions/{tmp_path.name}/edition.yaml:1: " in str(caught.value)


def test_control_characters_in_an_editors_words_are_dropped() -> None:
    edition, _ = read(BY_HAND.replace("One by hand", '"One\\u202e by\\x00\\n hand"'))
    assert [i.title for i in edition.items][-1] == "One by hand"


def found(table: Table, html_bytes: int = 50_000) -> dict[str, Level]:
    edition, _ = assemble.assemble(table.draft, table.gathered, table.config, SLOT)
    return {
        f.rule: f.level
        for f in check.check(
            edition, table.draft, table.gathered, table.config, html_bytes=html_bytes, left_out=0
        )
    }


def test_a_good_edition_has_nothing_against_it(table: Table) -> None:
    table.gather(entry("bins"), entry("roads", source="wexcombe"), event("meetup"))
    assert found(table) == {}


def test_an_edition_without_items_or_subject_is_blocked(table: Table) -> None:
    table.gather()
    table.draft.data["subject"] = ""
    assert found(table)["nothing-kept"] is Level.BLOCK
    assert found(table)["no-subject"] is Level.BLOCK


def test_an_event_that_is_over_when_the_edition_goes_out_is_blocked(table: Table) -> None:
    table.gather(event("meetup"))
    table.row("meetup")["when"] = "2026-12-03 07:00-08:00"
    assert found(table)["over"] is Level.BLOCK


def test_an_item_without_a_link_is_blocked_but_an_event_may_have_an_rsvp_instead(table: Table) -> None:
    table.gather(entry("bins"), event("meetup", url=None, rsvp="mailto:meetup@peers.example"))
    assert "no-link" not in found(table)
    del table.row("bins")["url"]
    assert found(table)["no-link"] is Level.BLOCK


def test_example_addresses_and_a_mail_that_gmail_would_cut_are_blocked(table: Table) -> None:
    table.gather(entry("bins"))
    settings = table.config.newsletter.model_dump(by_alias=True) | {
        "reply_to": "editors@example.org",
        "timezone": "Europe/London",
    }
    table.config = newsletter(newsletter=settings)
    assert found(table, html_bytes=102_401) | {} == {
        **found(table),
        "placeholder": Level.BLOCK,
        "size": Level.BLOCK,
    }


def test_doubts_are_warnings_and_a_cancelled_event_a_note(table: Table) -> None:
    table.gather(entry("bins", title="TODO write this"), event("meetup"), failed=("wexcombe",), now=NOW)
    table.row("meetup")["status"] = str(EventStatus.CANCELLED)
    table.draft.data["subject"] = "SHORT"
    levels = found(table)
    assert levels["cancelled"] is Level.NOTE
    expected = {"unfinished", "source-failed", "shouting", "subject-length"}
    assert {rule for rule, level in levels.items() if level is Level.WARN} >= expected
    assert Level.BLOCK not in levels.values()


def test_an_item_that_is_out_comes_in_by_its_id_alone(table: Table) -> None:
    table.gather(*(entry(f"post{n}", day=n) for n in (5, 6, 7)), event("meetup"))
    assert table.ids() == ["post7", "post6"]
    table.draft.data["sections"]["blogs"].append({"id": "post5", "summary": "My words."})
    edition, findings = assemble.assemble(table.draft, table.gathered, table.config, SLOT)
    assert findings == []
    added = next(i for i in edition.items if i.id == "post5")
    assert (added.title, added.summary, added.credit) == ("The post about post5", "My words.", "Marlow Heath")
    table.gather(*(entry(f"post{n}", day=n) for n in (5, 6, 7)))
    assert table.ids() == ["post7", "post6", "post5"]


def test_a_finding_about_an_item_added_by_hand_names_its_own_line() -> None:
    text = BY_HAND.replace("2026-12-10 15:00-17:00", "2026-12-01")
    draft = Draft(yaml.parse(text, "editions/2026-12/edition.yaml"))
    edition, _ = assemble.assemble(draft, None, newsletter(), SLOT)
    found = check.check(edition, draft, None, newsletter(), html_bytes=1, left_out=0)
    assert [(f.rule, f.line) for f in found if f.level is Level.BLOCK] == [("over", 8)]
