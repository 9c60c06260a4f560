from __future__ import annotations

from typing import Any

import pytest

from digest.desk import leaving
from digest.desk.desk import open_desk
from digest.store.subscribers import suppress
from tests.desk.conftest import NOW
from tests.web.conftest import ENVIRONMENT, SECRETS, Door

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def heading(answer: Any) -> str:
    return str(answer.text.split("<h1>")[1].split("</h1>")[0])


def test_a_link_scanner_that_opens_every_link_puts_nobody_off_the_list(door: Door) -> None:
    token = door.token("ada")
    for method in ("GET", "HEAD", "OPTIONS"):
        assert door.client.request(method, f"/u/{token}").status_code < 300
        assert door.client.request(method, f"/u/{token}?undo").status_code < 300
    assert door.status("ada") == "active"


def test_the_page_shows_the_address_masked_and_a_button(door: Door) -> None:
    page = door.get(f"/u/{door.token('ada')}")
    assert page.status_code == 200
    assert "a...@example.org" in page.text
    assert "ada@" not in page.text
    assert '<form method="post"><button>Stop my emails</button></form>' in page.text
    assert "<script" not in page.text


@pytest.mark.parametrize(
    "sent",
    [
        {"data": ONE_CLICK},
        {"files": {"List-Unsubscribe": (None, "One-Click")}},
        {"content": b""},
        {"content": b"\xff\x00 noise", "headers": {"Content-Type": "multipart/form-data"}},
    ],
    ids=["a form", "multipart", "our own button", "noise"],
)
def test_one_click_is_enough_however_a_mail_program_writes_it(door: Door, sent: dict[str, Any]) -> None:
    answer = door.post(f"/u/{door.token('ada')}", **sent)
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    assert "location" not in answer.headers
    assert (door.status("ada"), door.status("bea")) == ("left", "active")


def test_leaving_twice_is_leaving_once(door: Door) -> None:
    first, second = (door.post(f"/u/{door.token('ada')}", data=ONE_CLICK) for _ in range(2))
    assert (first.status_code, first.text) == (second.status_code, second.text)
    assert door.status("ada") == "left"


def test_whoever_left_sees_so_and_may_think_again(door: Door) -> None:
    link = f"/u/{door.token('ada')}"
    assert heading(door.post(link)) == "You have left Borough Digital"
    page = door.get(link)
    assert heading(page) == "You have left Borough Digital"
    assert '<form method="post" action="?undo">' in page.text
    assert heading(door.post(f"{link}?undo")) == "You get Borough Digital again"
    assert door.status("ada") == "active"
    assert heading(door.get(link)) == "Stop getting Borough Digital?"


def test_the_undo_button_does_not_bring_back_who_bounced_or_complained(door: Door) -> None:
    link = f"/u/{door.token('ada')}"
    with open_desk(door.folder, NOW, ENVIRONMENT).store() as store:
        suppress(store, "ada@example.org", "complained", secrets=SECRETS, now=NOW)
    door.post(link)
    assert heading(door.post(f"{link}?undo")) == "We cannot write to this address"
    assert door.status("ada") == "left"


def test_an_edition_signed_with_an_older_key_lets_its_readers_go(door: Door) -> None:
    assert "a...@example.org" in door.get(f"/u/{door.token('ada', 'k0')}").text
    door.post(f"/u/{door.token('ada', 'k0')}")
    assert door.status("ada") == "left"


def test_a_body_without_end_is_refused_and_changes_nothing(door: Door) -> None:
    answer = door.post(f"/u/{door.token('ada')}", content=b"x" * 70_000)
    assert (answer.status_code, heading(answer)) == (413, "That was more than we can take")
    assert door.status("ada") == "active"


def test_an_address_is_masked_so_that_only_its_owner_knows_it() -> None:
    assert leaving.masked("ada.lovelace@example.org") == "a...@example.org"


def test_whoever_asks_under_another_name_finds_that_name_nowhere(door: Door) -> None:
    token = door.token("ada")
    asked = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    for answer in (
        door.get(f"/u/{token}?next=https://evil.example", headers=asked),
        door.post(f"/u/{token}?next=https://evil.example", headers=asked),
        door.get("/u", headers=asked),
        door.get("/nowhere/", headers=asked),
    ):
        assert "evil.example" not in answer.text + str(answer.headers)
        assert "location" not in answer.headers
