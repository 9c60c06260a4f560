"""A newsletter with a gathered edition, its page in this process, and its page as a program of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from digest.preview.app import app
from digest.preview.bench import Bench
from tests.browser import apart, browser
from tests.desk.conftest import NOW, SETTINGS, Newsletter, Outside, feed, newsletter, outside

__all__ = ["browser", "newsletter", "outside"]
EDITION = "2026-12"
HOST = "http://127.0.0.1:8765"
ENVIRONMENT = {"DIGEST_SECRET": "k1:a-secret-of-sixteen-or-more", "DIGEST_ALLOW_PRIVATE_HOSTS": "127.0.0.1"}
BINS, ROADS, TREES = "Bins that tell their day", "Roads without potholes", "Trees planted by residents"


@dataclass
class Desk:
    """An editor at the page, without a browser: asks as the page's scripts do."""

    newsletter: Newsletter
    bench: Bench
    client: TestClient
    version: str = ""
    state: dict[str, Any] = field(default_factory=dict)

    def look(self) -> dict[str, Any]:
        """Read the state, as the page does when it opens."""
        answer = self.client.get(f"/{EDITION}/state")
        assert answer.status_code == 200, answer.text
        return self.saw(answer.json())

    def saw(self, state: dict[str, Any]) -> dict[str, Any]:
        self.state, self.version = state, state["version"]
        return state

    def post(self, name: str, **asked: Any) -> Any:
        """Ask for a change; the answer may be a refusal."""
        headers = {"x-digest-token": self.bench.token, "origin": HOST, "sec-fetch-site": "same-origin"}
        return self.client.post(
            f"/{EDITION}/{name}", json={"version": self.version, **asked}, headers=headers
        )

    def does(self, do: str, **edit: Any) -> dict[str, Any]:
        """Make an edit that is expected to be taken."""
        answer = self.post("edit", edit={"do": do, **edit})
        assert answer.status_code == 200, answer.text
        return self.saw(answer.json())

    @property
    def file(self) -> Path:
        return self.newsletter.draft(EDITION)

    def text(self) -> str:
        return self.file.read_text(encoding="utf-8")

    def item(self, title: str) -> dict[str, Any]:
        found = [i for s in self.state["sections"] for i in s["items"] if i["title"] == title]
        assert found, title
        return dict(found[0])

    def titles(self, section: str = "blogs") -> list[str]:
        items = next(s["items"] for s in self.state["sections"] if s["id"] == section)
        return [item["title"] for item in items]


def open_desk(newsletter: Newsletter) -> Desk:
    bench = Bench(newsletter.folder, lambda: NOW, newsletter.env)
    page, base = app(bench, port=8765, edition=EDITION), f"{HOST}/{bench.key}"
    client = TestClient(page, base_url=base, follow_redirects=False)
    return Desk(newsletter, bench, client)


@pytest.fixture(scope="session")
def gathered(tmp_path_factory: pytest.TempPathFactory) -> Newsletter:
    """A newsletter whose edition was gathered, and whose sources are silent since."""
    folder = tmp_path_factory.mktemp("gathered")
    with Outside.serving() as world:
        world.says("marlow", feed((BINS, "2026-11-10"), (ROADS, "2026-11-12")))
        world.says("wexcombe", feed((TREES, "2026-11-11")))
        (folder / "sources.yaml").write_text(SETTINGS.format(base=world.base), encoding="utf-8")
        made = Newsletter(folder, ENVIRONMENT)
        apart(lambda: made.gather(EDITION))
    return made


@pytest.fixture
def desk(gathered: Newsletter, tmp_path: Path) -> Desk:
    """The page of a newsletter with a gathered draft."""
    folder = tmp_path / "newsletter"
    shutil.copytree(gathered.folder, folder)
    made = open_desk(Newsletter(folder, gathered.env))
    made.look()
    return made


@pytest.fixture
def live_desk(newsletter: Newsletter) -> Desk:
    """The same, with sources that answer."""
    newsletter.gather(EDITION)
    made = open_desk(newsletter)
    made.look()
    return made


@contextmanager
def served(newsletter: Newsletter, edition: str = EDITION) -> Iterator[str]:
    """Run `digest preview` as a program of its own and yield its address."""
    words = [
        "-C",
        str(newsletter.folder),
        "--now",
        NOW.isoformat(),
        "--json",
        "preview",
        edition,
        "--port",
        "0",
    ]
    env = {"PATH": os.environ["PATH"], "HOME": str(newsletter.folder), **newsletter.env}
    program = subprocess.Popen(
        [sys.executable, "-m", "digest", *words], stdout=subprocess.PIPE, text=True, env=env
    )
    assert program.stdout is not None
    try:
        said = ""
        while "}" not in said and (line := program.stdout.readline()):
            said += line
        yield str(json.loads(said)["url"])
    finally:
        program.terminate()
        program.wait(timeout=10)
        program.stdout.close()
