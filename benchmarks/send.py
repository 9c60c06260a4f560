"""How fast an edition of 70 KB goes over ten connections, ledger included, beside programs that keep none."""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import seventy
from race import Result, Runner, race

OURS, LIMIT, THREADS, DJANGO, COMPOSING, RAW = (
    "digest, with ledger",
    "smtp-source -s 10",
    "smtplib, 10 threads",
    "Django's backend",
    "nodemailer composes",
    "nodemailer, raw",
)
GOALS = {LIMIT: 0.9, THREADS: 2, COMPOSING: 4, DJANGO: 8}  # so many times as fast
PATH = os.environ["PATH"] + ":/usr/sbin"
NODEMAILER = "nodemailer@7"
PAGES = 200


def main() -> None:
    """Start a mail server that only counts, run everybody in turn, print how they compare."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("-n", "--readers", type=int, default=5000)
    options.add_argument("-r", "--rounds", type=int, default=3, help="medians are shown")
    options.add_argument(
        "--only", help="words of the contestants' names, with commas; ours always takes part"
    )
    options.add_argument(
        "--postfix", action="store_true", help="smtp-sink of Debian's postfix takes the messages"
    )
    options.add_argument("--ledger", type=Path, help="a folder for the ledger: another disk, or /dev/shm")
    options.add_argument("--without-npm", action="store_true", help="do not install nodemailer")
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="send-") as name, _sink(postfix=given.postfix) as port:
        folder = Path(name)
        ledger = given.ledger or folder / "ledger"
        print(f"{given.readers} readers, {given.rounds} rounds, medians")
        runners = _runners(folder, ledger, port, given)
        words = given.only.split(",") if given.only else [""]
        part = [one for one in runners if one.name == OURS or any(word in one.name for word in words)]
        results = race(part, rounds=given.rounds, cold=True, log=folder / "log")
        print(f"  fdatasync of 4 KB beside the ledger: {fdatasync(ledger) * 1000:.2f} ms")
        _show(results, given.readers)
        if failed := [one for one, result in results.items() if result.code]:
            print((folder / "log").read_text()[-2000:])
            sys.exit(f"failed: {', '.join(failed)}")


def fdatasync(folder: Path) -> float:
    """Return the median seconds that a page of 4 KB takes to reach the disk."""
    took = []
    file = os.open(folder / "page", os.O_CREAT | os.O_WRONLY)
    for _ in range(PAGES):
        began = time.perf_counter()
        os.pwrite(file, bytes(4096), 0)
        os.fdatasync(file)
        took.append(time.perf_counter() - began)
    os.close(file)
    return statistics.median(took)


def _runners(folder: Path, ledger: Path, port: int, given: argparse.Namespace) -> list[Runner]:
    url = seventy.settle(ledger, 0)
    carry = [sys.executable, str(Path(__file__).with_name("carry.py"))]
    rest = [str(port), str(given.readers), url]

    def wipe() -> None:
        seventy.settle(ledger, given.readers)

    found = [
        Runner(name=OURS, command=[*carry, "digest", *rest], wipe=wipe),
        Runner(name=THREADS, command=[*carry, "threads", *rest]),
    ]
    if source := shutil.which("smtp-source", path=PATH):
        size = str(seventy.size())
        command = [source, "-s", "10", "-m", str(given.readers), "-l", size, "-f", "d@seventy.example"]
        found.append(Runner(name=LIMIT, command=[*command, "-t", "r@seventy.example", f"127.0.0.1:{port}"]))
    else:
        print(f"  without {LIMIT}: Debian's postfix is not installed")
    if find_spec("django"):
        found.append(Runner(name=DJANGO, command=[*carry, "django", *rest]))
    else:
        print(f"  without {DJANGO}: Django is not installed in this environment")
    if node := None if given.without_npm else _nodemailer(folder / "node"):
        pool = ["node", str(Path(__file__).with_name("pool.mjs")), str(node), *rest[:2]]
        found += [Runner(name=COMPOSING, command=pool), Runner(name=RAW, command=[*pool, "raw"])]
    return found


def _nodemailer(folder: Path) -> Path | None:
    """Install nodemailer for this run; return where, None with a note where that cannot be."""
    if not shutil.which("node") or not shutil.which("npm"):
        print("  without nodemailer: node and npm are not installed")
        return None
    folder.mkdir()
    email = seventy.email()
    (folder / "package.json").write_text('{"private": true}', encoding="utf-8")
    (folder / "email.html").write_text(email.html, encoding="utf-8")
    (folder / "email.txt").write_text(email.text, encoding="utf-8")
    command = ["npm", "install", "--no-audit", "--no-fund", "--loglevel=error", NODEMAILER]
    try:
        subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True, timeout=300)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as problem:
        print(
            f"  without nodemailer: it cannot be installed: {str(problem.stderr or problem).strip()[-200:]}"
        )
        return None
    return folder


@contextmanager
def _sink(*, postfix: bool) -> Iterator[int]:
    """Serve from a process of its own; give its port."""
    command, port = [sys.executable, str(Path(__file__).with_name("sink.py"))], 0
    if postfix:
        sink = shutil.which("smtp-sink", path=PATH)
        if not sink:
            sys.exit("smtp-sink is not here: install Debian's postfix, and keep its daemon off")
        port = _free()
        command = [sink, *(["-u", "nobody"] if os.geteuid() == 0 else []), f"127.0.0.1:{port}", "1024"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            if postfix:
                time.sleep(0.5)  # it says nothing when it is ready
            yield port or int(process.stdout.readline())
        finally:
            process.kill()


def _free() -> int:
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _show(results: Mapping[str, Result], readers: int) -> None:
    ours = results[OURS]
    print(f"\n  {'':20}{'readers/s':>10}{'cpu s':>8}{'MB':>6}{'ours/it':>9}  goal")
    for name, result in sorted(results.items(), key=lambda row: row[1].wall):
        ratio = "" if name == OURS else f"{result.wall / ours.wall:.2f}"
        goal = f">= {GOALS[name]:.1f}" if name in GOALS else ""
        speed = readers / result.wall
        code = f"  exit {result.code}" if result.code else ""
        line = f"  {name:20}{speed:10.0f}{result.cpu:8.2f}{result.memory / 1e6:6.0f}{ratio:>9}  {goal}{code}"
        print(line.rstrip(), flush=True)


if __name__ == "__main__":
    main()
