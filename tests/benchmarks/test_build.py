"""The benchmark of rendering runs, with npm's mjml or without, and its forty items are forty."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parent.parent.parent / "benchmarks"
OURS = ("digest, the HTML", "digest, the email", "digest build", "MRML alone", "MRML, a process")


def run(path: str) -> str:
    done = subprocess.run(
        [sys.executable, BENCHMARKS / "build.py", "--rounds", "1"],
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
        env=os.environ | {"PATH": path},
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_forty_items_stay_under_80_kb_and_a_machine_without_node_is_told_so(tmp_path: Path) -> None:
    said = run(path=str(tmp_path))
    assert "without npm's mjml: node and npm are not installed" in said
    size = re.search(r"40 items, (\d+) KB of HTML as encoded, 1 rounds", said)
    assert size
    assert 40 <= int(size[1]) < 80
    for name in OURS:
        assert re.search(rf"^  {name} +[\d.]+", said, re.MULTILINE), name
    assert "npm mjml" not in said


@pytest.mark.skipif(not shutil.which("node"), reason="node is not installed")
def test_npm_is_asked_for_both_layouts_and_each_ratio_has_its_goal(tmp_path: Path) -> None:
    """Somebody else's module stands in for npm's mjml, so that nothing is installed: it renders and it is a command."""
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "node").symlink_to(str(shutil.which("node")))
    (programs / "npm").write_text(INSTALLS, encoding="utf-8")
    (programs / "npm").chmod(0o755)
    said = run(path=f"{programs}:/usr/bin:/bin")
    assert re.search(r"npm mjml, warm +[\d.]+ +[\d.]+  <= 0.20", said)
    assert re.search(r"npm mjml, our MJML +[\d.]+ +[\d.]+$", said, re.MULTILINE)
    assert re.search(r"npm mjml, command +[\d.]+ +[\d.]+  <= 0.80", said)


INSTALLS = """#!/bin/sh
mkdir -p node_modules/mjml node_modules/.bin
echo 'module.exports = async (source) => ({ html: source + "</html>" })' > node_modules/mjml/index.js
printf '#!/bin/sh\\ncp "$1" "$3"\\n' > node_modules/.bin/mjml
chmod +x node_modules/.bin/mjml
"""
