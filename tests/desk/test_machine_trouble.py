"""A full disk, a database that cannot be written, a clock that jumps, another version: one sentence, nobody in doubt."""

from __future__ import annotations

import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_bytes
from itertools import count
from pathlib import Path

import pytest

from digest.cli import ending
from digest.cli.main import app
from digest.config import environment
from digest.desk import approve, send
from digest.desk.desk import Unfinished
from digest.store import engine, migrate
from tests.desk.conftest import NOW, Newsletter

READERS = [f"reader{n}" for n in range(150)]  # two chunks of the outbox


@pytest.fixture
def approved(newsletter: Newsletter) -> Newsletter:
    newsletter.gather()
    newsletter.readers(*READERS)
    approve.approve(newsletter.desk(), "2026-12", "Dot")
    return newsletter


def command(newsletter: Newsletter, *, most: int | None = None, **env: str) -> tuple[int, str]:
    """Run `digest send`; return how it ended and what it said. No file may grow beyond `most` bytes."""

    def limited() -> None:
        if most is not None:  # SQLite gets EFBIG, as it would get ENOSPC: Python ignores SIGXFSZ
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    words = [sys.executable, "-m", "digest", "-C", str(newsletter.folder), "--now", NOW.isoformat()]
    around = {name: value for name, value in os.environ.items() if name not in environment.NAMES}
    ran = subprocess.run(
        [*words, "send", "2026-12"],
        env=around | newsletter.env | env,
        preexec_fn=limited,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in ran.stderr
    return ran.returncode, ran.stderr.strip()


def check_that_everybody_has_it_once(newsletter: Newsletter) -> None:
    counts = newsletter.send()
    assert (counts["sent"], counts["unknown"], counts["complete"]) == (len(READERS), 0, True)
    to = sorted(str(message_from_bytes(raw)["To"]) for raw in newsletter.outbox())
    assert to == sorted(f"{name}@example.org" for name in READERS)


@pytest.mark.parametrize("most", [20_000, 40_000, 60_000, 80_000])
def test_when_the_disk_is_full_it_says_so_and_goes_on_later(approved: Newsletter, most: int) -> None:
    code, said = command(approved, most=most)
    assert code in {1, 2, 75}
    assert len(said.splitlines()) == 1
    check_that_everybody_has_it_once(approved)


def test_from_a_database_that_cannot_be_written_nothing_goes_out(approved: Newsletter) -> None:
    path = approved.folder / "digest.db"
    code, said = command(approved, DIGEST_DATABASE_URL=f"sqlite:///file:{path}?mode=ro&uri=true")
    assert code
    assert len(said.splitlines()) == 1
    assert "readonly" in said
    assert approved.outbox() == []
    check_that_everybody_has_it_once(approved)


@pytest.fixture
def other(approved: Newsletter, monkeypatch: pytest.MonkeyPatch) -> Iterator[sqlite3.Connection]:
    """Another program holds the database; ours waits 50 ms for it."""
    monkeypatch.setattr(engine, "PRAGMAS", ("busy_timeout=50", *engine.PRAGMAS[1:]))
    other = sqlite3.connect(approved.folder / "digest.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield other
    other.close()


def test_while_another_program_holds_the_database_it_asks_to_be_run_again(
    approved: Newsletter,
    other: sqlite3.Connection,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in approved.env.items():
        monkeypatch.setenv(name, value)
    words = ["-C", str(approved.folder), "--now", NOW.isoformat(), "send", "2026-12"]
    assert ending.run(lambda: app(words, standalone_mode=False), as_json=False) == 75
    (said,) = capsys.readouterr().err.splitlines()
    assert "the database is busy" in said
    assert approved.outbox() == []
    other.execute("ROLLBACK")
    check_that_everybody_has_it_once(approved)


def test_a_database_of_a_later_version_is_left_alone(approved: Newsletter) -> None:
    _version(approved.folder, "9999")
    code, said = command(approved)
    assert (code, said) == (1, "the database was written by a newer digest: update this one")
    assert approved.outbox() == []
    _version(approved.folder, migrate.HEAD)
    check_that_everybody_has_it_once(approved)


def test_a_clock_that_jumps_back_in_the_middle_changes_nothing(approved: Newsletter) -> None:
    hours = count()

    def backwards() -> datetime:
        return NOW - timedelta(hours=next(hours))

    with pytest.raises(Unfinished):
        send.send(approved.desk(), "2026-12", clock=backwards, stop=lambda: bool(approved.outbox()))
    assert 0 < len(approved.outbox()) < len(READERS)
    send.send(approved.desk(NOW - timedelta(days=2)), "2026-12", clock=backwards, stop=lambda: False)
    check_that_everybody_has_it_once(approved)


def _version(folder: Path, number: str) -> None:
    with sqlite3.connect(folder / "digest.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", [number])
    connection.close()
