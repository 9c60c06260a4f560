from __future__ import annotations

import json
from pathlib import Path

import pytest

from digest.gather import kinds
from digest.gather.cache import keep, recall
from digest.gather.exchange import Answer
from digest.gather.parsing import Reading
from digest.model import Body, Entry, Event, Item
from tests.gather.conftest import moment, source, window

URL = "https://anytown.example.org/feed"
FEED = source(URL)
WIDE = window("2026-11-01")


def entry(day: str | None) -> Entry:
    return Entry(
        id=str(day), source="anytown", section="blogs", title="News", published=moment(day) if day else None
    )


def event(day: str) -> Event:
    return Event(id=day, source="anytown", section="events", title="Meetup", starts=moment(day))


def kept(folder: Path, *items: Item, etag: str | None = '"one"') -> None:
    answer = Answer(body=Body(b""), url=URL, etag=etag)
    keep(folder, FEED, WIDE, answer=answer, reading=Reading(items, ("a warning",)))


def test_what_was_kept_comes_back_whole(tmp_path: Path) -> None:
    items = entry("2026-11-02"), entry(None), event("2026-12-01")
    kept(tmp_path, *items)
    found = recall(tmp_path, FEED, WIDE)
    assert found is not None
    assert (found.etag, found.last_modified) == ('"one"', None)
    assert found.reading == Reading(items, ("a warning",))


def test_items_outside_a_narrower_window_stay_behind(tmp_path: Path) -> None:
    kept(
        tmp_path,
        entry("2026-11-02"),
        entry("2026-11-10"),
        entry(None),
        event("2026-11-21"),
        event("2026-12-01"),
    )
    found = recall(tmp_path, FEED, window("2026-11-10", begins="2026-11-22", ends="2026-12-24"))
    assert found is not None
    assert [item.id for item in found.reading.items] == ["2026-11-10", "None", "2026-12-01"]


def test_a_board_is_never_cut(tmp_path: Path) -> None:
    board = source(URL, kind="trello")
    answer = Answer(body=Body(b""), url=URL, etag='"one"')
    keep(tmp_path, board, WIDE, answer=answer, reading=Reading((entry("2026-10-01"), entry("2026-11-02"))))
    found = recall(tmp_path, board, window("2026-11-10"))
    assert found is not None
    assert [item.id for item in found.reading.items] == ["2026-10-01", "2026-11-02"]


@pytest.mark.parametrize(
    "wider",
    [
        window("2026-10-31"),
        window("2026-11-01", begins="2026-11-19"),
        window("2026-11-01", ends="2027-01-02"),
    ],
)
def test_a_wider_window_is_not_answered_from_memory(tmp_path: Path, wider: object) -> None:
    kept(tmp_path, entry("2026-11-02"))
    assert recall(tmp_path, FEED, wider) is None  # type: ignore[arg-type]  # parametrize forgets the type


@pytest.mark.parametrize(
    "change", [{"kind": "calendar"}, {"exclude": ["jobs"]}, {"timezone": "Europe/Paris"}, {"id": "b"}]
)
def test_other_settings_are_not_answered_from_memory(tmp_path: Path, change: dict[str, object]) -> None:
    kept(tmp_path, entry("2026-11-02"))
    assert recall(tmp_path, source(URL, **change), WIDE) is None


def test_a_move_to_another_section_changes_nothing(tmp_path: Path) -> None:
    kept(tmp_path, entry("2026-11-02"))
    assert recall(tmp_path, source(URL, section="elsewhere"), WIDE) is not None


def test_a_new_version_of_the_readers_reads_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(tmp_path, entry("2026-11-02"))
    monkeypatch.setattr(kinds, "VERSION", "another")
    assert recall(tmp_path, FEED, WIDE) is None


def test_without_a_name_to_ask_again_by_nothing_is_kept(tmp_path: Path) -> None:
    kept(tmp_path, entry("2026-11-02"), etag=None)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"null", b"\xff", b"{}", b"[" * 100_000])
def test_a_damaged_file_is_as_good_as_none(tmp_path: Path, damage: bytes) -> None:
    kept(tmp_path, entry("2026-11-02"))
    (file,) = tmp_path.iterdir()
    file.write_bytes(damage)
    assert recall(tmp_path, FEED, WIDE) is None


def test_items_that_make_no_sense_are_as_good_as_none(tmp_path: Path) -> None:
    kept(tmp_path, entry("2026-11-02"))
    (file,) = tmp_path.iterdir()
    file.write_text(json.dumps(json.loads(file.read_text()) | {"items": [{"kind": "entry"}]}))
    assert recall(tmp_path, FEED, WIDE) is None


def test_a_folder_that_cannot_be_written_is_no_problem(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    kept(tmp_path / "file", entry("2026-11-02"))
    assert recall(tmp_path / "file", FEED, WIDE) is None


def test_two_sources_with_one_address_keep_a_memory_each(tmp_path: Path) -> None:
    other = source(URL, id="elsewhere")
    answer = Answer(body=Body(b""), url=URL, etag='"one"')
    for each in (FEED, other):
        keep(tmp_path, each, WIDE, answer=answer, reading=Reading((entry("2026-11-02"),)))
    assert recall(tmp_path, FEED, WIDE) is not None
    assert recall(tmp_path, other, WIDE) is not None
