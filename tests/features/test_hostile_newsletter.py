"""The whole hostile corpus as sources of one newsletter: good neighbours lose nothing, and nothing gets out."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from digest.desk import build, gather
from digest.desk.desk import open_desk
from tests.desk.conftest import SETTINGS, Outside, feed

HOSTILE = Path(__file__).parents[1] / "hostile"
NOW = datetime(2026, 11, 26, 7, tzinfo=UTC)
KINDS = {
    "feed": "feed",
    "json": "feed",
    "ics": "calendar",
    "bomb": "feed",
    "events": "page",
    "trello": "trello",
}
TYPES = {
    ".xml": "application/xml",
    ".json": "application/feed+json",
    ".ics": "text/calendar",
    ".gz": "application/xml",
    ".html": "text/html",
}
MEMORY_KB = 250_000
NEVER = re.compile(
    r"<script|onerror=|javascript:|<iframe|position:\s*fixed|root:x:0|<mj-|<img|bcc:\s*\S+@|[\u202a-\u202e\u2066-\u2069]",
    re.IGNORECASE,
)


def corpus() -> Iterator[tuple[str, str, Path]]:
    """Yield id, kind and file of every hostile document that could be a feed or a calendar."""
    for path in sorted(HOSTILE.iterdir()):
        prefix = path.name.partition("_")[0]
        if prefix in KINDS and path.name != "feed_redirect_targets.json":
            yield path.name.replace(".", "-"), KINDS[prefix], path


@pytest.fixture(scope="module")
def newsletter_of_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("hostile")
    with Outside.serving() as world:
        rows = SETTINGS.format(base=world.base).partition("sources:\n")[0] + "sources:\n"
        for n in range(10):
            world.says(f"good{n}", feed((f"Good news number {n} from the council", "2026-11-12")))
            rows += f'  - {{id: good{n}, name: Good {n}, kind: feed, url: "{world.base}/good{n}", section: blogs}}\n'
        for name, kind, path in corpus():
            world.says(
                path.name,
                path.read_bytes(),
                kind=TYPES[path.suffix],
                encoding="gzip" * (path.suffix == ".gz"),
            )
            section = "events" if kind in {"calendar", "page"} else "blogs"
            rows += f'  - {{id: {name}, name: {name}, kind: {kind}, url: "{world.base}/{path.name}", section: {section}}}\n'
        (folder / "sources.yaml").write_text(
            rows.replace("title: From the blogs", "title: From the blogs, max_items: 200")
        )
        yield folder


@pytest.fixture(scope="module")
def edition(newsletter_of_all: Path) -> dict[str, Any]:
    desk = open_desk(newsletter_of_all, NOW, {"DIGEST_ALLOW_PRIVATE_HOSTS": "127.0.0.1"})
    found = gather.gather(desk)
    built = build.build(desk, found.edition)
    return {"gather": found.as_json(), "files": [Path(f) for f in built["files"]]}


def test_the_good_neighbours_are_complete(edition: dict[str, Any]) -> None:
    good = [s for s in edition["gather"]["sources"] if s["id"].startswith("good")]
    assert [(s["status"], s["items"]) for s in good] == [("ok", 1)] * 10
    offered = {i["source"] for i in edition["gather"]["items"] if i["offered"]}
    assert {f"good{n}" for n in range(10)} <= offered


def test_each_refused_document_is_named_with_its_reason(edition: dict[str, Any]) -> None:
    refused = {s["id"]: s["problem"] for s in edition["gather"]["sources"] if s["status"] == "failed"}
    must = {
        "feed_billion_laughs-xml", "feed_quadratic_blowup-xml", "feed_deep_xml-xml", "feed_is_html-xml", "feed_empty-xml",
        "bomb_1gib-xml-gz", "bomb_double-xml-gz-gz", "ics_nested-ics", "json_deep-json", "json_big_int-json",
    }  # fmt: skip
    assert must <= refused.keys(), must - refused.keys()
    assert all(len(problem) > 15 and problem.isprintable() for problem in refused.values())


def test_nothing_hostile_reaches_what_readers_get(edition: dict[str, Any]) -> None:
    for path in edition["files"]:
        text = path.read_text(encoding="utf-8")
        assert not NEVER.search(text), f"{path.name}: {NEVER.search(text)}"
        assert "PERSONAL-TOKEN" not in text or path.name in {"email.html", "email.txt"}
    titles = [i["title"] for i in edition["gather"]["items"]]
    assert all(title.isprintable() and len(title) <= 300 for title in titles)


def test_it_takes_little_memory(newsletter_of_all: Path) -> None:
    """Linux counts a parent's memory for what it forks, so a small process in between starts the command."""
    words = [sys.executable, "-m", "digest", "-C", str(newsletter_of_all), "--now", NOW.isoformat(), "gather"]
    code = (
        "import os, sys; pid = os.spawnv(os.P_NOWAIT, sys.argv[1], sys.argv[1:]);"
        "_, status, used = os.wait4(pid, 0); print(used.ru_maxrss); sys.exit(os.waitstatus_to_exitcode(status))"
    )
    env = os.environ | {"DIGEST_ALLOW_PRIVATE_HOSTS": "127.0.0.1"}
    done = subprocess.run(
        [sys.executable, "-c", code, *words], check=True, capture_output=True, text=True, env=env
    )
    assert 20_000 < int(done.stdout.split()[-1]) < MEMORY_KB
