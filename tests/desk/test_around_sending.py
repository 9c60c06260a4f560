"""Test copies, the last call, cancelling, and a person's word on what nobody can know."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest

from digest.config import ConfigError
from digest.desk import approve, build, cancel, editions, last_call, receipts, resolve, send, tested, timing
from digest.desk.desk import Halted, Refusal, Usage
from digest.desk.test_send import send_test
from digest.model import EditionState
from tests.deliver.mail_server import MailServer
from tests.desk.conftest import NOW, SETTINGS, Newsletter, Outside

MEETING = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//council//EN
BEGIN:VEVENT
UID:meeting@council.example
DTSTAMP:20261101T090000Z
DTSTART:20261210T{hour}0000Z
DTEND:20261210T180000Z
SUMMARY:Show and tell
LOCATION:{place}
URL:{base}/meeting
{more}END:VEVENT
END:VCALENDAR
"""


def says(outside: Outside, *, hour: int = 10, place: str = "Town Hall", more: str = "") -> None:
    """Let the diary tell of a meeting, which has a page of its own."""
    diary = MEETING.format(base=outside.base, hour=hour, place=place, more=more)
    outside.says("diary", diary.replace("\n", "\r\n").encode(), kind="text/calendar")
    outside.says("meeting", b"<!doctype html>", kind="text/html")


@pytest.fixture
def with_meeting(newsletter: Newsletter, outside: Outside) -> Newsletter:
    """A newsletter with an approved edition that tells of one event."""
    source = '  - {{id: diary, name: Diary, kind: calendar, url: "{base}/diary", section: events}}\n'
    says(outside)
    page = (SETTINGS + source).format(base=outside.base)
    (newsletter.folder / "sources.yaml").write_text(page, encoding="utf-8")
    newsletter.gather()
    newsletter.readers("ada", "bea", "cal")
    approve.approve(newsletter.desk(), "2026-12", "Dot")
    return newsletter


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer().serving() as running:
        yield running


def by_smtp(newsletter: Newsletter, server: MailServer, outside: Outside) -> None:
    """Let the newsletter go out through a mail server, its pages on this machine."""
    newsletter.env |= {"DIGEST_PROVIDER": "smtp", "SMTP_URL": server.url}
    settings = newsletter.folder / "sources.yaml"
    text = settings.read_text(encoding="utf-8").replace("https://boroughs.example\n", f"{outside.base}\n")
    settings.write_text(text, encoding="utf-8")


def test_a_test_copy_is_marked_and_reaches_the_mailbox(
    newsletter: Newsletter, outside: Outside, server: MailServer
) -> None:
    newsletter.gather()
    newsletter.env["DIGEST_TEST_TO"] = "dot@boroughs.example"
    by_smtp(newsletter, server, outside)
    done = send_test(newsletter.desk(), "2026-12")
    (mail,) = server.taken
    message = message_from_bytes(mail.raw, policy=default)
    assert (mail.sender, mail.to) == ("digest@boroughs.example", "dot@boroughs.example")
    assert message["Subject"] == done["subject"]
    assert message["Subject"].startswith("[Test] ")
    assert editions.standings(newsletter.desk())["2026-12"].state is EditionState.DRAFT


def test_what_was_tested_is_remembered_without_to_whom(newsletter: Newsletter) -> None:
    newsletter.gather()
    desk = newsletter.desk()
    inputs = build.fingerprint(build.render(desk, editions.existing(desk, "2026-12")).inputs)
    assert tested.tested(desk, "2026-12", inputs) is None
    send_test(desk, "2026-12", "dot@boroughs.example")
    assert tested.tested(desk, "2026-12", inputs) == NOW
    assert tested.tested(desk, "2026-12", "other words") is None
    text = (desk.state("2026-12") / "test.json").read_text(encoding="utf-8")
    assert json.loads(text) == {"inputs": inputs, "at": NOW.isoformat()}
    (copy,) = (newsletter.folder / "outbox").iterdir()
    assert copy.name.startswith("test-2026-12-")


@pytest.mark.parametrize("to", [None, "", "nobody"])
def test_a_test_copy_needs_somebody_to_go_to(newsletter: Newsletter, to: str | None) -> None:
    newsletter.gather()
    with pytest.raises(Usage, match="--to"):
        send_test(newsletter.desk(), "2026-12", to)


def test_a_public_log_never_shows_an_address_but_may_use_the_secret_one(newsletter: Newsletter) -> None:
    newsletter.gather()
    desk = newsletter.desk(GITHUB_ACTIONS="true", DIGEST_TEST_TO="dot@boroughs.example")
    with pytest.raises(ConfigError, match="DIGEST_TEST_TO"):
        send_test(desk, "2026-12", "dot@boroughs.example")
    assert "dot@" not in str(send_test(desk, "2026-12"))


def test_a_copy_that_is_refused_was_no_test(
    newsletter: Newsletter, outside: Outside, server: MailServer
) -> None:
    newsletter.gather()
    by_smtp(newsletter, server, outside)
    server.say("rcpt", "550 5.1.1 <dot@boroughs.example> unknown")
    with pytest.raises(Halted, match="there is no such mailbox") as told:
        send_test(newsletter.desk(), "2026-12", "dot@boroughs.example")
    assert "dot@" not in str(told.value)
    assert not (newsletter.desk().state("2026-12") / "test.json").exists()


def test_nothing_changed_at_the_last_call(with_meeting: Newsletter) -> None:
    found = with_meeting.send()
    assert found["sent"] == 3
    assert found["last_call"] == {"at": NOW.isoformat(), "found": []}


def test_a_dead_link_only_warns(with_meeting: Newsletter, outside: Outside) -> None:
    outside.says("meeting", b"gone", status=404)
    said: list[str] = []
    assert with_meeting.send(said=said.append)["sent"] == 3
    assert [line for line in said if "has a link that fails" in line]


@pytest.mark.parametrize("status", [403, 429, 500])
def test_a_link_in_doubt_is_no_link_that_fails(
    with_meeting: Newsletter, outside: Outside, status: int
) -> None:
    outside.says("meeting", b"not for machines", status=status)
    assert with_meeting.send()["last_call"]["found"] == []


def test_what_nobody_answered_in_time_stands_in_the_receipt(
    with_meeting: Newsletter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(last_call, "ALL", 0.0)
    said: list[str] = []
    assert with_meeting.send(said=said.append)["sent"] == 3
    found = receipts.receipt(with_meeting.desk(), "2026-12")["last_call"]["found"]
    assert [(one["title"], one["what"], one["holds"]) for one in found] == [
        ("Show and tell", "could not be looked at again: there was no answer in time", False),
        ("Show and tell", "has a link that was not asked: there was no answer in time", False),
    ]
    assert len(said) == 2


def test_a_call_that_was_not_made_leaves_no_older_word(with_meeting: Newsletter, outside: Outside) -> None:
    says(outside, more="STATUS:CANCELLED\n")
    with pytest.raises(Refusal):
        with_meeting.send()
    settings = with_meeting.folder / "sources.yaml"
    settings.write_text(
        settings.read_text(encoding="utf-8") + "approval: {last_call: off}\n", encoding="utf-8"
    )
    approve.approve(with_meeting.desk(), "2026-12", "Dot")
    assert with_meeting.send()["last_call"] is None


@pytest.mark.parametrize(
    ("now", "what"),
    [
        ({"more": "STATUS:CANCELLED\n"}, '"Show and tell" is cancelled'),
        ({"hour": 14}, '"Show and tell" moved from Thu 10 Dec 10:00 to Thu 10 Dec 14:00'),
        ({"place": "Library"}, '"Show and tell" moved from "Town Hall" to "Library"'),
    ],
)
def test_a_changed_event_holds_the_edition_until_it_is_taken_in(
    with_meeting: Newsletter, outside: Outside, now: dict[str, Any], what: str
) -> None:
    says(outside, **now)
    with pytest.raises(Refusal, match="digest gather 2026-12 --reopen") as told:
        with_meeting.send()
    assert what in str(told.value)
    assert editions.ledger_states(with_meeting.desk()) == {}
    with_meeting.gather("2026-12", reopen=True)
    approve.approve(with_meeting.desk(), "2026-12", "Dot")
    assert with_meeting.send()["sent"] == 3


def test_what_an_editor_was_told_already_does_not_hold(with_meeting: Newsletter, outside: Outside) -> None:
    says(outside, hour=14)
    with_meeting.edit("when: 2026-12-10 10:00", "when: 2026-12-10 14:00")
    approve.approve(with_meeting.desk(), "2026-12", "Dot")
    assert with_meeting.send()["sent"] == 3


@pytest.mark.parametrize(("rule", "told"), [("warn", ['"Show and tell" is cancelled']), ("off", [])])
def test_the_last_call_can_only_warn_or_be_off(
    with_meeting: Newsletter, outside: Outside, rule: str, told: list[str]
) -> None:
    settings = with_meeting.folder / "sources.yaml"
    settings.write_text(
        settings.read_text(encoding="utf-8") + f"approval: {{last_call: {rule}}}\n", encoding="utf-8"
    )
    says(outside, more="STATUS:CANCELLED\n")
    said: list[str] = []
    assert with_meeting.send(said=said.append)["sent"] == 3
    assert said == told


def test_a_source_that_cannot_be_read_only_warns_and_the_receipt_says_so(
    with_meeting: Newsletter, outside: Outside
) -> None:
    outside.says("diary", b"gone", status=500)
    said: list[str] = []
    sent = with_meeting.send(said=said.append)
    assert sent["sent"] == 3
    assert len(said) == 1
    assert "could not be looked at again" in said[0]
    assert receipts.receipt(with_meeting.desk(), "2026-12")["last_call"]["found"][0]["holds"] is False


def test_an_edition_that_is_under_way_is_not_called_again(with_meeting: Newsletter, outside: Outside) -> None:
    desk = with_meeting.desk()
    with pytest.raises(Exception, match="still to come"):
        send.send(desk, "2026-12", clock=lambda: NOW, stop=lambda: True)
    says(outside, more="STATUS:CANCELLED\n")
    assert with_meeting.send()["sent"] == 3


def test_nobody_is_written_to_who_could_not_unsubscribe(
    newsletter: Newsletter, outside: Outside, server: MailServer
) -> None:
    by_smtp(newsletter, server, outside)
    newsletter.gather()
    newsletter.readers("ada")
    approve.approve(newsletter.desk(), "2026-12", "Dot")
    with pytest.raises(Refusal, match=r"healthz.*start `digest serve`"):
        newsletter.send()
    outside.says("healthz", b"ok", kind="text/plain")
    with pytest.raises(Refusal, match=r"editions/2026-12/.*digest publish"):
        newsletter.send()
    outside.says("editions/2026-12/", b"<!doctype html>", kind="text/html")
    assert newsletter.send()["sent"] == 1
    assert server.readers == ["ada@example.org"]


@pytest.fixture
def in_doubt(newsletter: Newsletter, outside: Outside, server: MailServer) -> Newsletter:
    """A newsletter of which two of five readers may or may not have their copies."""
    by_smtp(newsletter, server, outside)
    outside.says("healthz", b"ok", kind="text/plain")
    outside.says("editions/2026-12/", b"<!doctype html>", kind="text/html")
    newsletter.gather()
    newsletter.readers("ada", "bea", "cal", "dan", "eve")
    approve.approve(newsletter.desk(), "2026-12", "Dot")
    server.say("end", "cut taken", "cut")
    with pytest.raises(Refusal, match="digest resolve 2026-12"):
        newsletter.send()
    return newsletter


def test_unknown_outcomes_are_settled_as_sent_by_a_name(in_doubt: Newsletter, server: MailServer) -> None:
    found = resolve.resolve(in_doubt.desk(), "2026-12", sent=True, by="Dot")
    assert (found["settled"], found["sent"], found["unknown"], found["complete"]) == (2, 5, 0, True)
    assert found["reasons"] == {"Dot settled it as sent": 2}
    assert in_doubt.send()["sent"] == 5
    assert len(server.taken) == 4


def test_unknown_outcomes_are_sent_again_on_a_persons_word(in_doubt: Newsletter, server: MailServer) -> None:
    found = resolve.resolve(in_doubt.desk(), "2026-12", sent=False, by="Dot")
    assert (found["settled"], found["remaining"], found["state"]) == (2, 2, "stopped")
    assert in_doubt.send()["complete"] is True
    assert len(server.taken) == 6
    assert len(set(server.readers)) == 5


def test_one_readers_outcome_is_settled_alone(in_doubt: Newsletter, server: MailServer) -> None:
    first, second = receipts.unknown(in_doubt.desk(), "2026-12")
    found = resolve.resolve(in_doubt.desk(), "2026-12", sent=False, by="Dot", only=first.upper())
    assert (found["settled"], found["unknown"], found["remaining"]) == (1, 1, 1)
    found = resolve.resolve(in_doubt.desk(), "2026-12", sent=True, by="Dot", only=second)
    assert (found["settled"], found["unknown"], found["sent"]) == (1, 0, 4)
    with pytest.raises(Refusal, match="is not unknown"):
        resolve.resolve(in_doubt.desk(), "2026-12", sent=True, by="Dot", only=second)
    before = len(server.taken)
    assert in_doubt.send()["complete"] is True
    assert [mail.to for mail in server.taken[before:]] == [first]


def test_what_is_known_is_not_settled(in_doubt: Newsletter) -> None:
    with pytest.raises(Usage, match="--by"):
        resolve.resolve(in_doubt.desk(), "2026-12", sent=True, by=" ")
    with pytest.raises(Usage, match="--only"):
        resolve.resolve(in_doubt.desk(), "2026-12", sent=True, by="Dot", only="nobody")
    resolve.resolve(in_doubt.desk(), "2026-12", sent=True, by="Dot")
    with pytest.raises(Refusal, match="no outcome is unknown"):
        resolve.resolve(in_doubt.desk(), "2026-12", sent=True, by="Dot")


def test_cancelling_says_who_has_it_and_spares_the_rest(in_doubt: Newsletter, server: MailServer) -> None:
    resolve.resolve(
        in_doubt.desk(), "2026-12", sent=False, by="Dot", only=receipts.unknown(in_doubt.desk(), "2026-12")[0]
    )
    assert cancel.outlook(in_doubt.desk(), "2026-12") == {"have": 3, "may": 1, "spares": 1}
    found = cancel.cancel(in_doubt.desk(), "2026-12")
    assert (found["state"], found["sent"], found["unknown"], found["cancelled"]) == ("cancelled", 3, 1, 1)
    before = len(server.taken)
    with pytest.raises(Refusal, match="is cancelled"):
        in_doubt.send()
    assert len(server.taken) == before


def test_an_edition_is_cancelled_before_it_begins(with_meeting: Newsletter) -> None:
    assert cancel.outlook(with_meeting.desk(), "2026-12") == {"have": 0, "may": 0, "spares": 0}
    assert cancel.cancel(with_meeting.desk(), "2026-12")["state"] == "cancelled"
    assert editions.standings(with_meeting.desk())["2026-12"].state is EditionState.CANCELLED
    with pytest.raises(Refusal, match="is cancelled"):
        with_meeting.send()
    at_nine = datetime(2026, 12, 3, 9, tzinfo=UTC)
    assert timing.due(with_meeting.desk(at_nine)).edition == "2027-01"


def test_what_everybody_has_cannot_be_cancelled(with_meeting: Newsletter) -> None:
    with_meeting.send()
    with pytest.raises(Refusal, match="nothing to cancel"):
        cancel.outlook(with_meeting.desk(), "2026-12")
