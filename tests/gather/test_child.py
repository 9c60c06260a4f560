from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from digest.gather.parsing import Readers, Reading
from digest.model import Body, SourceError
from tests.gather.conftest import source, window

pytestmark = pytest.mark.usefixtures("outside_kinds")


def read(*kinds: str, body: bytes = b"", seconds: float = 10) -> list[Reading | SourceError]:
    """Read one document of each kind, all at once."""
    document = Body(body)
    document.url, document.content_type = "https://anytown.example.org/feed", "text/plain"

    async def one(readers: Readers, kind: str) -> Reading | SourceError:
        try:
            return await readers.read(document, source(document.url, kind=kind), window("2026-11-01"))
        except SourceError as problem:
            return problem

    async def go() -> list[Reading | SourceError]:
        async with Readers(kinds, seconds=seconds) as readers:
            return await asyncio.gather(*(one(readers, kind) for kind in kinds))

    return asyncio.run(go())


def titles(reading: Reading | SourceError) -> list[str]:
    assert isinstance(reading, Reading), reading
    return [item.title for item in reading.items]


@pytest.fixture
def others() -> list[str]:
    """Children that this test run had before: not ours to judge."""
    return children()


def children(pid: int | None = None) -> list[str]:
    tasks = Path(f"/proc/{pid or os.getpid()}/task")
    return [pid for task in tasks.iterdir() for pid in (task / "children").read_text().split()]


def test_a_document_becomes_items_with_its_address_and_type_known() -> None:
    (reading,) = read("warn")
    assert titles(reading) == ["https://anytown.example.org/feed text/plain"]


def test_what_a_kind_warns_of_is_told_once_and_other_warnings_are_not() -> None:
    (reading,) = read("warn")
    assert isinstance(reading, Reading)
    assert reading.warnings == ("two of three\x1b[31m entries had no date",)


BAD = {
    "refuse": "got a web page",
    "swell": "needs too much memory to read",
    "nest": "is nested too deeply to read",
    "crash": "could not be read: it breaks the reader",
    "leave": "could not be read: it breaks the reader",
    "stumble": 'the reader of kind "stumble" broke on it (ZeroDivisionError)',
    "nonsense": 'the reader of kind "nonsense" broke on it (TypeError)',
    "unwritable": 'the reader of kind "unwritable" broke on it (UnicodeEncodeError)',
    "zoneless": "published without a time zone",
    "unheard-of": 'unknown kind "unheard-of"',
}


def test_a_document_that_cannot_be_read_is_a_sentence_and_the_next_one_is_read() -> None:
    *bad, good = read(*BAD, "warn")
    for words, problem in zip(BAD.values(), bad, strict=True):
        assert isinstance(problem, SourceError)
        assert words in str(problem)
    assert isinstance(good, Reading)


def test_a_reader_that_hangs_is_killed_and_its_place_taken(others: list[str]) -> None:
    began = time.monotonic()
    *hung, good = read("hang", "hang", "warn", seconds=0.3)
    assert [str(problem) for problem in hung] == ["takes too long to read"] * 2
    assert isinstance(good, Reading)
    assert time.monotonic() - began < 5
    assert children() == others


def test_no_child_outlives_a_gathering_that_is_stopped(others: list[str]) -> None:
    async def stopped() -> None:
        async with asyncio.timeout(0.8), Readers(["hang"]) as readers:
            await readers.read(Body(b""), source("https://example.org/", kind="hang"), window("2026-11-01"))

    with pytest.raises(TimeoutError):
        asyncio.run(stopped())
    assert children() == others


def test_nothing_to_read_starts_nobody(others: list[str]) -> None:
    async def idle() -> list[str]:
        async with Readers(["feed"]):
            return children()

    assert asyncio.run(idle()) == others


def test_a_reader_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGEST_SECRET", "k1:a-secret-of-sixteen-or-more")
    monkeypatch.setenv("SENDGRID_API_KEY", "SG.secret")
    (reading,) = read("secrets")
    assert set(" ".join(titles(reading)).split()) <= {"PATH", "LD_LIBRARY_PATH", "LC_CTYPE"}


def test_a_reader_writes_no_file(tmp_path: Path) -> None:
    (refused,) = read("files", body=str(tmp_path / "left-behind").encode())
    assert 'the reader of kind "files" broke on it (OSError)' in str(refused)
    assert (tmp_path / "left-behind").read_bytes() == b""


def test_a_kind_that_prints_disturbs_nobody(capfd: pytest.CaptureFixture[str]) -> None:
    (reading,) = read("chatter")
    assert titles(reading) == ["quiet"]
    assert capfd.readouterr() == ("", "")


HANGING = """
import asyncio
from digest.gather.parsing import Readers
from digest.model import Body
from tests.gather.conftest import source, window

async def go():
    async with Readers(["hang"]) as readers:
        await readers.read(Body(b""), source("https://example.org/", kind="hang"), window("2026-11-01"))

asyncio.run(go())
"""


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_no_child_outlives_a_program_that_is_stopped(how: signal.Signals) -> None:
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", HANGING]
    with subprocess.Popen(command, env=env, stderr=subprocess.PIPE, start_new_session=True) as program:
        while not (born := children(program.pid)):
            assert program.poll() is None
            time.sleep(0.02)
        if how is signal.SIGKILL:  # before it has anything to read, else its processor time is the limit
            os.kill(program.pid, how)
        else:
            time.sleep(0.5)
            os.killpg(program.pid, how)
        program.communicate(timeout=10)
    deadline = time.monotonic() + 5
    while any(map(alive, born)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not any(map(alive, born))


def alive(pid: str) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2]
    except (FileNotFoundError, ProcessLookupError):
        return False
