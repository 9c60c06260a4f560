from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
import sqlalchemy as sa
import typer
from typer.testing import CliRunner

from digest import links
from digest.cli import feedback as command
from digest.cli.say import Session
from digest.config import ConfigError
from digest.deliver.feedback import Unsigned
from digest.deliver.message import message_id
from digest.desk.desk import Desk, Usage, open_desk
from digest.desk.feedback import STRANGER, UNPROVED, by_mail, by_webhook
from digest.store import schema
from digest.store.subscribers import Consent, add, find
from tests.desk.conftest import SETTINGS
from tests.feedback.letters import HEADERS, NAME, TOKEN, bounce, letter, report
from tests.feedback.test_webhook import HOSTILE, KEY, NOW, STAMP, sign

SECRET = "a secret of sixteen or more"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    (tmp_path / "sources.yaml").write_text(SETTINGS.format(base="https://boroughs.example"))
    found = open_desk(tmp_path, NOW, {"DIGEST_SECRET": f"k1:{SECRET}", "SENDGRID_WEBHOOK_KEY": KEY})
    consent = Consent(at=NOW, source="test", wording="yes")
    with found.store() as store:
        for name in ("ada", "bea", "cyd", "p"):
            add(store, f"{name}@example.org", consent=consent, secrets=found.env.keys)
    return found


def gone(desk: Desk) -> dict[str, str]:
    """Return why readers are never written to again, by name."""
    found = {}
    with desk.store() as store, store.reading() as connection:
        whys = dict(
            connection.execute(sa.select(schema.suppression.c.address_hash, schema.suppression.c.why)).all()
        )
        for address, mark in connection.execute(
            sa.select(schema.subscriber.c.address, schema.subscriber.c.address_hash)
        ):
            if mark in whys:
                found[address.partition("@")[0]] = whys[mark]
    return found


def theirs(desk: Desk, name: str) -> tuple[str, bytes]:
    """Return a reader's token, and the headers of the message they got."""
    with desk.store() as store:
        reader = find(store, f"{name}@example.org")
    assert reader
    token = links.sign(reader.public_id, SECRET, "k1")
    headers = HEADERS.replace(TOKEN.encode(), token.encode())
    return token, headers.replace(NAME.encode(), message_id("2026-12", reader.public_id, SECRET).encode())


def mailed(desk: Desk, raw: bytes) -> dict[str, object]:
    return by_mail(desk, "-", pipe=io.BytesIO(raw))


def test_who_bounced_complained_or_left_gets_nothing_more(desk: Desk) -> None:
    token, _ = theirs(desk, "ada")
    assert mailed(desk, letter(token))["left"] == 1
    _, back = theirs(desk, "bea")
    assert mailed(desk, report("delivery-status", bounce("5.1.1"), back))["bounced"] == 1
    _, back = theirs(desk, "cyd")
    complaint = report("feedback-report", b"Feedback-Type: abuse\r\n", back, back_kind="message/rfc822")
    assert mailed(desk, complaint)["complained"] == 1
    assert gone(desk) == {"ada": "left", "bea": "bounced", "cyd": "complained"}


def test_a_full_mailbox_or_an_automatic_reply_changes_nothing(desk: Desk) -> None:
    _, back = theirs(desk, "ada")
    assert mailed(desk, report("delivery-status", bounce("5.2.2"), back))["failed"] == 1
    assert mailed(desk, letter("unsubscribe", Auto_Submitted="auto-replied"))["set_aside"] == 1
    assert gone(desk) == {}


def test_nobody_can_be_put_off_the_list_by_a_made_up_bounce(desk: Desk) -> None:
    for raw in (
        report("delivery-status", bounce("5.1.1"), b"Subject: hello\r\n"),
        report("delivery-status", bounce("5.1.1"), b"Message-ID: <0123456789abcdef01234567@example.org>\r\n"),
    ):
        assert mailed(desk, raw)["reasons"] == {UNPROVED: 1}
    assert mailed(desk, report("delivery-status", bounce("5.1.1"), HEADERS))["reasons"] == {STRANGER: 1}
    assert gone(desk) == {}


def test_a_message_id_of_ours_is_proof_enough(desk: Desk) -> None:
    _, back = theirs(desk, "ada")
    told = (b"Message-ID", b"Feedback-ID")
    kept = b"".join(line for line in back.splitlines(keepends=True) if line.startswith(told))
    assert mailed(desk, report("delivery-status", bounce("5.1.1"), kept))["bounced"] == 1
    assert gone(desk) == {"ada": "bounced"}


def test_a_reader_may_ask_in_words_and_a_stranger_in_vain(desk: Desk) -> None:
    assert mailed(desk, letter("unsubscribe"))["left"] == 1
    assert mailed(desk, letter("unsubscribe", From="nobody@example.org"))["reasons"] == {STRANGER: 1}
    assert mailed(desk, letter("unsubscribe", From="a,b@@"))["set_aside"] == 1
    assert gone(desk) == {"bea": "left"}


def hooked(desk: Desk, body: bytes) -> dict[str, object]:
    return by_webhook(desk, body, signature=sign(body), timestamp=STAMP)


def test_what_sendgrid_signed_is_acted_on_and_a_repeat_counts_once(desk: Desk) -> None:
    assert hooked(desk, (HOSTILE / "webhook_replay.json").read_bytes())["failed"] == 1
    assert gone(desk) == {}
    event = {"event": "spamreport", "email": "ADA@example.org", "sg_event_id": "e1"}
    assert hooked(desk, json.dumps([event, event]).encode())["complained"] == 1
    assert gone(desk) == {"ada": "complained"}


def test_what_it_did_not_sign_changes_nothing(desk: Desk) -> None:
    with pytest.raises(Unsigned):
        by_webhook(desk, (HOSTILE / "webhook_unsigned.json").read_bytes(), signature="", timestamp="1")
    with pytest.raises(ConfigError, match="SENDGRID_WEBHOOK_KEY: not set"):
        by_webhook(open_desk(desk.folder, NOW, {}), b"[]", signature="", timestamp="1")
    assert gone(desk) == {}


def test_where_letters_come_in_must_be_said(desk: Desk) -> None:
    with pytest.raises(Usage, match="--mailbox"):
        by_mail(desk, None, pipe=io.BytesIO())


def test_where_logs_are_public_no_letter_is_read(desk: Desk) -> None:
    with pytest.raises(ConfigError, match="GITHUB_ACTIONS"):
        by_mail(open_desk(desk.folder, NOW, {"GITHUB_ACTIONS": "true"}), "-", pipe=io.BytesIO())


def test_the_command_says_what_it_did_without_naming_anybody(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = typer.Typer()
    command.register(app)
    monkeypatch.setenv("DIGEST_SECRET", f"k1:{SECRET}")
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    said = CliRunner().invoke(app, ["-"], obj=Session(desk.folder, False, NOW), input=letter("unsubscribe"))
    assert said.exit_code == 0, said.output
    assert said.output == "0 delivered, 0 bounced, 0 failed, 0 complained, 1 left, 0 set aside\n"
    assert gone(desk) == {"bea": "left"}
