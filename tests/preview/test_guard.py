"""Only this machine's own page may ask, and nothing that is looked at changes anything."""

from __future__ import annotations

import pytest

from digest.preview import frames
from tests.preview.conftest import EDITION, HOST, Desk

EDIT = {"do": "write", "field": "subject", "value": "Mine"}


@pytest.mark.parametrize(
    "host", ["evil.example:8765", "127.0.0.1", "127.0.0.1:80", "localhost.evil.example:8765", ""]
)
def test_a_name_that_is_not_ours_gets_nothing(desk: Desk, host: str) -> None:
    answer = desk.client.get(f"/{EDITION}/state", headers={"host": host})
    assert answer.status_code == 403
    assert "sections" not in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost:8765", "[::1]:8765"])
def test_our_own_names_are_answered(desk: Desk, host: str) -> None:
    assert desk.client.get(f"/{EDITION}/state", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-digest-token": "guess"},
        {"x-digest-token": "OURS", "origin": "http://evil.example"},
        {"x-digest-token": "OURS", "origin": "null"},
        {"x-digest-token": "OURS", "origin": "https://127.0.0.1:8765"},
        {"x-digest-token": "OURS", "sec-fetch-site": "cross-site"},
        {"x-digest-token": "OURS", "sec-fetch-site": "same-site"},
        {"x-digest-token": "OURS", "host": "evil.example"},
    ],
)
@pytest.mark.parametrize("verb", ["edit", "undo", "redo", "start", "gather", "approve", "reopen", "look-up"])
def test_a_change_wants_the_token_and_our_own_page(desk: Desk, verb: str, headers: dict[str, str]) -> None:
    before = desk.text()
    given = {name: value.replace("OURS", desk.bench.token) for name, value in headers.items()}
    answer = desk.client.post(
        f"/{EDITION}/{verb}", json={"version": desk.version, "edit": EDIT}, headers=given
    )
    assert answer.status_code == 403
    assert desk.text() == before


@pytest.mark.parametrize("verb", ["edit", "undo", "gather", "approve", "start"])
def test_a_get_changes_nothing(desk: Desk, verb: str) -> None:
    before = desk.text()
    assert desk.client.get(f"/{EDITION}/{verb}", params={"do": "write"}).status_code == 405
    assert desk.text() == before


def test_the_page_runs_only_what_we_serve_and_stands_in_no_frame(desk: Desk) -> None:
    answer = desk.client.get(f"/{EDITION}/")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "<script>" not in answer.text
    assert "style=" not in answer.text
    assert desk.bench.token in answer.text


@pytest.mark.parametrize("view", list(frames.VIEWS))
def test_the_edition_stands_in_a_box_without_scripts_forms_or_requests(desk: Desk, view: str) -> None:
    answer = desk.client.get(f"/{EDITION}/frame/{view}")
    policy = answer.headers["content-security-policy"]
    assert answer.status_code == 200
    assert "default-src 'none'" in policy
    assert "img-src data:;" in policy
    assert "sandbox allow-same-origin" in policy
    assert "allow-scripts" not in policy
    assert "allow-forms" not in policy
    assert "Bins that tell their day" in answer.text


def test_pictures_are_asked_for_only_when_the_editor_says_so(desk: Desk) -> None:
    asked = desk.client.get(f"/{EDITION}/frame/desktop?pictures=1").headers["content-security-policy"]
    blocked = desk.client.get(f"/{EDITION}/frame/blocked?pictures=1").headers["content-security-policy"]
    assert "img-src data: https: http:" in asked
    assert "img-src data:;" in blocked


@pytest.mark.parametrize(
    "path", ["/static/..%2fapp.py", "/static/%2e%2e/guard.py", "/../../etc/passwd", "/2026-12/frame/other"]
)
def test_nothing_beside_the_page_is_served(desk: Desk, path: str) -> None:
    assert desk.client.get(path).status_code in {403, 404}


def test_no_reader_is_named_on_the_page(desk: Desk) -> None:
    desk.newsletter.readers("ada", "bea")
    state = desk.look()
    assert state["readers"] == 2
    everything = (
        desk.client.get(f"/{EDITION}/").text + str(state) + desk.client.get(f"/{EDITION}/frame/text").text
    )
    assert "ada@" not in everything


def test_home_leads_to_the_edition(desk: Desk) -> None:
    answer = desk.client.get("/", headers={"host": HOST.removeprefix("http://")})
    assert answer.headers["location"] == f"/{desk.bench.key}/{EDITION}/"


@pytest.mark.parametrize("key", ["", "guess/", "KEY~/", "KE/", "\u00fcber/", "/"])
@pytest.mark.parametrize(
    "path", ["", "2026-12/", "2026-12/state", "2026-12/frame/desktop", "2026-12/live", "static/page.js"]
)
def test_another_person_of_this_machine_gets_nothing_without_the_key(desk: Desk, key: str, path: str) -> None:
    ours = key.replace("KEY", desk.bench.key).replace("KE", desk.bench.key[:-1])
    answer = desk.client.get(f"{HOST}/{ours}{path}")
    assert answer.status_code == 403
    assert desk.bench.token not in answer.text
    assert "digest preview printed" in answer.text


def test_who_opens_an_old_address_reads_a_sentence(desk: Desk) -> None:
    answer = desk.client.get(f"{HOST}/old/{EDITION}/", headers={"accept": "text/html,*/*"})
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.text.startswith("This address is not the one of this run: open the one")


def test_a_key_in_other_letters_is_no_accident(desk: Desk) -> None:
    given = {b"x-digest-token": "gu\u00e9ss".encode("latin-1")}
    answer = desk.client.post(f"/{EDITION}/edit", json={}, headers=given)
    assert answer.status_code == 403
