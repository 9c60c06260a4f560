"""The benchmark of messages runs, and names everybody and how we compare."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

BENCHMARKS = Path(__file__).parent.parent.parent / "benchmarks"


def test_copies_are_made_in_every_way_that_is_here() -> None:
    command = [sys.executable, str(BENCHMARKS / "message.py"), "--rounds", "1"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    size = re.match(r"(\d+) KB, 1 rounds, medians", done.stdout)
    assert size
    assert 65 <= int(size[1]) <= 75
    assert re.search(r"^  digest, a copy +\d+$", done.stdout, re.MULTILINE)
    for name in ("memory copy", "EmailMessage", "MIMEText, base64"):
        assert re.search(rf"^  {name} +\d+ +[\d.]+$", done.stdout, re.MULTILINE), name
    assert re.search(
        r"Django's message(?:: Django is not installed| +\d+ +[\d.]+  >= 150$)", done.stdout, re.MULTILINE
    )
