"""What came back by mail, read by the command."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.test_contract import digest


def test_a_letter_in_a_file_is_read_and_counted(tmp_path: Path) -> None:
    letter = tmp_path / "letter.eml"
    letter.write_text("From: ada@example.org\nSubject: Thank you\n\nI liked it.\n", encoding="utf-8")
    assert digest("-C", str(tmp_path), "init", "news").returncode == 0
    folder = str(tmp_path / "news")
    done = digest("-C", folder, "--json", "feedback", str(letter))
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["bounced"], found["complained"], found["left"], found["set_aside"]) == (0, 0, 0, 1)
    asked = digest("-C", folder, "feedback")
    assert (asked.returncode, "DIGEST_MAILBOX" in asked.stderr or "--mailbox" in asked.stderr) == (2, True)
    public = digest("-C", folder, "feedback", str(letter), GITHUB_ACTIONS="true")
    assert public.returncode == 2
