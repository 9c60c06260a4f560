from __future__ import annotations

import logging
import os
from datetime import timedelta
from pathlib import Path

import pytest

from digest.config.settings import Fetching, Source
from digest.gather import kinds
from digest.gather.visit import gather
from digest.model import Visit, VisitStatus, Window
from tests.gather.conftest import AGENT, moment, source, window
from tests.gather.servers import FEED, Reply, Site, conditional, hang

NOW = moment("2026-11-20")
NOVEMBER, AUTUMN = window("2026-11-01"), window("2026-09-01")


def read(folder: Path, *sources: Source, over: Window = NOVEMBER, **more: object) -> list[Visit]:
    return gather(
        sources,
        {source.id: over for source in sources},
        fetching=Fetching(timeout=timedelta(seconds=1)),
        agent=AGENT,
        folder=folder,
        cache=folder / "cache",
        allow_private=["127.0.0.1"],
        now=NOW,
        **more,  # type: ignore[arg-type]  # `told` only
    )


def titles(visit: Visit) -> list[str]:
    return [item.title for item in visit.items]


def test_a_visit_brings_items_as_seen_now_in_the_sources_section(site: Site, tmp_path: Path) -> None:
    site.pages["/feed"] = Reply(FEED)
    (visit,) = read(tmp_path, source(site.url("/feed"), section="news"))
    assert (visit.source, visit.kind, visit.at, visit.status) == ("anytown", "feed", NOW, VisitStatus.OK)
    assert (visit.problem, visit.warnings) == (None, ())
    assert titles(visit) == ["Bins by text"]
    (item,) = visit.items
    assert (item.source, item.section, item.first_seen, item.offered, item.why) == (
        "anytown",
        "news",
        NOW,
        False,
        "",
    )


def test_one_bad_source_never_stops_the_others(site: Site, tmp_path: Path) -> None:
    site.pages |= {
        "/feed": Reply(FEED),
        "/login": Reply(b"<html><title>Log in</title></html>"),
        "/slow": hang,
    }
    sources = [
        source(site.url("/slow"), id="slow"),
        source(site.url("/login"), id="login"),
        source("https://[nonsense", id="nonsense"),
        source(site.url("/feed"), id="good"),
    ]
    told: list[str] = []
    visits = read(tmp_path, *sources, told=lambda visit: told.append(visit.source))
    assert [visit.source for visit in visits] == ["slow", "login", "nonsense", "good"]
    assert [visit.status for visit in visits] == [VisitStatus.FAILED] * 3 + [VisitStatus.OK]
    assert all(visit.problem for visit in visits[:3])
    assert sorted(told) == ["good", "login", "nonsense", "slow"]
    assert told[-1] == "slow"


def test_an_unchanged_source_still_has_its_items(site: Site, tmp_path: Path) -> None:
    site.pages["/feed"] = conditional
    feed = source(site.url("/feed"))
    (first,), (second,) = read(tmp_path, feed), read(tmp_path, feed)
    assert (first.status, second.status) == (VisitStatus.OK, VisitStatus.UNCHANGED)
    assert first.items == second.items
    assert len(first.items) == 1


def test_a_wider_window_is_read_in_full(site: Site, tmp_path: Path) -> None:
    site.pages["/feed"] = conditional
    feed = source(site.url("/feed"))
    read(tmp_path, feed)
    (wider,), (narrower,) = read(tmp_path, feed, over=AUTUMN), read(tmp_path, feed)
    assert (wider.status, titles(wider)) == (VisitStatus.OK, ["Bins by text", "Old news"])
    assert (narrower.status, titles(narrower)) == (VisitStatus.UNCHANGED, ["Bins by text"])
    assert "if-none-match" not in site.asked[1].headers


def test_new_readers_read_in_full(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site.pages["/feed"] = conditional
    feed = source(site.url("/feed"))
    read(tmp_path, feed)
    monkeypatch.setattr(kinds, "VERSION", "another")
    (again,) = read(tmp_path, feed)
    assert again.status is VisitStatus.OK


def test_a_document_that_fails_leaves_what_was_known(site: Site, tmp_path: Path) -> None:
    site.pages["/feed"] = conditional
    feed = source(site.url("/feed"))
    read(tmp_path, feed)
    site.pages["/feed"] = Reply(b"", headers={"ETag": '"two"'})
    assert read(tmp_path, feed)[0].status is VisitStatus.FAILED
    site.pages["/feed"] = conditional
    assert read(tmp_path, feed)[0].status is VisitStatus.UNCHANGED


def test_a_lasting_move_is_told_even_when_the_new_place_fails(site: Site, tmp_path: Path) -> None:
    site.pages |= {
        "/old": Reply(status=301, headers={"Location": "/feed"}),
        "/older": Reply(status=308, headers={"Location": "/login"}),
        "/feed": Reply(FEED),
        "/login": Reply(b"<html><title>Log in</title></html>"),
    }
    good, bad = read(tmp_path, source(site.url("/old"), id="a"), source(site.url("/older"), id="b"))
    assert good.warnings == (f"moved for good to {site.url('/feed')}: change its url in sources.yaml",)
    assert bad.status is VisitStatus.FAILED
    assert bad.warnings == (f"moved for good to {site.url('/login')}: change its url in sources.yaml",)


@pytest.mark.usefixtures("outside_kinds")
def test_a_document_without_anything_is_empty(site: Site, tmp_path: Path) -> None:
    site.pages["/a"] = Reply(b"")
    (visit,) = read(tmp_path, source(site.url("/a"), kind="lines"))
    assert (visit.status, visit.problem) == (VisitStatus.EMPTY, None)


@pytest.mark.usefixtures("outside_kinds")
def test_what_a_source_says_of_itself_is_one_printable_line(site: Site, tmp_path: Path) -> None:
    site.pages["/a"] = Reply(b"")
    warned, refused = read(
        tmp_path, source(site.url("/a"), id="a", kind="warn"), source(site.url("/a"), id="b", kind="refuse")
    )
    assert warned.warnings == ("two of three [31m entries had no date",)
    assert refused.problem == "got a web page, not a feed"


def test_a_mistake_of_ours_is_one_failed_visit_and_a_trace_in_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "digest")
    monkeypatch.delattr(kinds, "VERSION")
    (visit,) = read(tmp_path, source("https://anytown.example.org/feed"))
    assert visit.status is VisitStatus.FAILED
    assert "AttributeError" in str(visit.problem)
    assert "Traceback" in caplog.text


PICKS = """
entries:
  - {title: Service Standard, url: "https://standard.example.org/", summary: Now in plain words., published: 2026-11-10}
"""


def test_picks_are_read_from_beside_sources_yaml(tmp_path: Path) -> None:
    (tmp_path / "picks.yaml").write_text(PICKS)
    (visit,) = read(tmp_path, source("picks.yaml", kind="picks"))
    assert (visit.status, titles(visit), visit.problem) == (VisitStatus.OK, ["Service Standard"], None)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("../picks.yaml", "not in the newsletter's folder"),
        ("/etc/passwd", "not in the newsletter's folder"),
        ("link.yaml", "not in the newsletter's folder"),
        ("none.yaml", "no such file"),
        (".", "no such file"),
        ("pipe", "no such file"),
        ("a\0b", "cannot be opened"),
        ("large.yaml", "large.yaml is larger than 5 MB"),
    ],
)
def test_no_other_file_is_opened_for_picks(tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / "picks.yaml").write_text(PICKS)
    folder = tmp_path / "newsletter"
    folder.mkdir()
    (folder / "link.yaml").symlink_to(tmp_path / "picks.yaml")
    (folder / "large.yaml").write_bytes(b" " * 5_000_001)
    os.mkfifo(folder / "pipe")
    (visit,) = read(folder, source(name, kind="picks"))
    assert visit.status is VisitStatus.FAILED
    assert words in str(visit.problem)
