"""The benchmark of the ledger runs, and both its tables say how we compare."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

BENCHMARKS = Path(__file__).parent.parent.parent / "benchmarks"
NAMES = ("digest, single, tens", "one UPDATE a row", "one UPDATE a chunk", "one row a commit")


def test_chunks_singles_and_lists_are_timed_beside_sqlite_alone(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, BENCHMARKS / "ledger.py", "-n", "2000", "-r", "1", "--folder", tmp_path],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(r"fdatasync of 4 KB: [\d.]+ ms", done.stdout)
    assert re.search(r"^  digest, chunks of 1,000 +\d+ +[\d.]+$", done.stdout, re.MULTILINE)
    assert re.search(r"^  digest, a list +\d+ +[\d.]+$", done.stdout, re.MULTILINE)
    for name in NAMES:
        assert re.search(rf"^  {name} +\d+ +[\d.]+ +[\d.]+$", done.stdout, re.MULTILINE), name
    assert re.search(
        r"sqlite3 .import(?:: sqlite3 is not installed| +\d+ +[\d.]+ +[\d.]+  >= 0.2$)",
        done.stdout,
        re.MULTILINE,
    )
    assert not list(tmp_path.iterdir())
