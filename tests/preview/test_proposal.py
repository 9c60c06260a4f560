"""Where on GitHub an edition is edited, or why that is not known."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.preview.conftest import EDITION, Desk


def git(folder: Path, *words: str) -> None:
    name = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    subprocess.run(["git", *name, *words], cwd=folder, check=True, capture_output=True)


@pytest.mark.parametrize(
    "remote",
    [
        "https://github.com/example/digest.git",
        "git@github.com:example/digest.git",
        "ssh://git@github.com/example/digest",
    ],
)
def test_the_files_own_page_is_opened_with_the_text_to_paste(desk: Desk, remote: str) -> None:
    folder = desk.newsletter.folder
    git(folder, "init", "-b", "editors")
    git(folder, "remote", "add", "origin", remote)
    found = desk.client.get(f"/{EDITION}/proposal").json()
    assert (
        found["url"]
        == f"https://github.com/example/digest/new/editors?filename=editions/{EDITION}/edition.yaml"
    )
    assert found["text"] == desk.text()
    git(folder, "add", "editions")
    git(folder, "commit", "-m", "The December edition")
    git(folder, "update-ref", "refs/remotes/origin/editors", "HEAD")
    found = desk.client.get(f"/{EDITION}/proposal").json()
    assert found["url"] == f"https://github.com/example/digest/edit/editors/editions/{EDITION}/edition.yaml"


def test_a_newsletter_elsewhere_is_told_what_is_missing(desk: Desk) -> None:
    assert "git repository" in desk.client.get(f"/{EDITION}/proposal").json()["why"]
    git(desk.newsletter.folder, "init")
    git(desk.newsletter.folder, "remote", "add", "origin", "https://evil.example/github.com/x/y")
    found = desk.client.get(f"/{EDITION}/proposal").json()
    assert (found["url"], "origin on github.com" in found["why"]) == (None, True)


def test_a_test_copy_goes_out_marked_or_says_what_is_missing(desk: Desk) -> None:
    refused = desk.post("test")
    assert (refused.status_code, "DIGEST_TEST_TO" in refused.json()["error"]) == (422, True)
    with (desk.newsletter.folder / ".env").open("a", encoding="utf-8") as file:
        file.write("DIGEST_TEST_TO=editor@boroughs.example\n")
    assert desk.look()["test_to"]
    answer = desk.post("test")
    assert answer.status_code == 200, answer.text
    assert "[Test]" in answer.json()["told"]
    assert len(desk.newsletter.outbox()) == 1
