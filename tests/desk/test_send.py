"""From approval to receipt: exactly this content, once to everybody, and a reason for every refusal."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest

from digest.config import ConfigError
from digest.desk import approve, build, editions, receipts, send, timing
from digest.desk.approve import Blocked
from digest.desk.desk import Refusal, Unfinished, Usage
from digest.model import EditionState
from digest.store.editions import NoReaders
from tests.desk.conftest import Newsletter

LATE = datetime(2026, 12, 5, 9, tzinfo=UTC)


@pytest.fixture
def approved(newsletter: Newsletter) -> Newsletter:
    newsletter.gather()
    newsletter.readers("ada", "bea", "cal")
    approve.approve(newsletter.desk(), "2026-12", "Dot")
    return newsletter


def state(newsletter: Newsletter, now: datetime | None = None) -> EditionState:
    desk = newsletter.desk(now) if now else newsletter.desk()
    return editions.standings(desk)["2026-12"].state


def test_everyone_gets_it_once_however_often_we_send(approved: Newsletter) -> None:
    first = approved.send()
    assert (first["planned"], first["sent"], first["remaining"], first["complete"]) == (3, 3, 0, True)
    assert approved.send() == first
    to = [message_from_bytes(raw, policy=default)["To"] for raw in approved.outbox()]
    assert sorted(to) == ["ada@example.org", "bea@example.org", "cal@example.org"]
    assert state(approved) is EditionState.SENT


def test_the_receipt_is_a_file_without_addresses(approved: Newsletter) -> None:
    approved.send()
    text = (approved.folder / "editions" / "2026-12" / "receipt.json").read_text(encoding="utf-8")
    assert "@" not in text
    assert json.loads(text) == receipts.receipt(approved.desk(), "2026-12")


def test_build_and_approve_agree_on_the_hash(approved: Newsletter) -> None:
    built = build.build(approved.desk(), "2026-12")
    word = approve.approval(approved.desk(), "2026-12")
    assert word is not None
    assert built["sha256"] == word["sha256"]
    assert all((approved.folder / "build" / "2026-12" / name).stat().st_size for name in build.FILES)


def test_only_what_was_approved_goes_out(approved: Newsletter) -> None:
    approved.edit("title: Roads without potholes", "title: Something else")
    with pytest.raises(Refusal, match=r"edition\.yaml changed"):
        approved.send()
    assert approved.outbox() == []
    assert state(approved) is EditionState.APPROVED


def test_a_changed_template_needs_a_new_approval(approved: Newsletter) -> None:
    own = approved.folder / "templates" / "footer.txt"
    own.parent.mkdir()
    own.write_text("Bye\n", encoding="utf-8")
    with pytest.raises(Refusal, match=r"templates/footer\.txt changed"):
        approved.send()


def test_templates_without_a_way_to_leave_are_blocked(newsletter: Newsletter) -> None:
    newsletter.gather()
    own = newsletter.folder / "templates" / "footer.txt"
    own.parent.mkdir()
    own.write_text("Bye\n", encoding="utf-8")
    with pytest.raises(Blocked, match="the text has not a link to unsubscribe") as caught:
        approve.approve(newsletter.desk(), "2026-12", "Dot")
    assert {f["rule"] for f in caught.value.document["findings"]} == {
        "no-unsubscribe",
        "no-postal",
        "no-privacy",
    }


def test_a_changed_setting_needs_a_new_approval(approved: Newsletter) -> None:
    settings = approved.folder / "sources.yaml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace("The Guildhall", "The Town Hall"), encoding="utf-8"
    )
    with pytest.raises(Refusal, match=r"sources\.yaml newsletter\.postal_address changed"):
        approved.send()


def test_nothing_unapproved_is_sent(newsletter: Newsletter) -> None:
    newsletter.gather()
    with pytest.raises(Refusal, match="is not approved"):
        newsletter.send()


def test_a_blocking_finding_stops_the_approval(newsletter: Newsletter) -> None:
    newsletter.gather()
    newsletter.edit("title: Roads without potholes", "titel: Roads without potholes")
    with pytest.raises(Blocked, match=r"edition\.yaml:\d+: unknown key"):
        approve.approve(newsletter.desk(), "2026-12", "Dot")
    assert approve.approval(newsletter.desk(), "2026-12") is None


def test_without_readers_the_edition_stays_approved(newsletter: Newsletter) -> None:
    newsletter.gather()
    approve.approve(newsletter.desk(), "2026-12", "Dot")
    with pytest.raises(NoReaders):
        newsletter.send()
    assert state(newsletter) is EditionState.APPROVED


def test_too_late_needs_a_persons_word(approved: Newsletter) -> None:
    assert state(approved, LATE) is EditionState.MISSED
    with pytest.raises(Refusal, match="--late"):
        approved.send(now=LATE)
    assert approved.send(now=LATE, late=True)["sent"] == 3


def test_a_broken_template_enlists_nobody(approved: Newsletter) -> None:
    own = approved.folder / "templates" / "sections"
    own.mkdir(parents=True)
    (own / "blogs.mjml").write_text("<mj-section>\n{% if %}\n</mj-section>", encoding="utf-8")
    with pytest.raises(Exception, match=r"sections/blogs\.mjml:2") as caught:
        approved.send()
    assert type(caught.value).__name__ == "TemplateProblem"
    assert editions.ledger_states(approved.desk()) == {}


def test_github_actions_sends_nothing_from_a_machine_that_is_thrown_away(approved: Newsletter) -> None:
    desk = approved.desk(GITHUB_ACTIONS="true")
    with pytest.raises(ConfigError) as caught:
        send.send(desk, "2026-12", clock=lambda: desk.now, stop=lambda: False)
    assert len(caught.value.mistakes) == 2


def test_the_schedule_asks_for_what_is_due(approved: Newsletter) -> None:
    assert timing.due(approved.desk()).action == "none"
    at_nine = datetime(2026, 12, 3, 9, tzinfo=UTC)
    assert timing.due(approved.desk(at_nine)).action == "send"
    approved.send(now=at_nine)
    after = timing.due(approved.desk(at_nine))
    assert (after.action, after.edition) == ("none", "2027-01")


def test_what_the_ledger_knows_wins_over_a_lost_receipt(approved: Newsletter) -> None:
    approved.send()
    (approved.folder / "editions" / "2026-12" / "receipt.json").unlink()
    assert state(approved) is EditionState.SENT


def test_a_database_that_does_not_know_who_got_it_sends_nothing(approved: Newsletter) -> None:
    approved.send()
    for file in approved.folder.glob("digest.db*"):
        file.unlink()
    approved.readers("ada")
    with pytest.raises(Refusal, match="does not know to whom"):
        approved.send()
    assert len(approved.outbox()) == 3


def stopped(newsletter: Newsletter) -> None:
    """Send nothing but the list: somebody says stop before the first chunk."""
    desk = newsletter.desk()
    with pytest.raises(Unfinished):
        send.send(desk, "2026-12", clock=lambda: desk.now, stop=lambda: True)


def test_a_sending_that_stopped_can_be_finished_after_an_upgrade_that_changes_no_word(
    approved: Newsletter,
) -> None:
    stopped(approved)
    word = approved.folder / "editions" / "2026-12" / "approval.json"
    word.write_text(
        word.read_text(encoding="utf-8").replace('"renderer jinja2": "', '"renderer jinja2": "0.'),
        encoding="utf-8",
    )
    data = json.loads(word.read_text(encoding="utf-8"))
    word.write_text(json.dumps(data | {"inputs": "other"}), encoding="utf-8")
    with pytest.raises(Refusal, match="approve it again"):
        approved.send()
    approve.approve(approved.desk(), "2026-12", "Dot")
    assert approved.send()["sent"] == 3


def test_what_began_to_go_out_cannot_be_approved_with_other_words(approved: Newsletter) -> None:
    stopped(approved)
    approved.edit("title: Roads without potholes", "title: Something else")
    with pytest.raises(Refusal, match="began to go out with other words"):
        approve.approve(approved.desk(), "2026-12", "Dot")


def test_what_is_sent_reports_its_receipt_whatever_changed_since(approved: Newsletter) -> None:
    first = approved.send()
    approved.edit("title: Roads without potholes", "title: Something else")
    assert approved.send() == first


def test_an_unfinished_sending_is_not_forgotten(approved: Newsletter) -> None:
    stopped(approved)
    found = timing.due(approved.desk(LATE))
    assert (found.action, found.edition) == ("remind", "2026-12")


def test_what_was_given_up_and_taken_over_is_not_sent_late_as_well(approved: Newsletter) -> None:
    january = datetime(2026, 12, 31, 7, tzinfo=UTC)
    approved.gather("2027-01", january)
    with pytest.raises(Refusal, match="its items went to 2027-01"):
        approved.send(now=january, late=True)


def test_a_subject_made_for_an_item_that_was_dropped_is_told(newsletter: Newsletter) -> None:
    newsletter.gather()
    newsletter.edit("keep: true\n      title: Roads", "keep: false\n      title: Roads")
    found = build.render(newsletter.desk(), editions.existing(newsletter.desk(), "2026-12")).findings
    assert "stale" in {f.rule for f in found}


def test_the_receipt_is_there_before_the_first_message_leaves(approved: Newsletter) -> None:
    stopped(approved)
    for file in approved.folder.glob("digest.db*"):
        file.unlink()
    approved.readers("ada")
    with pytest.raises(Refusal, match="does not know to whom"):
        approved.send()
    assert approved.outbox() == []


def test_a_receipt_is_asked_for_only_by_an_editions_name(approved: Newsletter) -> None:
    for name in ("2026-1", "../x", ""):
        with pytest.raises(Usage, match="is no edition"):
            receipts.receipt(approved.desk(), name)


def test_a_missed_edition_whose_items_went_on_is_not_approved_again(approved: Newsletter) -> None:
    january = datetime(2026, 12, 31, 7, tzinfo=UTC)
    approved.gather("2027-01", january)
    with pytest.raises(Refusal, match="its items went to 2027-01"):
        approve.approve(approved.desk(january), "2026-12", "Dot")
