"""Numbers by edition, from what was sent and what was heard, each thing heard counted once and nobody followed."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import typer
from typer.testing import CliRunner

from digest.cli import stats as command
from digest.cli.say import Session
from digest.desk import approve, stats
from digest.desk import subscribers as people
from digest.desk.feedback import by_mail, by_webhook
from digest.model import SubscriberStatus
from digest.store import leaving, schema, subscribers
from tests.desk.conftest import NOW, Newsletter
from tests.feedback.test_webhook import KEY, sign

SENT = datetime(2026, 12, 3, 9, tzinfo=UTC)
SECRETS = {"k1": "a-secret-of-sixteen-or-more"}


@pytest.fixture
def sent(newsletter: Newsletter) -> Newsletter:
    newsletter.env["SENDGRID_WEBHOOK_KEY"] = KEY
    newsletter.gather()
    newsletter.readers("ada", "bea", "cal")
    approve.approve(newsletter.desk(), "2026-12", "Dot")
    newsletter.send(now=SENT)
    return newsletter


def numbers(newsletter: Newsletter, now: datetime = SENT) -> dict[str, Any]:
    (row,) = stats.stats(newsletter.desk(now), 12)["editions"]
    return {name: row[name] for name in ("joined", "sent", "delivered", "bounced", "complained", "left")}


def told(newsletter: Newsletter, *events: dict[str, Any], at: datetime = SENT) -> dict[str, Any]:
    """Let SendGrid tell of events that carry the id of the attempt."""
    with newsletter.desk().store() as store, store.reading() as connection:
        attempt = connection.scalar(sa.select(schema.attempt.c.id))
    body = json.dumps([{"attempt": attempt, **event} for event in events]).encode()
    stamp = str(int(at.timestamp()))
    return by_webhook(newsletter.desk(at), body, signature=sign(body, stamp), timestamp=stamp)


def event(what: str, name: str, number: int, **more: Any) -> dict[str, Any]:
    return {"event": what, "email": f"{name}@example.org", "sg_event_id": f"{what}{number}", **more}


HARD = {"type": "bounce", "status": "5.1.1", "reason": "550 no such user"}


def test_what_is_heard_counts_for_its_edition_once_however_often_it_is_told(sent: Newsletter) -> None:
    events = [event("delivered", "ada", 1), event("bounce", "bea", 2, **HARD), event("spamreport", "cal", 3)]
    assert {"delivered": 1, "bounced": 1, "complained": 1}.items() <= told(sent, *events).items()
    again = told(sent, *events, *events, at=SENT + timedelta(hours=1))
    assert (again["delivered"], again["bounced"], again["complained"]) == (0, 0, 0)
    assert numbers(sent) == {
        "joined": 3, "sent": 3, "delivered": 1, "bounced": 1, "complained": 1, "left": 0,
    }  # fmt: skip


def test_who_bounced_hard_or_complained_is_never_written_to_again_at_once(sent: Newsletter) -> None:
    told(sent, event("bounce", "bea", 2, **HARD), event("spamreport", "cal", 3))
    with sent.desk().store() as store, store.reading() as connection:
        whys = set(connection.scalars(sa.select(schema.suppression.c.why)))
    assert whys == {"bounced", "complained"}


def test_who_writes_to_leave_has_left_and_counts_once(sent: Newsletter) -> None:
    letter = b"From: ada@example.org\r\nSubject: unsubscribe\r\n\r\n"
    for day in (1, 2):
        by_mail(sent.desk(SENT + timedelta(days=day)), "-", pipe=io.BytesIO(letter))
    with sent.desk().store() as store:
        ada = subscribers.find(store, "ada@example.org")
    assert ada
    assert ada.status is SubscriberStatus.LEFT
    assert numbers(sent)["left"] == 1


def test_who_left_on_the_web_counts_for_the_edition_before_and_no_longer_after_coming_back(
    sent: Newsletter,
) -> None:
    with sent.desk().store() as store:
        bea = subscribers.find(store, "bea@example.org")
        assert bea
        leaving.leave(store, bea.public_id, secrets=SECRETS, now=SENT + timedelta(days=1))
        assert numbers(sent)["left"] == 1
        leaving.come_back(store, bea.public_id, secrets=SECRETS, now=SENT + timedelta(days=2), wording="Stay")
    assert numbers(sent)["left"] == 0


def test_what_nobody_tells_is_not_zero(sent: Newsletter) -> None:
    assert numbers(sent)["delivered"] is None


def test_who_joined_since_the_newest_edition_is_told(sent: Newsletter) -> None:
    later = sent.desk(SENT + timedelta(days=2))
    people.add(later, ["dot@example.org"], "asked for it")
    found = stats.stats(later, 12)
    assert (found["joined_since"], found["readers"]) == (1, {"active": 4})
    assert numbers(sent)["joined"] == 3


def test_before_anything_went_out_there_is_nothing_to_count(newsletter: Newsletter) -> None:
    assert stats.stats(newsletter.desk(), 12)["editions"] == []


def test_the_table_shows_numbers_and_no_address(sent: Newsletter) -> None:
    app = typer.Typer()
    command.register(app)
    said = CliRunner().invoke(app, [], obj=Session(sent.folder, False, NOW), env=sent.env)
    assert said.exit_code == 0, said.output
    assert [line.split()[:3] for line in said.output.splitlines()[:2]] == [
        ["edition", "joined", "sent"],
        ["2026-12", "3", "3"],
    ]
    assert "readers now: 3 active" in said.output
    assert "@" not in said.output
