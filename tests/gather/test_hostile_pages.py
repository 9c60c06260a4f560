"""Pages and boards made to break a reader have the outcome that their rows in tests/hostile/README.md promise."""

from __future__ import annotations

import json
import socket
import time
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.model import SourceError
from tests.gather.reading import HOSTILE, Told, read

DOCUMENTS = {
    "events_attr_bomb.html": "page",
    "events_jsonld_huge.html": "page",
    "events_page_forms.html": "page",
    "trello_board.json": "trello",
}
KINDS = ("page", "trello", "govuk")
NAMES = [
    "@type",
    "@id",
    "@graph",
    "@value",
    "name",
    "description",
    "startDate",
    "endDate",
    "duration",
    "previousStartDate",
    "eventStatus",
    "location",
    "address",
    "offers",
    "validThrough",
    "organizer",
    "subEvent",
    "id",
    "idList",
    "pos",
    "due",
    "labels",
    "desc",
    "shortUrl",
    "title",
    "link",
    "public_timestamp",
    "organisations",
]
WORDS = [
    "Event",
    "EventSeries",
    "Place",
    "VirtualLocation",
    "EventCancelled",
    "2026-12-03",
    "2026-12-03T15:00",
    "9999-12-31T23:59:59-14:00",
    "0001-01-01",
    "PT999H",
    "P999DT999H9999M",
    "https://zoom.us/j/1",
    "mailto:a.b@example.org",
    "http://[",
    "ffffffffffffffffffffffff",
]
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=9)
    | st.sampled_from(WORDS)
)
VALUES = st.recursive(
    LEAVES,
    lambda v: st.lists(v, max_size=3) | st.dictionaries(st.sampled_from(NAMES), v, max_size=5),
    max_leaves=15,
)
ROWS = st.lists(st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=8), max_size=3)


def given_(name: str) -> Told:
    return read(DOCUMENTS[name], (HOSTILE / name).read_bytes(), url="https://council.example.gov.uk/events")


def test_every_document_is_here() -> None:
    assert {path.name for path in HOSTILE.glob("events_*")} | {"trello_board.json"} == set(DOCUMENTS)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_whatever_comes_of_it_comes_soon_and_without_the_network(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("a reader went to the network"))
    began = time.process_time()
    try:
        said = repr(given_(name))
    except SourceError as problem:
        said = str(problem)
    assert time.process_time() - began < 1
    for part in ("evil", "javascript", "169.254", "track.example", "<b>"):
        assert part not in said


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("events_attr_bomb.html", "a tag of the page carries too many attributes to be read"),
        ("events_jsonld_huge.html", "the page's JSON-LD cannot be read: the answer is nested too deeply"),
    ],
)
def test_a_bomb_fails_its_source_in_words(name: str, problem: str) -> None:
    with pytest.raises(SourceError, match=problem):
        given_(name)


def test_a_page_of_forms_holds_no_events() -> None:
    told = given_("events_page_forms.html")
    assert told.items == []
    assert told.warning.startswith("no events found on the page")


def test_links_of_a_page_with_another_base_stay_with_the_page() -> None:
    forms = (HOSTILE / "events_page_forms.html").read_text(encoding="utf-8")
    event = '<div class="h-event"><a class="p-name u-url" href="/event">Event</a><time class="dt-start">2026-12-03</time>'
    assert read("page", forms + event, url="https://council.example.gov.uk/").item.url == (
        "https://council.example.gov.uk/event"
    )


def test_a_board_keeps_its_words_and_loses_its_links_and_dates() -> None:
    told = given_("trello_board.json")
    assert (told.item.title, told.item.url, told.item.summary) == ("x", None, "click")
    assert 'the date on which "x" is due makes no sense' in told.warning


@pytest.mark.parametrize("tag", ["<div>", "<b><i>", "<table><tr><td>", "<div itemscope itemprop=x>"])
def test_deep_nesting_is_refused_before_it_is_parsed(tag: str) -> None:
    began = time.process_time()
    with pytest.raises(SourceError, match="nested too deeply"):
        read("page", tag * 100_000)
    assert time.process_time() - began < 1


@settings(max_examples=150, deadline=None)
@given(rows=ROWS, event=st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=8))
def test_whatever_json_says_there_are_items_or_one_problem(rows: list[Any], event: dict[str, Any]) -> None:
    meetup = {"name": "Meetup", "startDate": "2026-12-03", **event, "@type": "Event"}
    documents = {
        "page": json.dumps([meetup, *rows]),
        "trello": json.dumps({"cards": rows, "lists": event.get("address")}),
        "govuk": json.dumps({"results": rows}),
    }
    for kind, document in documents.items():
        try:
            items = read(kind, document).items
        except SourceError:
            continue
        assert len({item.id for item in items}) == len(items)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_whatever_bytes_come_there_are_items_or_one_problem(body: bytes) -> None:
    for kind in KINDS:
        with suppress(SourceError):
            read(kind, body)
