"""What was wrong is put right: for those who got it and nobody else, once, on the web and in calendars too."""

from __future__ import annotations

import json
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from digest.compose.draft import DraftError
from digest.desk import approve, build, cancel, correct, editions, letters, send, subscribers, timing
from digest.desk.approve import Blocked
from digest.desk.desk import Refusal, Unfinished
from digest.model import Accepted, EditionState
from digest.store import schema
from digest.store.frozen_list import StillGoing
from tests.deliver.parts import Postman
from tests.desk.conftest import NOW, SETTINGS, Newsletter, Outside
from tests.desk.test_around_sending import says

LATER = NOW + timedelta(hours=3)
ID = "2026-12-correction"


@pytest.fixture
def sent(newsletter: Newsletter, outside: Outside) -> Newsletter:
    """A newsletter whose edition, with one event, went to ada, bea and cal."""
    source = '  - {{id: diary, name: Diary, kind: calendar, url: "{base}/diary", section: events}}\n'
    says(outside)
    (newsletter.folder / "sources.yaml").write_text((SETTINGS + source).format(base=outside.base))
    newsletter.gather()
    newsletter.readers("ada", "bea", "cal")
    approve.approve(newsletter.desk(), "2026-12", "Dot")
    newsletter.send()
    for path in (newsletter.folder / "outbox").glob("*.eml"):
        path.unlink()
    return newsletter


def drafted(newsletter: Newsletter, *, when: str = "2026-12-10 11:00-18:00") -> Path:
    """Draft a correction that puts the event's time right, and approve it."""
    correct.correct(newsletter.desk(LATER), "2026-12")
    newsletter.edit('intro: ""', "intro: The show starts **an hour later** than we said.", ID)
    page = newsletter.draft(ID)
    before, event = page.read_text().split("  events:\n")
    event = event.replace("keep: false", "keep: true", 1).replace("2026-12-10 10:00-18:00", when)
    page.write_text(f"{before}  events:\n{event}")
    approve.approve(newsletter.desk(LATER), ID, "Dot")
    return page


def readers_of(newsletter: Newsletter) -> list[str]:
    found = [message_from_bytes(raw, policy=default)["To"] for raw in newsletter.outbox()]
    return sorted(to.partition("@")[0] for to in found)


def test_it_goes_once_to_those_who_got_the_edition_and_still_read(sent: Newsletter) -> None:
    drafted(sent)
    sent.readers("late")
    with sent.desk().store() as store, store.writing() as connection:
        left = schema.subscriber.update().where(schema.subscriber.c.address == "cal@example.org")
        connection.execute(left.values(status="left"))
    first = sent.send(ID, LATER)
    assert (first["planned"], first["sent"], first["complete"]) == (2, 2, True)
    assert readers_of(sent) == ["ada", "bea"]
    again = sent.send(ID, LATER)
    assert again == first
    assert readers_of(sent) == ["ada", "bea"]


def test_those_whose_outcome_is_unknown_get_it_and_those_who_never_got_the_edition_do_not(
    newsletter: Newsletter, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsletter.gather()
    newsletter.readers("ada", "bea", "cal")
    approve.approve(newsletter.desk(), "2026-12", "Dot")
    postman = Postman([Accepted(), OSError("reset")], chunk=1)
    monkeypatch.setattr("digest.deliver.providers.provider", lambda *_, **__: postman)
    with pytest.raises(Unfinished, match="1 of 3 readers are still to come"):
        send.send(newsletter.desk(), "2026-12", clock=lambda: NOW, stop=lambda: not postman.answers)
    cancel.cancel(newsletter.desk(), "2026-12")
    correct.correct(newsletter.desk(LATER), "2026-12")
    newsletter.edit('intro: ""', "intro: We were wrong.", ID)
    approve.approve(newsletter.desk(LATER), ID, "Dot")
    postman.carried.clear()
    assert newsletter.send(ID, LATER)["sent"] == 2
    assert postman.carried == ["ada@example.org", "bea@example.org"]


def test_the_mail_says_what_was_wrong_and_shows_what_is_right(sent: Newsletter) -> None:
    drafted(sent)
    sent.send(ID, LATER)
    message = message_from_bytes(sent.outbox()[0], policy=default)
    assert message["Subject"].startswith("Correction: ")
    body = message.get_body(("plain",))
    assert body
    text = body.get_content()
    assert "an hour later" in text
    assert "11am" in text
    assert "Trees planted" not in text


def test_calendars_take_it_for_a_later_word_on_the_same_event(sent: Newsletter, tmp_path: Path) -> None:
    build.build(sent.desk(), "2026-12", tmp_path / "before")
    drafted(sent)
    build.build(sent.desk(LATER), ID, tmp_path / "after")
    before, after = (
        dict(
            line.split(":", 1)
            for line in (tmp_path / name / "events.ics").read_text().splitlines()
            if line.startswith(("UID", "SEQUENCE", "DTSTART"))
        )
        for name in ("before", "after")
    )
    assert before["UID"] == after["UID"]
    assert (before["DTSTART"], after["DTSTART"]) == ("20261210T100000Z", "20261210T110000Z")
    assert int(after["SEQUENCE"]) == int(before["SEQUENCE"]) + 1


def test_the_page_on_the_web_is_put_right_with_a_dated_note_once_it_is_approved(sent: Newsletter) -> None:
    correct.correct(sent.desk(LATER), "2026-12")
    build.build(sent.desk(LATER), "2026-12")
    page = sent.folder / "build" / "2026-12" / "web.html"
    assert "Corrected on" not in page.read_text()
    (sent.folder / "editions" / ID / "edition.yaml").unlink()
    (sent.folder / "editions" / ID).rmdir()
    drafted(sent)
    build.build(sent.desk(LATER), "2026-12")
    text = page.read_text()
    assert "Corrected on 26 November 2026" in text
    assert "<strong>an hour later</strong>" in text
    assert 'datetime="2026-12-10T11:00+00:00"' in text
    assert "Roads without potholes" in text


def test_a_second_correction_counts_on_from_the_first(sent: Newsletter, tmp_path: Path) -> None:
    drafted(sent)
    sent.send(ID, LATER)
    second = correct.correct(sent.desk(LATER), "2026-12")
    assert (second["edition"], second["made"]) == (f"{ID}-2", True)
    text = Path(second["file"]).read_text()
    assert "2026-12-10 11:00-18:00" in text
    Path(second["file"]).write_text(text.replace("      keep: false", "      keep: true", 1))
    build.build(sent.desk(LATER), f"{ID}-2", tmp_path)
    assert "SEQUENCE:2" in (tmp_path / "events.ics").read_text()
    build.build(sent.desk(LATER), ID, tmp_path)
    assert "SEQUENCE:1" in (tmp_path / "events.ics").read_text()


def test_asking_twice_leaves_what_an_editor_wrote(sent: Newsletter) -> None:
    first = correct.correct(sent.desk(LATER), "2026-12")
    sent.edit('intro: ""', "intro: Half written", ID)
    second = correct.correct(sent.desk(LATER), "2026-12")
    assert (first["made"], second["made"], second["readers"]) == (True, False, 3)
    assert "Half written" in sent.draft(ID).read_text()


def test_it_needs_an_approval_of_its_own_and_words(sent: Newsletter) -> None:
    correct.correct(sent.desk(LATER), "2026-12")
    with pytest.raises(Refusal, match="is not approved"):
        sent.send(ID, LATER)
    with pytest.raises(Blocked, match="says nothing: write in intro"):
        approve.approve(sent.desk(LATER), ID, "Dot")
    assert sent.outbox() == []


def test_changed_after_its_approval_it_does_not_go_out(sent: Newsletter) -> None:
    drafted(sent)
    sent.edit("an hour later", "two hours later", ID)
    with pytest.raises(Refusal, match="is not what Dot approved"):
        sent.send(ID, LATER)


def test_what_nobody_got_needs_no_correction(newsletter: Newsletter) -> None:
    newsletter.gather()
    with pytest.raises(Refusal, match="nobody has it, change its edition"):
        correct.correct(newsletter.desk(), "2026-12")


def test_while_the_edition_is_still_going_out_its_correction_waits(sent: Newsletter) -> None:
    drafted(sent)
    with sent.desk().store() as store, store.writing() as connection:
        connection.execute(schema.attempt.update().values(state="refused"))
    with pytest.raises(StillGoing, match="2026-12 is still to go out to some"):
        sent.send(ID, LATER)
    assert editions.ledger_states(sent.desk()).keys() == {"2026-12"}


def test_a_correction_is_nobodys_next_edition(sent: Newsletter) -> None:
    page = drafted(sent)
    desk = sent.desk(LATER)
    assert editions.due_next(desk, editions.standings(desk)).id == "2027-01"
    assert timing.due(desk).edition == ID
    with pytest.raises(Refusal, match="write it by hand"):
        sent.gather(ID, LATER)
    latest = letters.latest(desk)
    assert latest is not None
    assert latest.id == "2026-12"
    page.write_text(page.read_text().replace("corrects: 2026-12", "corrects: 2026-11"))
    with pytest.raises(DraftError, match='corrects: there is no edition "2026-11"'):
        build.build(desk, ID)


def test_a_correction_of_a_correction_is_refused(sent: Newsletter) -> None:
    drafted(sent)
    with pytest.raises(Refusal, match="correct 2026-12"):
        correct.correct(sent.desk(LATER), ID)


def test_its_receipt_names_nobody(sent: Newsletter) -> None:
    drafted(sent)
    sent.send(ID, LATER)
    receipt = (sent.folder / "editions" / ID / "receipt.json").read_text()
    assert "@" not in receipt
    assert json.loads(receipt)["state"] == EditionState.SENT
    assert subscribers.listing(sent.desk())["counts"] == {"active": 3}


def test_the_next_edition_knows_what_readers_were_told_last(
    newsletter: Newsletter, outside: Outside, tmp_path: Path
) -> None:
    """A meeting in January: told for 10, put right to 11; its source agrees, and later moves it to 14."""

    def source_says(hour: int) -> None:
        says(outside, hour=hour)
        _, headers, body = outside.answers["/diary"]
        outside.answers["/diary"] = (200, headers, body.replace(b"20261210", b"20270112"))

    source = '  - {{id: diary, name: Diary, kind: calendar, url: "{base}/diary", section: events}}\n'
    (newsletter.folder / "sources.yaml").write_text((SETTINGS + source).format(base=outside.base))
    source_says(10)
    newsletter.gather()
    newsletter.readers("ada")
    approve.approve(newsletter.desk(), "2026-12", "Dot")
    newsletter.send()
    correct.correct(newsletter.desk(LATER), "2026-12")
    newsletter.edit('intro: ""', "intro: It starts an hour later.", ID)
    page = newsletter.draft(ID)
    text = page.read_text().replace("2027-01-12 10:00", "2027-01-12 11:00")
    before, event = text.split("  events:\n")
    page.write_text(f"{before}  events:\n{event.replace('keep: false', 'keep: true', 1)}")
    approve.approve(newsletter.desk(LATER), ID, "Dot")
    newsletter.send(ID, LATER)

    january = NOW + timedelta(days=35)
    source_says(11)
    newsletter.gather("2027-01", january)
    assert "Show and tell" not in newsletter.draft("2027-01").read_text()
    source_says(14)
    newsletter.gather("2027-01", january + timedelta(hours=1))
    text = newsletter.draft("2027-01").read_text()
    assert "was: 2027-01-12 11:00" in text
    build.build(newsletter.desk(january), "2027-01", tmp_path / "january")
    assert "SEQUENCE:2" in (tmp_path / "january" / "events.ics").read_text()
