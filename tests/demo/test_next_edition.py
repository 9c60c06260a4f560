"""The demo leaves an edition to work on, and its sources answer again while somebody does."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from digest import demo as samples
from digest.demo.server import beside
from digest.desk import editing, editions, gather
from digest.desk.approve import approve
from digest.desk.demo import demo
from digest.desk.desk import Desk, open_desk
from digest.model import EditionState


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("demo") / "demo"
    done = demo(place, lambda _: None)
    assert f"preview {samples.NEXT}" in done.words
    assert done.document["next"]["added"] > 10
    return place


@pytest.fixture
def desk(folder: Path) -> Desk:
    return open_desk(folder, samples.LATER, {})


def address(folder: Path) -> str:
    found = re.search(r"http://127[^\"]+\.rss", (folder / "sources.yaml").read_text(encoding="utf-8"))
    assert found
    return found[0]


def test_the_next_edition_is_a_draft_that_may_be_changed_and_approved(desk: Desk) -> None:
    assert editions.existing(desk, samples.NEXT).state is EditionState.DRAFT
    assert editions.existing(desk, samples.EDITION).state is EditionState.SENT
    assert approve(desk, samples.NEXT, "Ada Example")["edition"] == samples.NEXT
    editing.reopen(desk, samples.NEXT)


def test_its_sources_answer_while_somebody_works_on_it(folder: Path, desk: Desk) -> None:
    with pytest.raises(URLError, match="refused"):
        urlopen(address(folder), timeout=5)
    with beside(folder), beside(folder):
        with urlopen(address(folder), timeout=5) as answer:
            assert answer.status == 200
        again = gather.gather(desk, samples.NEXT)
    assert again.gathering.merged.added == []


def test_a_newsletter_of_somebodys_own_gets_no_sample_sources(tmp_path: Path) -> None:
    (tmp_path / "sources.yaml").write_text("# http://127.0.0.1:1/feed\n", encoding="utf-8")
    with beside(tmp_path), pytest.raises(URLError):
        urlopen("http://127.0.0.1:1/feed", timeout=5)
