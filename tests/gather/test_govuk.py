"""Search results become entries."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from digest.model import Entry, SourceError
from tests.gather.reading import Told
from tests.gather.reading import read as read_any

SEARCH = "https://www.gov.uk/api/search.json?filter_organisations=a-ministry&count=20"


def result(number: int = 1, **changed: Any) -> dict[str, Any]:
    given = {
        "title": f"Guidance {number}",
        "link": f"/guidance/{number}",
        "description": "How to do it.",
        "public_timestamp": "2026-11-02T00:15:04.000+00:00",
        "format": "guidance",
        "_id": f"/guidance/{number}",
        **changed,
    }
    return {name: value for name, value in given.items() if value is not None}


def read(*results: Any, **settings: Any) -> Told:
    return read_any("govuk", json.dumps({"results": results, "total": 1}), url=SEARCH, **settings)


def test_a_result_becomes_an_entry_known_by_its_link() -> None:
    entry = read(result()).item
    assert entry == Entry(
        id=entry.id,
        source="blog",
        section="blogs",
        title="Guidance 1",
        url="https://www.gov.uk/guidance/1",
        summary="How to do it.",
        keys=("url:gov.uk/guidance/1", "day:blog:guidance 1:2026-11-02"),
        published=datetime(2026, 11, 2, 0, 15, 4, tzinfo=UTC),
    )


def test_a_page_that_changed_is_still_the_same() -> None:
    before = read(result()).item
    after = read(result(title="Guidance, updated", public_timestamp="2026-11-09T10:00:00Z")).item
    assert before.id == after.id


def test_a_link_to_another_site_stays_as_it_is() -> None:
    assert read(result(link="https://www.nhs.example.org/x")).item.url == "https://www.nhs.example.org/x"


def test_formats_and_organisations_are_categories() -> None:
    results = [
        result(1),
        result(2, format="transparency"),
        result(3, organisations=[{"title": "Ofthat"}, "x"]),
    ]
    assert read(*results, exclude=["transparency", "ofthat"]).titles == ["Guidance 1"]


def test_the_old_is_left_out_and_the_newest_comes_first() -> None:
    told = read(
        result(1),
        result(2, public_timestamp="2026-11-08T10:00:00Z"),
        result(3, public_timestamp="2020-01-01T10:00:00Z"),
    )
    assert told.titles == ["Guidance 2", "Guidance 1"]


def test_rows_that_are_none_are_told() -> None:
    told = read(result(), result(2, link=None), result(3, title=None, description=None), "x", None)
    assert told.titles == ["Guidance 1"]
    assert told.warning == "2 entries are left out: no title, or no link to a web page"


def test_nothing_found_is_told() -> None:
    assert read().warning.startswith("the search finds nothing")


def test_results_without_dates_are_told_with_the_remedy() -> None:
    told = read(result(public_timestamp=None))
    assert told.item.published is None
    assert told.warning == "the results have no dates: add public_timestamp to fields= in the address"


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("", "the answer is empty"),
        ("<!doctype html><title>GOV.UK</title>", "got a web page, not an answer of the GOV.UK search API"),
        ('{"error": "bad"}', 'got JSON, but no "results"'),
        ("[]", 'got JSON, but no "results"'),
        ('{"results": {}}', 'got JSON, but no "results"'),
        ('{"results": [', "the answer is not JSON"),
    ],
)
def test_what_is_no_search_result_fails_in_words(body: str, problem: str) -> None:
    with pytest.raises(SourceError, match=problem):
        read_any("govuk", body, url=SEARCH)
