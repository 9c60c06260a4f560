from __future__ import annotations

import base64
import hashlib
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.exc import DatabaseError

from digest.desk import leaving
from digest.store.place import Busy, StoreError
from digest.web import writer
from tests.web.conftest import Door, opened, people

PAGES = ("/u/AAAA", "/nowhere", "/healthz")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Door]:
    people(tmp_path)
    folder = tmp_path / "site"
    (folder / "editions" / "2026-12").mkdir(parents=True)
    (folder / ".git").mkdir()
    (folder / ".well-known").mkdir()
    (folder / "index.html").write_text("<h1>Borough Digital</h1>")
    (folder / "editions" / "2026-12" / "index.html").write_text("<h1>December</h1>")
    (folder / "feed.xml").write_text("<feed/>")
    (folder / ".env").write_text("DIGEST_SECRET=private")
    (folder / ".git" / "config").write_text("private")
    (folder / ".well-known" / "security.txt").write_text("Contact: us")
    (folder / "out").symlink_to(tmp_path / "digest.db")
    with opened(tmp_path, folder) as made:
        yield made


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_says_what_a_browser_may_not_do(door: Door, path: str) -> None:
    headers = door.get(path).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "script-src" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert "set-cookie" not in headers
    assert "server" not in headers


def test_the_policy_names_the_styles_of_exactly_this_page_and_the_logos_host(tmp_path: Path) -> None:
    people(tmp_path, settings='  brand: {accent: "#7a1f5c", logo: "https://pictures.example.org/logo.png"}\n')
    with opened(tmp_path) as door:
        page = door.get("/u/AAAA")
    style = re.findall(r"<style>(.*?)</style>", page.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style[0].encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}';" in page.headers["content-security-policy"]
    assert "img-src https://pictures.example.org;" in page.headers["content-security-policy"]
    assert " style=" not in page.text


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/u/AAAA", {"GET", "HEAD", "POST", "OPTIONS"}),
        ("/feedback/sendgrid", {"POST", "OPTIONS"}),
        ("/healthz", {"GET", "HEAD", "OPTIONS"}),
    ],
)
def test_each_address_says_what_it_takes(door: Door, path: str, allowed: set[str]) -> None:
    asked = door.client.options(path)
    assert (asked.status_code, set(asked.headers["allow"].split(", "))) == (204, allowed)
    for method in {"GET", "POST", "PUT", "DELETE", "PATCH", "TRACE", "BREW"} - allowed:
        answer = door.client.request(method, path)
        assert answer.status_code == 405, method
        assert set(answer.headers["allow"].split(", ")) == allowed
        assert "This page does not work that way" in answer.text


def test_what_is_not_there_is_said_on_a_page(door: Door) -> None:
    for path in ("/", "/u", "/nowhere", "/feedback/", "/%00", "/..%2f..%2fetc/passwd"):
        answer = door.get(path)
        assert (answer.status_code, "There is no page here" in answer.text) == (404, True), path


def test_the_site_is_served_beside_the_readers_pages(site: Door) -> None:
    assert site.get("/").text == "<h1>Borough Digital</h1>"
    for path in ("/editions/2026-12/", "/editions/2026-12", "/editions/2026-12/index.html"):
        assert site.get(path).text == "<h1>December</h1>", path
    assert site.get("/feed.xml").headers["cache-control"] == "public, max-age=300"
    assert site.get("/.well-known/security.txt").text == "Contact: us"
    assert site.get("/u/AAAA").status_code == 200
    assert site.get("/healthz").text == "ok\n"
    assert site.client.post("/feed.xml").status_code == 405


@pytest.mark.parametrize(
    "path",
    ["/.env", "/.git/config", "/out", "/editions/", "/nowhere", "/../sources.yaml", "/%2e%2e/sources.yaml"],
)
def test_nothing_hidden_nothing_listed_nothing_from_outside_the_site(site: Door, path: str) -> None:
    answer = site.get(path)
    assert answer.status_code == 404
    assert "private" not in answer.text


def test_it_is_healthy_while_readers_can_be_looked_up(door: Door) -> None:
    assert (door.get("/healthz").status_code, door.get("/healthz").text) == (200, "ok\n")
    door.booth.store.close()
    (door.folder / "digest.db").write_bytes(b"no database at all" * 500)
    for name in ("digest.db-wal", "digest.db-shm"):
        (door.folder / name).unlink(missing_ok=True)
    answer = door.get("/healthz")
    assert answer.status_code == 503
    assert "digest.db" not in answer.text


TROUBLES = [
    Busy("the database is busy or out of reach: it is locked"),
    StoreError("the database: disk I/O error"),
    DatabaseError("SELECT ada@example.org", None, Exception("ada@example.org")),
    TimeoutError(),
    ZeroDivisionError("ada@example.org"),
]


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: type(trouble).__name__)
def test_what_the_database_cannot_do_now_is_a_page_to_try_later_and_one_line_without_a_name(
    door: Door, trouble: Exception, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise trouble

    link = f"/u/{door.token('ada')}"
    monkeypatch.setattr(leaving, "grant", fails)
    monkeypatch.setattr(leaving, "look", fails)
    for answer in (door.post(link), door.get(link)):
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "120"
        assert "The fault is ours" in answer.text
        assert "Traceback" not in answer.text
    assert len(caplog.records) == 2
    assert "ada" not in caplog.text
    assert link not in caplog.text
    monkeypatch.undo()
    assert door.post(link).status_code == 200
    assert door.status("ada") == "left"


def test_who_waits_for_a_database_that_another_program_holds_is_asked_to_try_again(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "PATIENCE", 0.2)
    link = f"/u/{door.token('ada')}"
    holder = sqlite3.connect(door.folder / "digest.db")
    holder.execute("BEGIN IMMEDIATE")
    assert door.post(link).status_code == 503
    assert door.get(link).status_code == 200
    assert door.get("/healthz").status_code == 200
    holder.rollback()
    holder.close()
    monkeypatch.undo()
    assert door.post(link).status_code == 200
    assert door.status("ada") == "left"
