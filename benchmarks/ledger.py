"""What the ledger costs: chunks claimed and settled, and lists taken in, beside SQLite with nothing around it."""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path

import seventy
from send import fdatasync

from digest.model import Accepted
from digest.store import editions, intake, ledger, open_store, singles
from digest.store.engine import PRAGMAS, Store
from digest.store.subscribers import Consent

CHUNK, GROUP = 1000, 10
CONSENT = Consent(at=seventy.NOW, source="sign-up page", wording="Send me the digest each month")
CHUNKS, SINGLES, ROWS, STATEMENT, COMMIT = (
    "digest, chunks of 1,000",
    "digest, single, tens",
    "one UPDATE a row",
    "one UPDATE a chunk",
    "one row a commit",
)
TAKEN, IMPORTED = "digest, a list", "sqlite3 .import"
GOALS = {IMPORTED: 0.2}  # so many times as fast


def main() -> None:
    """Run both races and print a table for each."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("-n", "--readers", type=int, default=50_000)
    options.add_argument("-r", "--rounds", type=int, default=3, help="medians are shown")
    options.add_argument("--folder", type=Path, help="where the databases are: another disk, or /dev/shm")
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="ledger-", dir=given.folder) as name:
        folder = Path(name)
        print(f"{given.readers} readers, {given.rounds} rounds, medians")
        print(f"  fdatasync of 4 KB: {fdatasync(folder) * 1000:.2f} ms")
        outcomes = {CHUNKS: chunks, SINGLES: tens, ROWS: rows, STATEMENT: statement, COMMIT: commits}
        _race("claimed and settled, on the disk", outcomes, folder, given, ours=CHUNKS)
        imports = {TAKEN: taken} | ({IMPORTED: imported} if shutil.which("sqlite3") else {})
        if IMPORTED not in imports:
            print(f"  without {IMPORTED}: sqlite3 is not installed")
        _race("a list taken in", imports, folder, given, ours=TAKEN)


def chunks(folder: Path, readers: int) -> float:
    """Claim and settle chunk after chunk, as for a provider that takes a thousand at once."""
    with open_store(seventy.settle(folder, readers)) as store:
        _freeze(store, CHUNK)
        began = time.perf_counter()
        for chunk in ledger.planned(store, seventy.EDITION):
            claim = ledger.claim(store, seventy.EDITION, chunk, provider="race", worker="w", now=seventy.NOW)
            assert claim
            ledger.settle(store, claim, Accepted("id"), failed={}, now=seventy.NOW)
        return (time.perf_counter() - began) / readers


def tens(folder: Path, readers: int) -> float:
    """Claim ahead, mark and settle single readers as ten connections to a mail server do, ten in a commit."""
    few = min(readers, 5000)
    with open_store(seventy.settle(folder, few)) as store:
        _freeze(store, 1)
        began = time.perf_counter()
        planned = ledger.planned(store, seventy.EDITION)
        ours = [
            claim.attempt
            for start in range(0, few, 160)
            for claim in singles.claim(
                store,
                seventy.EDITION,
                planned[start : start + 160],
                provider="race",
                worker="w",
                now=seventy.NOW,
            )
        ]
        before: list[str] = []
        for start in range(0, few, GROUP):
            marked = ours[start : start + GROUP]
            page = singles.Page(ended=[(one, Accepted()) for one in before], marked=marked)
            assert singles.book(store, seventy.EDITION, page, now=seventy.NOW) == set(marked)
            before = marked
        return (time.perf_counter() - began) / few


def rows(folder: Path, readers: int) -> float:
    """SQLite alone: a thousand rows in a commit, a statement for each."""
    return _alone(folder, readers, CHUNK, together=False)


def statement(folder: Path, readers: int) -> float:
    """SQLite alone: a thousand rows in a commit, one statement for all."""
    return _alone(folder, readers, CHUNK, together=True)


def commits(folder: Path, readers: int) -> float:
    """SQLite alone: each row on the disk before the next."""
    return _alone(folder, min(readers, 300), 1, together=False)


def taken(folder: Path, readers: int) -> float:
    """Take a list in: addresses read and normalised, consent and suppression looked after."""
    url = seventy.settle(folder, 0)
    lines = _list(folder, readers).read_text().splitlines()
    with open_store(url) as store:
        began = time.perf_counter()
        found = intake.take_in(store, lines, consent=CONSENT, secrets=seventy.SECRETS)
        assert found.added == readers
        return (time.perf_counter() - began) / readers


def imported(folder: Path, readers: int) -> float:
    """Let the sqlite3 program import the same lines into a unique column, and nothing else."""
    file = _list(folder, readers)
    words = f".import --skip 1 {file} reader\n"
    began = time.perf_counter()
    with _fresh(folder) as database:
        database.execute("CREATE TABLE reader (email TEXT NOT NULL UNIQUE)")
    command = ["sqlite3", "-csv", str(folder / "alone.db")]
    subprocess.run(command, input=words, text=True, check=True, capture_output=True)
    return (time.perf_counter() - began) / readers


def _freeze(store: Store, size: int) -> None:
    editions.freeze(
        store,
        seventy.EDITION,
        sha256="0" * 64,
        secrets=seventy.SECRETS,
        chunk_size=size,
        instance_name="race",
        now=seventy.NOW,
    )


def _list(folder: Path, readers: int) -> Path:
    file = folder / f"list-{readers}.csv"
    if not file.exists():
        file.write_text("email\n" + "".join(f"{seventy.address(number)}\n" for number in range(readers)))
    return file


def _alone(folder: Path, readers: int, size: int, *, together: bool) -> float:
    with _fresh(folder) as database:
        database.execute("CREATE TABLE delivery (reader INTEGER PRIMARY KEY, state TEXT, at TEXT)")
        database.execute("BEGIN")
        database.executemany(
            "INSERT INTO delivery VALUES (?, NULL, NULL)", ((one,) for one in range(readers))
        )
        database.execute("COMMIT")
        one, all_ = "reader = ?", "reader >= ? AND reader < ?"
        words = "UPDATE delivery SET state = 'sent', at = '2026-12-03' WHERE "
        began = time.perf_counter()
        for start in range(0, readers, size):
            database.execute("BEGIN IMMEDIATE")
            if together:
                database.execute(words + all_, (start, start + size))
            else:
                database.executemany(words + one, ((n,) for n in range(start, start + size)))
            database.execute("COMMIT")
        return (time.perf_counter() - began) / readers


def _fresh(folder: Path) -> closing[sqlite3.Connection]:
    for name in ("alone.db", "alone.db-wal", "alone.db-shm"):
        (folder / name).unlink(missing_ok=True)
    database = sqlite3.connect(folder / "alone.db", isolation_level=None)
    for pragma in PRAGMAS:
        database.execute(f"PRAGMA {pragma}")
    return closing(database)


def _race(
    title: str,
    contestants: Mapping[str, Callable[[Path, int], float]],
    folder: Path,
    given: argparse.Namespace,
    *,
    ours: str,
) -> None:
    def turns() -> Iterator[dict[str, float]]:
        for _ in range(given.rounds):
            yield {name: run(folder, given.readers) for name, run in contestants.items()}

    took = list(turns())
    medians = {name: statistics.median(one[name] for one in took) for name in contestants}
    print(f"\n{title}\n  {'':24}{'readers/s':>10}{'ms/1,000':>10}{'ours/it':>9}  goal")
    for name, seconds in sorted(medians.items(), key=lambda row: row[1]):
        ratio = "" if name == ours else f"{seconds / medians[ours]:.2f}"
        goal = f">= {GOALS[name]:.1f}" if name in GOALS else ""
        print(f"  {name:24}{1 / seconds:10.0f}{seconds * 1e6:10.2f}{ratio:>9}  {goal}".rstrip(), flush=True)


if __name__ == "__main__":
    main()
