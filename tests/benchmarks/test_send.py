"""The benchmark of sending runs, and everybody hands over as many messages as the server takes."""

from __future__ import annotations

import re
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parent.parent.parent / "benchmarks"
READERS = 30


@contextmanager
def sink(*options: str) -> Iterator[int]:
    command = [sys.executable, str(BENCHMARKS / "sink.py"), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            yield int(process.stdout.readline())
        finally:
            process.kill()


def taken(port: int) -> int:
    with smtplib.SMTP("127.0.0.1", port) as connection:
        return int(connection.noop()[1].split()[0])


def test_a_race_names_everybody_how_we_compare_and_how_fast_the_disk_is(tmp_path: Path) -> None:
    command = [sys.executable, str(BENCHMARKS / "send.py"), "--without-npm"]
    done = subprocess.run(
        [*command, "-n", str(READERS), "-r", "1", "--only", "smtplib", "--ledger", str(tmp_path)],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{READERS} readers, 1 rounds, medians" in done.stdout
    assert re.search(r"fdatasync of 4 KB beside the ledger: [\d.]+ ms", done.stdout)
    assert re.search(r"^  digest, with ledger +\d+ +[\d.]+ +\d+$", done.stdout, re.MULTILINE)
    assert re.search(r"^  smtplib, 10 threads +\d+ +[\d.]+ +\d+ +[\d.]+  >= 2.0$", done.stdout, re.MULTILINE)


@pytest.mark.parametrize("offers", [(), ("--plain",)])
@pytest.mark.parametrize("carrier", ["digest", "threads"])
def test_each_reader_is_one_message_at_the_server(
    tmp_path: Path, offers: tuple[str, ...], carrier: str
) -> None:
    settle = f"from pathlib import Path; import seventy; print(seventy.settle(Path('{tmp_path}'), {READERS}))"
    made = subprocess.run(
        [sys.executable, "-c", settle], check=True, capture_output=True, text=True, cwd=BENCHMARKS
    )
    with sink(*offers) as port:
        command = [
            sys.executable,
            str(BENCHMARKS / "carry.py"),
            carrier,
            str(port),
            str(READERS),
            made.stdout.strip(),
        ]
        subprocess.run(command, check=True, timeout=60)
        assert taken(port) == READERS
