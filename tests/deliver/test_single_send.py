from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from digest.config.settings import SendgridAudience
from digest.deliver.sendgrid.api import Api
from digest.deliver.single_send import Forbidden, Hosted, Posted
from digest.deliver.single_send.draft import LEAVE, draft, name, named
from digest.model import Email, Later
from tests.deliver.fake_sendgrid import KEY, Answer, FakeSendGrid, running
from tests.deliver.parts import email, newsletter
from tests.deliver.sendgrid_parts import NOW

LIST = SendgridAudience(list_id="l1", unsubscribe_group=5, sign_up_url="https://example.org/join")
CALLED = "digest:local:2026-12"


def hosted_email(**changes: Any) -> Email:
    return email(
        **({"html": f"<p>News</p><a href='{LEAVE}'>Leave</a>", "text": f"News\n{LEAVE}\n"} | changes)
    )


@pytest.fixture
def fake() -> Iterator[FakeSendGrid]:
    with running(lists={"l1": 40}) as found:
        yield found


def hosted(fake: FakeSendGrid) -> Hosted:
    return Hosted(api=Api(KEY, fake.url, 5), newsletter=newsletter(), audience=LIST, clock=lambda: NOW)


def scheduled(fake: FakeSendGrid) -> int:
    return sum(method == "PUT" for method, *_ in fake.requests)


def test_an_edition_goes_out_once_however_often_it_is_asked_for(fake: FakeSendGrid) -> None:
    assert hosted(fake).send(hosted_email()) == Posted(id="single0", status="triggered", readers=40)
    assert hosted(fake).send(hosted_email()) == Posted(id="single0", status="triggered")
    assert [one["name"] for one in fake.single] == [CALLED]
    assert scheduled(fake) == 1


def test_it_says_what_was_approved_to_the_list_that_was_named(fake: FakeSendGrid) -> None:
    hosted(fake).send(hosted_email())
    found = fake.single[0]
    assert found["send_to"] == {"list_ids": ["l1"]}
    assert found["email_config"] == {
        "subject": "What is on in March",
        "html_content": hosted_email().html,
        "plain_content": hosted_email().text,
        "generate_plain_content": False,
        "editor": "code",
        "suppression_group_id": 5,
        "sender_id": 7,
    }


def test_before_its_time_it_is_scheduled_and_then_left_alone(fake: FakeSendGrid) -> None:
    for _ in range(2):
        found = hosted(fake).send(hosted_email(), send_at=NOW + timedelta(hours=2))
        assert isinstance(found, Posted)
    assert (fake.single[0]["status"], fake.single[0]["send_at"]) == ("scheduled", "2026-12-03T11:00:00Z")


@pytest.mark.parametrize("failing", range(9))
@pytest.mark.parametrize("how", ["drop before", "drop after", (500, None, {}), (429, None, {})])
def test_wherever_it_is_cut_off_the_next_run_ends_it(failing: int, how: Answer | str) -> None:
    with running(lists={"l1": 40}) as fake:
        fake.answers = [*["go"] * failing, how]
        first = hosted(fake).send(hosted_email())
        fake.answers = []
        again = hosted(fake).send(hosted_email())
        assert isinstance(first, Later) or failing == 8
        assert isinstance(again, Posted)
        assert [one["status"] for one in fake.single].count("triggered") == 1
        assert all(one["name"] == CALLED for one in fake.single)


def test_of_several_drafts_the_oldest_is_taken_and_made_to_say_what_was_approved(fake: FakeSendGrid) -> None:
    fake.single = [
        {"id": "b", "name": CALLED, "status": "draft", "created_at": "2026-12-02T00:00:00Z"},
        {"id": "a", "name": CALLED, "status": "draft", "created_at": "2026-12-01T00:00:00Z"},
        {"id": "c", "name": f"{CALLED}-old", "status": "triggered", "created_at": "2026-11-01T00:00:00Z"},
    ]
    assert hosted(fake).send(hosted_email()) == Posted(id="a", status="triggered", readers=40)
    assert fake.single[1]["email_config"]["html_content"] == hosted_email().html


def test_two_who_race_send_the_same_one(fake: FakeSendGrid) -> None:
    other = {"id": "z", "name": CALLED, "status": "draft", "created_at": "2026-11-30T00:00:00Z"}
    fake.single = [other]
    fake.answers = [(200, {"result": []}, {})]
    assert hosted(fake).send(hosted_email()) == Posted(id="z", status="triggered", readers=40)
    assert [one["status"] for one in fake.single] == ["triggered", "draft"]


def test_only_the_exact_name_counts() -> None:
    rows = [{"id": "1", "name": f"{CALLED}b"}, {"id": "2", "name": "x" + CALLED}, {"name": CALLED}, None]
    assert named(rows, CALLED) == []
    assert len(name("a" * 40, "b" * 40)) <= 100


@pytest.mark.parametrize("kind", ["open", "click"])
def test_nothing_goes_out_while_readers_would_be_tracked(fake: FakeSendGrid, kind: str) -> None:
    fake.tracking[kind] = True
    with pytest.raises(Forbidden, match=f"{kind} tracking is on"):
        hosted(fake).send(hosted_email())
    assert fake.single == []


@pytest.mark.parametrize(("what", "words"), [({"lists": {"l1": 0}}, "nobody is on that list"), ({"lists": {}}, "nobody is on that list"), ({"lists": {"l1": 1}, "senders": set()}, "no verified sender")])  # fmt: skip
def test_a_list_or_sender_that_is_not_there_is_told(what: dict[str, Any], words: str) -> None:
    with running(**what) as fake, pytest.raises(Forbidden, match=words):
        hosted(fake).send(hosted_email())


@pytest.mark.parametrize("words", ["{{first_name}}", "<%name%>", "{{{ unsubscribe }}}"])
@pytest.mark.parametrize("part", ["html", "text", "subject"])
def test_no_tag_of_a_feed_is_filled_in(part: str, words: str) -> None:
    said = {part: getattr(hosted_email(), part) + words}
    with pytest.raises(Forbidden, match="tag that SendGrid would fill in"):
        draft(hosted_email(**said), LIST, called=CALLED, sender=7)


def test_without_a_way_to_leave_nothing_goes_out() -> None:
    with pytest.raises(Forbidden, match="how to leave"):
        draft(email(), LIST, called=CALLED, sender=7)


def test_the_receipt_gives_totals_and_says_that_it_cannot_be_complete(fake: FakeSendGrid) -> None:
    fake.stats = {"requests": 40, "delivered": 38, "bounces": 2, "opens": 7, "unique_clicks": 3}
    before = hosted(fake).receipt("2026-12")
    hosted(fake).send(hosted_email())
    found = hosted(fake).receipt("2026-12")
    assert isinstance(before, dict)
    assert isinstance(found, dict)
    assert (before["state"], before["providers"]) == ("approved", {"sendgrid": {}})
    assert found["providers"] == {"sendgrid": {"requests": 40, "delivered": 38, "bounces": 2}}
    assert (found["state"], found["complete"]) == ("triggered", None)
    assert found["reasons"]


def test_a_wrong_key_stops_at_once(fake: FakeSendGrid) -> None:
    wrong = Hosted(api=Api("SG.wrong", fake.url, 5), newsletter=newsletter(), audience=LIST)
    for found in (wrong.send(hosted_email()), wrong.receipt("2026-12")):
        assert isinstance(found, Later)
        assert found.stop
