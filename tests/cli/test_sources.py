"""`digest sources` as people and scheduled jobs call it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.cli.test_contract import digest
from tests.desk.conftest import SETTINGS, feed
from tests.gather.servers import Reply, Site

KEYS = [
    "id",
    "name",
    "kind",
    "url",
    "status",
    "problem",
    "last",
    "rhythm_days",
    "dormant",
    "moved_to",
    "blocked",
]
KEYS += ["churn", "undated", "items", "warnings", "seconds"]


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        site.pages |= {
            "/marlow": Reply(feed(("Bins that tell their day", "2026-11-10"))),
            "/quiet": Reply(feed(("Trees planted by residents", "2026-01-11"))),
            "/wexcombe": Reply(status=301, headers={"Location": "/quiet"}),
        }
        yield site


@pytest.fixture
def folder(tmp_path: Path, site: Site) -> Path:
    (tmp_path / "sources.yaml").write_text(SETTINGS.format(base=site.url("")), encoding="utf-8")
    return tmp_path


def run(folder: Path, *words: str) -> CompletedProcess[str]:
    now = ("--now", "2026-11-26T07:00:00+00:00")
    return digest("-C", str(folder), *now, *words, DIGEST_ALLOW_PRIVATE_HOSTS="127.0.0.1")


def test_a_scheduled_job_gets_one_document_with_every_key(folder: Path, site: Site) -> None:
    done = run(folder, "--json", "sources", "check")
    assert (done.returncode, done.stderr) == (0, "")
    first, second = json.loads(done.stdout)["sources"]
    assert list(first) == KEYS
    assert (first["status"], first["dormant"], first["moved_to"]) == ("ok", False, None)
    assert (second["dormant"], second["moved_to"]) == (True, site.url("/quiet"))
    assert [path.name for path in folder.iterdir()] == ["sources.yaml"]


def test_people_get_a_table_with_what_is_to_do(folder: Path, site: Site) -> None:
    site.pages["/marlow"] = Reply(status=403)
    done = run(folder, "sources", "check")
    words = " ".join(done.stdout.split())
    assert done.returncode == 0
    assert "1 of 2 sources read, 1 dormant" in words
    for expected in ("it refuses us", "moved for good", "dormant: nothing new", "2026-01-11"):
        assert expected in words, expected


def test_a_check_in_which_every_source_fails_ends_with_1(folder: Path, site: Site) -> None:
    site.pages.clear()
    done = run(folder, "--json", "sources", "check")
    assert done.returncode == 1
    assert {row["status"] for row in json.loads(done.stdout)["sources"]} == {"failed"}
    assert run(folder, "sources", "check", "nobody").returncode == 2


def test_a_source_is_added_with_its_latest_titles_for_the_person_to_see(folder: Path, site: Site) -> None:
    site.pages["/new"] = Reply(feed(("A library of things", "2026-11-20")))
    done = run(folder, "sources", "add", site.url("/new"), "--name", "Marlow libraries", "--section", "blogs")
    assert done.returncode == 0, done.stderr
    assert "sources.yaml:16: added marlow-libraries (Marlow libraries), feed, to blogs" in done.stdout
    assert "2026-11-20  A library of things" in done.stdout
    again = run(folder, "sources", "add", site.url("/new"))
    assert (again.returncode, again.stdout) == (2, "")
    assert again.stderr.startswith("sources.yaml:16: marlow-libraries is read from")


def test_what_was_added_is_one_document(folder: Path, site: Site) -> None:
    site.pages["/new"] = Reply(feed(("A library of things", "2026-11-20")))
    done = run(folder, "--json", "sources", "add", site.url("/new"), "--id", "libraries")
    document = json.loads(done.stdout)
    assert [row["id"] for row in document["sources"]] == ["libraries"]
    assert [item["at"] for item in document["items"]] == ["2026-11-20T09:00:00+00:00"]


def test_an_address_without_a_source_ends_with_1_and_a_sentence(folder: Path, site: Site) -> None:
    done = run(folder, "sources", "add", site.url("/nowhere"))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.strip() == f"{site.url('/nowhere')} answered 404 (not found)"


def test_lists_go_in_and_out(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "ours.opml"
    assert run(folder, "sources", "export", "--out", str(out)).returncode == 0
    printed = run(folder, "sources", "export").stdout
    assert printed == out.read_text(encoding="utf-8")
    assert json.loads(run(folder, "--json", "sources", "export").stdout)["opml"] == printed
    back = run(folder, "sources", "import", str(out))
    assert (back.returncode, back.stdout) == (0, "0 added, 2 there already or twice, 0 refused\n")
    out.write_text("<opml><outline text='Nothing'/></opml>", encoding="utf-8")
    refused = run(folder, "--json", "sources", "import", str(out))
    assert refused.returncode == 1
    assert json.loads(refused.stdout)["refused"][0]["line"] == 1
