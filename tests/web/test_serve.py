"""`digest serve` as a program: what it answered holds, however it ends; what it writes names nobody."""

from __future__ import annotations

import http.client
import re
import signal
import socket
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from urllib.parse import urlsplit

import pytest
from typer.testing import CliRunner

from digest import links
from digest.cli.main import app
from digest.desk.desk import Refusal, open_desk
from digest.desk.public_pages import must_answer
from digest.model import Subscriber, SubscriberStatus
from tests.desk.conftest import NOW
from tests.web.conftest import ENVIRONMENT, SECRETS, People, Program, people, served

SILENT = 0


def ask(program: Program, method: str, path: str) -> int:
    """Return the status of an answer, SILENT when none came."""
    place = urlsplit(program.url)
    connection = http.client.HTTPConnection(str(place.hostname), place.port, timeout=20)
    try:
        connection.request(method, path, body=b"List-Unsubscribe=One-Click" if method == "POST" else None)
        answer = connection.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        return SILENT
    finally:
        connection.close()
    return answer.status


def name(reader: Subscriber) -> str:
    return reader.address.partition("@")[0]


def who_left(made: People) -> set[str]:
    return {name(one) for one in made.everyone() if one.status is SubscriberStatus.LEFT}


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM], ids=["killed", "ended"])
def test_whoever_was_told_that_they_left_has_left_however_it_ends(tmp_path: Path, number: int) -> None:
    made = people(tmp_path, *(f"r{n}" for n in range(120)))
    tokens = {name(one): links.sign(one.public_id, SECRETS["k1"], "k1") for one in made.everyone()}
    enough = Event()
    with served(tmp_path) as program, ThreadPoolExecutor(8) as pool:

        def leave(who: str) -> str:
            status = ask(program, "POST", f"/u/{tokens[who]}")
            if who == "r40":
                enough.set()
            return who if status == 200 else ""

        told = [pool.submit(leave, who) for who in tokens]
        assert enough.wait(20)
        code = program.end(number)
    answered = {one.result() for one in told} - {""}
    assert "r40" in answered
    assert answered <= who_left(made)
    assert code == (0 if number == signal.SIGTERM else -signal.SIGKILL)


def test_what_it_writes_names_nobody(tmp_path: Path) -> None:
    made = people(tmp_path)
    token = made.token("ada")
    with served(tmp_path) as program:
        assert ask(program, "GET", "/healthz") == 200
        assert ask(program, "GET", f"/u/{token}") == 200
        assert ask(program, "POST", f"/u/{token}") == 200
        assert ask(program, "POST", "/u/" + "a" * 100_000) in {200, 400}  # 400 where the head comes in pieces
        holder = sqlite3.connect(tmp_path / "digest.db")
        holder.execute("DROP TABLE suppression")
        holder.close()
        assert ask(program, "POST", f"/u/{token}?undo") == 503
        assert program.end() == 0
    said = program.log.read_text()
    assert "digest.web: " in said
    assert not re.search(rf"{re.escape(token)}|@example\.org|Traceback|/u/", said)


def test_a_port_that_is_taken_and_a_site_that_is_none_are_told_in_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(tmp_path)
    monkeypatch.setenv("DIGEST_SECRET", ENVIRONMENT["DIGEST_SECRET"])
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)

    def told(*words: str) -> str:
        return str(CliRunner().invoke(app, ["-C", str(tmp_path), "serve", *words]).exception)

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"cannot listen on 127.0.0.1, port {port}: Address already in use" in told("--port", str(port))
    assert "--site: nowhere is no folder" in told("--site", "nowhere")


def test_where_there_is_nobody_to_let_go_it_does_not_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(tmp_path)
    monkeypatch.delenv("DIGEST_SECRET", raising=False)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    words = ["-C", str(tmp_path), "serve", "--port", "0"]
    assert "DIGEST_SECRET: not set" in str(CliRunner().invoke(app, words).exception)
    monkeypatch.setenv("DIGEST_SECRET", ENVIRONMENT["DIGEST_SECRET"])
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert "GITHUB_ACTIONS" in str(CliRunner().invoke(app, words).exception)
    monkeypatch.delenv("GITHUB_ACTIONS")
    settings = tmp_path / "sources.yaml"
    hosted = (
        "audience: {sendgrid: {list_id: l, unsubscribe_group: 1, sign_up_url: https://example.org/join}}\n"
    )
    settings.write_text(settings.read_text() + hosted)
    assert "audience: sendgrid" in str(CliRunner().invoke(app, words).exception)


def test_who_is_about_to_send_finds_the_door_open_or_does_not_send(tmp_path: Path) -> None:
    page = tmp_path / "site" / "editions" / "2026-12" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text("<h1>December</h1>")
    people(tmp_path)
    with served(tmp_path, "--site", str(tmp_path / "site")) as program:
        settings = tmp_path / "sources.yaml"
        text = settings.read_text()
        settings.write_text(text.replace("base_url: https://boroughs.example", f"base_url: {program.url}"))
        desk = open_desk(tmp_path, NOW, ENVIRONMENT | {"DIGEST_ALLOW_PRIVATE_HOSTS": "127.0.0.1"})
        must_answer(desk, "2026-12")
        program.end()
        with pytest.raises(Refusal, match="nobody could unsubscribe: start `digest serve`"):
            must_answer(desk, "2026-12")
