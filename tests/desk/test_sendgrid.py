"""SendGrid from the desk: handed over ahead of its time, or to a list that lives there, and what is asked of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from digest.config import ConfigError
from digest.deliver.single_send.draft import LEAVE
from digest.desk import approve, editions, last_call, receipts, request, timing
from digest.desk.desk import Halted, Refusal, Unfinished
from digest.desk.doctor import doctor
from digest.desk.test_send import send_test
from digest.model import EditionState
from tests.deliver.fake_sendgrid import KEY, FakeSendGrid, running
from tests.deliver.schema import faults
from tests.desk.conftest import NOW, Newsletter, Outside

AT = datetime(2026, 12, 3, 9, tzinfo=UTC)
EARLY = AT - timedelta(hours=3)
LIST = "audience: {sendgrid: {list_id: l1, unsubscribe_group: 5, sign_up_url: 'https://boroughs.example/join'}}\n"


@pytest.fixture
def fake() -> Iterator[FakeSendGrid]:
    with running(senders={"digest@boroughs.example"}, lists={"l1": 40}, now=EARLY.timestamp()) as found:
        yield found


@pytest.fixture
def approved(newsletter: Newsletter, outside: Outside, fake: FakeSendGrid) -> Newsletter:
    """An approved edition, for readers of ours, that goes out through SendGrid."""
    for page in ("healthz", "editions/2026-12/"):
        outside.says(page, b"<!doctype html>", kind="text/html")
    newsletter.env |= {
        "DIGEST_PROVIDER": "sendgrid",
        "SENDGRID_API_KEY": KEY,
        "SENDGRID_BASE_URL": fake.url,
    }
    settings = newsletter.folder / "sources.yaml"
    text = settings.read_text(encoding="utf-8").replace(
        "base_url: https://boroughs.example", f"base_url: {outside.base}"
    )
    settings.write_text(text, encoding="utf-8")
    newsletter.gather()
    newsletter.readers("ada", "bea", "cal")
    approve.approve(newsletter.desk(), "2026-12", "Dot")
    return newsletter


@pytest.fixture
def there(newsletter: Newsletter, fake: FakeSendGrid) -> Newsletter:
    """An approved edition for a list that lives at SendGrid; there is no database, and no secret."""
    newsletter.env = {
        "DIGEST_ALLOW_PRIVATE_HOSTS": "127.0.0.1",
        "SENDGRID_API_KEY": KEY,
        "SENDGRID_BASE_URL": fake.url,
    }
    settings = newsletter.folder / "sources.yaml"
    settings.write_text(settings.read_text(encoding="utf-8") + LIST, encoding="utf-8")
    newsletter.gather()
    approve.approve(newsletter.desk(), "2026-12", "Dot")
    return newsletter


def test_the_schedule_hands_an_edition_over_ahead_of_its_time(
    approved: Newsletter, fake: FakeSendGrid
) -> None:
    before = timing.due(approved.desk(EARLY - timedelta(minutes=1)))
    assert (before.action, before.next) == ("none", EARLY)
    assert timing.due(approved.desk(EARLY)).action == "send"
    heard: list[str] = []
    assert approved.send(now=EARLY, said=heard.append)["sent"] == 3
    assert heard == ["2026-12 is handed over to go out 2026-12-03 09:00"]
    (taken,) = fake.accepted
    assert (taken["send_at"], taken["batch_id"]) == (int(AT.timestamp()), "batch0")
    assert sorted(fake.readers()) == ["ada@example.org", "bea@example.org", "cal@example.org"]
    assert list(faults(taken)) == []
    assert timing.due(approved.desk(EARLY)).edition == "2027-01"


def test_other_providers_are_handed_nothing_before_its_time(approved: Newsletter) -> None:
    approved.env["DIGEST_PROVIDER"] = "outbox"
    assert timing.due(approved.desk(EARLY)).action == "none"


def test_one_that_is_sent_by_hand_goes_out_in_half_an_hour(approved: Newsletter, fake: FakeSendGrid) -> None:
    fake.now, heard = NOW.timestamp(), list[str]()
    approved.send(said=heard.append)
    assert fake.accepted[0]["send_at"] == int((NOW + timedelta(minutes=30)).timestamp())
    assert heard == ["2026-12 is handed over to go out in half an hour"]


def test_without_a_key_nobody_is_enlisted(approved: Newsletter) -> None:
    del approved.env["SENDGRID_API_KEY"]
    with pytest.raises(ConfigError, match="SENDGRID_API_KEY"):
        approved.send(now=EARLY)
    assert editions.ledger_states(approved.desk()) == {}


def test_a_wrong_key_is_told_and_everybody_stays_planned(approved: Newsletter) -> None:
    approved.env["SENDGRID_API_KEY"] = "SG.wrong"
    with pytest.raises(Halted, match="3 of 3 readers stay planned") as told:
        approved.send(now=EARLY)
    assert told.value.document["remaining"] == 3


def test_a_test_copy_goes_out_at_once(approved: Newsletter, fake: FakeSendGrid) -> None:
    send_test(approved.desk(), "2026-12", "dot@boroughs.example")
    (taken,) = fake.accepted
    assert "send_at" not in taken
    assert fake.readers() == ["dot@boroughs.example"]


def test_an_edition_for_a_list_there_is_one_single_send_however_often(
    there: Newsletter, fake: FakeSendGrid
) -> None:
    first = there.send(now=AT)
    assert there.send(now=AT) == first
    assert (first["planned"], first["sent"], first["remaining"], first["complete"]) == (40, 40, 0, None)
    (one,) = fake.single
    assert (one["name"], one["status"]) == ("digest:boroughs:2026-12", "triggered")
    assert LEAVE in one["email_config"]["html_content"]
    assert LEAVE in one["email_config"]["plain_content"]
    assert "PERSONAL-TOKEN" not in json.dumps(one)
    assert editions.standings(there.desk(AT))["2026-12"].state is EditionState.SENT
    assert not (there.folder / "digest.db").exists()


def test_it_is_scheduled_ahead_for_its_time(there: Newsletter, fake: FakeSendGrid) -> None:
    assert timing.due(there.desk(EARLY)).action == "send"
    there.send(now=EARLY)
    assert (fake.single[0]["status"], fake.single[0]["send_at"]) == ("scheduled", "2026-12-03T09:00:00Z")


def test_the_receipt_is_what_the_provider_counted(there: Newsletter, fake: FakeSendGrid) -> None:
    with pytest.raises(Refusal, match="has not begun to go out"):
        receipts.receipt(there.desk(AT), "2026-12")
    there.send(now=AT)
    fake.stats = {"requests": 41, "delivered": 39, "bounces": 2, "opens": 7}
    found = receipts.receipt(there.desk(AT), "2026-12")
    assert found["providers"] == {"sendgrid": {"requests": 41, "delivered": 39, "bounces": 2}}
    assert (found["planned"], found["sent"], found["complete"]) == (41, 41, None)
    kept = (there.folder / "editions" / "2026-12" / receipts.FILE).read_text(encoding="utf-8")
    assert json.loads(kept) == found


def test_it_does_not_go_out_while_readers_would_be_tracked(there: Newsletter, fake: FakeSendGrid) -> None:
    fake.tracking["click"] = True
    with pytest.raises(Refusal, match="click tracking is on"):
        there.send(now=AT)
    assert fake.single == []


@pytest.mark.parametrize(
    ("status", "ending", "words"),
    [(401, Halted, "mend that"), (500, Unfinished, "run the same command again")],
)
def test_what_sendgrid_cannot_do_now_is_told(
    there: Newsletter, fake: FakeSendGrid, status: int, ending: type[Exception], words: str
) -> None:
    fake.answers = [(status, None, {})]
    with pytest.raises(ending, match=words):
        there.send(now=AT)
    assert there.send(now=AT)["sent"] == 40


def test_a_machine_that_is_thrown_away_may_send_to_a_list_there(there: Newsletter) -> None:
    there.env["GITHUB_ACTIONS"] = "true"
    assert there.send(now=AT)["sent"] == 40


def test_an_example_address_never_goes_to_a_list_there(there: Newsletter) -> None:
    settings = there.folder / "sources.yaml"
    text = settings.read_text(encoding="utf-8").replace("editors@boroughs.example", "editors@example.org")
    settings.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"newsletter\.reply_to"):
        there.send(now=AT)


def test_the_request_can_be_looked_at(approved: Newsletter) -> None:
    built = request.write(approved.desk(), "2026-12")
    (path,) = built["files"]
    body: dict[str, Any] = json.loads(Path(path).read_text(encoding="utf-8"))
    assert list(faults(body)) == []
    assert [one["to"] for one in body["personalizations"]] == [[{"email": "reader@example.org"}]]
    word = approve.approval(approved.desk(), "2026-12")
    assert word is not None
    assert built["sha256"] == word["sha256"]


def test_the_single_send_can_be_looked_at(there: Newsletter, fake: FakeSendGrid) -> None:
    (path,) = request.write(there.desk(), "2026-12")["files"]
    body: dict[str, Any] = json.loads(Path(path).read_text(encoding="utf-8"))
    there.send(now=AT)
    assert body["email_config"] == fake.single[0]["email_config"] | {"sender_id": 0}


@pytest.mark.parametrize(("on", "level"), [(True, "warn"), (False, "ok")])
def test_the_doctor_asks_about_tracking_only_when_told_to(
    approved: Newsletter, fake: FakeSendGrid, *, on: bool, level: str
) -> None:
    fake.tracking["open"] = on
    quiet = doctor(approved.folder, NOW, approved.env)
    assert fake.requests == []
    told = [point for point in doctor(approved.folder, NOW, approved.env, ask=True) if point not in quiet]
    assert [(point.what, point.level) for point in told] == [("SendGrid", level)]


def test_the_last_call_is_made_for_a_list_there_too(
    there: Newsletter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(*_: object) -> None:
        raise Refusal("held")

    monkeypatch.setattr(last_call, "call", held)
    with pytest.raises(Refusal, match="held"):
        there.send(now=AT)


def test_nothing_can_be_handed_over_earlier_than_sendgrid_takes_it(approved: Newsletter) -> None:
    settings = approved.folder / "sources.yaml"
    settings.write_text(
        settings.read_text(encoding="utf-8") + "send: {hand_over: 4 days}\n", encoding="utf-8"
    )
    with pytest.raises(ConfigError, match=r"send\.hand_over: .*72 hours or less"):
        approved.desk()
