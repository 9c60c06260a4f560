"""Boards become entries: as news when a card's stand changes, or as they stand."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from digest.config.settings import Fetching
from digest.gather import boards, kinds
from digest.gather.visit import gather
from digest.model import Entry, SourceError, VisitStatus
from tests.gather.conftest import AGENT, window
from tests.gather.conftest import source as at
from tests.gather.reading import NOW, WINDOW, Told, source
from tests.gather.reading import read as read_any
from tests.gather.servers import Reply, Site

BOARD = "https://trello.com/b/aB3dE5fG"
LISTS = [
    {"id": "doing", "name": "Doing", "pos": 200},
    {"id": "next", "name": "Next", "pos": 100},
    {"id": "done", "name": "Done", "pos": 300, "closed": True},
]


def made(day: datetime, number: int = 1) -> str:
    return f"{int(day.timestamp()):08x}{number:016x}"


OLD, NEW = datetime(2025, 3, 1, 12, tzinfo=UTC), datetime(2026, 11, 2, 12, tzinfo=UTC)


def card(number: int = 1, *, day: datetime = OLD, **changed: Any) -> dict[str, Any]:
    given = {
        "id": made(day, number),
        "name": f"Card {number}",
        "desc": "",
        "idList": "next",
        "pos": number,
        "closed": False,
        "due": None,
        "labels": [],
        "shortUrl": f"https://trello.com/c/card{number}",
        "idMembers": ["5f0000000000000000000001"],
    }
    return {**given, **changed}


def board(*cards: Any, lists: Any = LISTS, **more: Any) -> str:
    return json.dumps({"name": "Topics", "lists": lists, "cards": cards, **more})


def read(body: str, **settings: Any) -> Told:
    return read_any("trello", body, url=BOARD, **settings)


def test_a_card_becomes_an_entry_under_its_own_name_and_that_of_its_stand() -> None:
    entry = read(board(card(desc="Who has **joined** two? [Notes](https://example.org/n) help."))).item
    name = f"blog:{made(OLD)}"
    assert entry == Entry(
        id=entry.id,
        source="blog",
        section="blogs",
        title="Card 1",
        url="https://trello.com/c/card1",
        summary="Who has joined two? Notes help.",
        keys=(f"card:{name}", f"stand:{name}:next"),
    )


def test_cards_come_in_the_order_of_the_board_and_closed_things_stay_away() -> None:
    told = read(
        board(
            card(1, idList="doing", pos=5),
            card(2, pos=65535.5),
            card(3, pos=16384),
            card(4, pos="bottom"),
            card(5, closed=True),
            card(6, idList="done"),
            card(7, isTemplate=True),
            card(8, name="---"),
            card(9, idList="elsewhere"),
        )
    )
    assert told.titles == ["Card 3", "Card 2", "Card 4", "Card 1"]
    assert told.warnings == []


def test_only_the_lists_that_the_source_names_are_read() -> None:
    cards = board(card(1), card(2, idList="doing"))
    assert read(cards, lists=["doing "]).titles == ["Card 2"]
    told = read(cards, lists=["Nxt", "Doing"])
    assert told.titles == ["Card 2"]
    assert told.warning == 'the board has no open list "Nxt"; did you mean "Next"?'


def test_an_archived_list_is_told() -> None:
    assert read(board(card()), lists=["Done"]).warning == 'the board has no open list "Done": it is archived'


def test_where_a_card_stands_is_said_unless_all_stand_there() -> None:
    due = card(1, idList="doing", due="2026-12-04T23:30:00.000Z", desc="Join us.")
    assert read(board(due, card(2))).items[1].summary == "Now in Doing, due 4 December 2026. Join us."
    assert read(board(due, card(2)), lists=["Doing"]).item.summary == "Due 4 December 2026. Join us."
    in_progress = [{"id": "next", "name": "Next"}, {"id": "doing", "name": "In progress"}]
    assert read(board(due, card(2), lists=in_progress)).items[1].summary.startswith("Now in progress, due")


def test_a_due_time_is_shown_on_the_clock_of_the_source() -> None:
    assert read(board(card(due="2026-06-04T23:30:00.000Z"))).item.summary == "Due 5 June 2026."


def test_a_card_has_a_new_stand_when_it_moves_or_is_newly_due_and_keeps_its_name() -> None:
    before = read(board(card())).item
    moved = read(board(card(idList="doing"))).item
    due = read(board(card(due="2026-12-04T12:00:00.000Z"))).item
    later = read(board(card(due="2026-12-18T12:00:00.000Z"))).item
    edited = read(board(card(name="Other words", desc="More.", pos=99, due=None))).item
    assert len({entry.keys[1] for entry in (before, moved, due, later)}) == 4
    assert {entry.id for entry in (before, moved, due, later, edited)} == {before.id}
    assert edited.keys == before.keys


def test_a_card_made_in_the_window_says_when_and_an_older_one_does_not() -> None:
    told = read(board(card(1), card(2, day=NEW), card(3, day=NOW + timedelta(days=3)), card(4, id="short")))
    assert [entry.published for entry in told.items] == [None, NEW, None, None]


def test_people_stay_on_the_board() -> None:
    body = board(
        card(desc="A topic. Call me: jo@example.org or 020 7946 0321."),
        members=[{"fullName": "Jo Bloggs"}],
        actions=[{"type": "commentCard", "data": {"text": "I, Jo, do it"}}],
    )
    told = read(body)
    assert told.item.summary == "A topic."
    assert "Jo" not in repr(told)


def test_labels_are_categories() -> None:
    cards = board(card(1, labels=[{"name": "Data"}]), card(2, labels=[{"name": ""}, "x"]))
    assert read(cards, include=["data"]).titles == ["Card 1"]
    assert read(cards, exclude=["data"]).titles == ["Card 2"]


def test_too_many_cards_are_told_and_the_first_are_used() -> None:
    told = read(board(*(card(n) for n in range(9, 0, -1))), max_items=2)
    assert told.titles == ["Card 1", "Card 2"]
    assert told.warning == "9 open cards: only the first 2 are used"


def test_the_words_of_a_description_are_plain() -> None:
    desc = "# Head\n\n- [a](javascript:alert(1))\n- ![p](https://track.example/x.gif) `b`\n\n<script>x()</script>"
    assert read(board(card(desc=desc))).item.summary == "Head a b"


def test_a_due_date_that_is_none_is_told() -> None:
    told = read(board(card(due="9999-99-99")))
    assert told.item.summary == ""
    assert told.warning == 'the date on which "Card 1" is due makes no sense, and is left out'


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("", "the answer is empty"),
        (
            "unauthorized permission requested",
            "the board is private, or no longer there: make it public in Trello",
        ),
        ('"unauthorized"', "the board is private"),
        ("<!doctype html><title>Log in to Trello</title>", "the board is private"),
        ("board not found", "the board is private"),
        ("{}", 'this is not a Trello board: its JSON has no "cards"'),
        ("[]", "this is not a Trello board"),
        ('{"cards": {}}', "this is not a Trello board"),
        ('{"cards": [', "the answer is not JSON"),
        (board(card(), closed=True), "the board is closed: reopen it in Trello, or remove it"),
    ],
)
def test_what_is_no_public_board_fails_in_words(body: str, problem: str) -> None:
    with pytest.raises(SourceError, match=problem):
        read(body)


@pytest.mark.parametrize(
    "url",
    [
        BOARD,
        f"{BOARD}.json",
        f"{BOARD}/our-topics?filter=label:data#x",
        "http://www.trello.com/b/aB3dE5fG/",
    ],
)
def test_a_board_is_asked_for_by_the_address_in_the_browser(url: str) -> None:
    assert kinds.address(source("trello", url=url)) == f"{BOARD}.json"


def test_an_export_elsewhere_and_other_kinds_are_asked_for_as_they_are() -> None:
    assert boards.address("https://example.org/b/board.json") == "https://example.org/b/board.json"
    assert kinds.address(source("page", url=BOARD)) == BOARD


@pytest.mark.parametrize("path", ["/c/card1/1-words", "/invite/b/aB3dE5fG/x", "/", "/w/workspace"])
def test_an_address_that_is_no_boards_is_told_before_anybody_asks(path: str) -> None:
    with pytest.raises(SourceError, match="is not the address of a board: open the board and copy"):
        boards.address(f"https://trello.com{path}")


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_private_board_is_named_with_the_remedy(site: Site, tmp_path: Path, status: int) -> None:
    site.pages["/b.json"] = Reply(b"unauthorized permission requested", status=status)
    topics = at(site.url("/b.json"), kind="trello")
    (visit,) = gather(
        [topics],
        {topics.id: window("2026-11-01")},
        fetching=Fetching(timeout=timedelta(seconds=5)),
        agent=AGENT,
        folder=tmp_path,
        cache=None,
        allow_private=["127.0.0.1"],
        now=NOW,
    )
    assert visit.status is VisitStatus.FAILED
    assert f"answered {status} (" in (visit.problem or "")
    assert (visit.problem or "").endswith(boards.PRIVATE)


def test_an_unchanged_card_keeps_its_keys_whatever_the_window() -> None:
    body = board(card(day=NEW))
    later = read(body, window=replace(WINDOW, opens=NOW)).item
    assert later.keys == read(body).item.keys
    assert later.published is None
