"""A picture is an editor's choice: read with care, kept when the sources are read again, never a source's."""

from __future__ import annotations

import json

import pytest

from digest import yaml
from digest.compose import assemble
from digest.compose.draft import Draft
from digest.model import Edition, Finding, Picture, as_json
from tests.compose.conftest import SLOT, Table, entry, newsletter

PAGE = """\
subject: x
sections:
  blogs:
    - title: A post
      url: https://example.org/one
      picture:
        {}
"""


def read(*rows: str) -> tuple[Edition, list[Finding]]:
    text = PAGE.format("\n        ".join(rows))
    return assemble.assemble(Draft(yaml.parse(text, "edition.yaml")), None, newsletter(), SLOT)


def test_a_picture_has_its_words_and_its_size() -> None:
    edition, findings = read(
        "url: https://example.org/a.png", "alt: A bin,  at dawn", "width: 1088", "height: 612"
    )
    assert findings == []
    (item,) = edition.items
    assert item.picture == Picture(
        url="https://example.org/a.png", alt="A bin, at dawn", width=1088, height=612
    )


def test_an_item_without_one_shows_none_whatever_its_source_offered(table: Table) -> None:
    table.gather(entry("bins", image="https://marlow.example.org/bins.png"))
    edition, _ = assemble.assemble(table.draft, table.gathered, table.config, SLOT)
    assert [item.picture for item in edition.items] == [None]


def test_a_picture_survives_another_gathering_and_is_no_word_of_the_source(table: Table) -> None:
    table.gather(entry("bins"))
    table.row("bins")["picture"] = {"url": "https://example.org/a.png", "alt": "A bin"}
    table.gather(entry("bins", summary="Now with more bins."))
    edition, findings = assemble.assemble(table.draft, table.gathered, table.config, SLOT)
    (item,) = edition.items
    assert findings == []
    assert item.picture == Picture(url="https://example.org/a.png", alt="A bin")
    assert item.summary == "Now with more bins."
    assert "picture" not in json.dumps(as_json(item))


@pytest.mark.parametrize(
    ("rows", "line", "says"),
    [
        (["url: http://example.org/a.png", "alt: A"], 7, "write https://"),
        (["url: a.png", "alt: A"], 7, "write https://"),
        (["url: https://user:word@example.org/a.png", "alt: A"], 7, "write https://"),
        (["alt: A"], 6, "write https://"),
        (["url: https://example.org/a.png", "alt: A", "width: wide"], 9, 'width is "wide"'),
        (["url: https://example.org/a.png", "alt: A", "height: -1"], 9, "how many pixels"),
        (["url: https://example.org/a.png", "alt: A", "width: true"], 9, "how many pixels"),
        (["url: https://example.org/a.png", "alt: [A]"], 8, "alt must be text"),
        (["url: https://example.org/a.png", "atl: A"], 8, 'did you mean "alt"?'),
        (["https://example.org/a.png"], 6, "say what it shows"),
    ],
)
def test_a_mistake_in_it_is_told_with_its_line(rows: list[str], line: int, says: str) -> None:
    _, findings = read(*rows)
    assert [finding.line for finding in findings if says in finding.message] == [line]
