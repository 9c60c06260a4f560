"""The benchmark of gathering runs, and its feeds and its server are what it says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parent.parent.parent / "benchmarks"


def run(*options: str) -> str:
    done = subprocess.run(
        [sys.executable, BENCHMARKS / "gather.py", *options],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.mark.parametrize("phase", ["cold", "warm"])
def test_a_race_of_a_few_feeds_names_everybody_and_how_we_compare(phase: str) -> None:
    said = run("--feeds", "3", "--rounds", "1", "--phases", phase, "--only", "aiohttp")
    assert re.search(r"3 feeds of (?:[6-9]\d|1[01]\d) KB", said)
    assert re.search(r"aiohttp, unread +[\d.]+ +[\d.]+ +\d+ +[\d.]+", said)
    assert "digest gather" in said
    assert "exit" not in said


def test_a_silent_feed_costs_everybody_its_deadline() -> None:
    said = run("--feeds", "60", "--rounds", "1", "--phases", "bad", "--only", "aiohttp", "--deadline", "1")
    walls = dict(re.findall(r"^  (aiohttp|digest)[^\d]+([\d.]+)", said, re.MULTILINE))
    assert min(float(wall) for wall in walls.values()) >= 1
    assert len(walls) == 2
