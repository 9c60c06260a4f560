"""What holds for each of the eight: for eyes, for ears, for Gmail, for Outlook."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise

import pytest

from digest.render.emails import GMAIL_CLIPS, encoded_size
from tests.render.editions import EIGHT
from tests.render.making import made, page

every = pytest.mark.parametrize("name", EIGHT)
# https://www.caniemail.com: what some mail program that councils use does not understand.
NOT_EVERYWHERE = re.compile(
    r"display:\s*(?:inline-)?(?:flex|grid)|var\(|url\(|@import|@font-face|position:\s*(?:fixed|absolute)",
    re.IGNORECASE,
)


@every
def test_every_link_and_heading_of_the_html_stands_in_the_text(name: str) -> None:
    lines, words = set(made(name).text.splitlines()), _words(made(name).text)
    assert {str(a.attributes["href"]) for a in page(name).css("a")} <= lines
    assert all(_words(heading.text()) in words for heading in page(name).css("h1, h2, h3"))


@every
def test_there_is_one_h1_and_no_level_is_skipped(name: str) -> None:
    levels = [int(str(node.tag)[1]) for node in page(name).css("h1, h2, h3, h4, h5, h6")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@every
def test_links_of_one_name_lead_to_one_place_and_every_link_has_a_name(name: str) -> None:
    targets = defaultdict[str, set[str]](set)
    for link in page(name).css("a"):
        targets[_spoken(link.attributes.get("aria-label") or link.text())].add(str(link.attributes["href"]))
    assert "" not in targets
    assert {spoken: there for spoken, there in targets.items() if len(there) > 1} == {}


@every
def test_a_link_is_said_as_it_is_written_and_more(name: str) -> None:
    """Who speaks to the computer says what is written (WCAG 2.5.3)."""
    for link in page(name).css("a[aria-label]"):
        assert _spoken(link.text()) in _spoken(str(link.attributes["aria-label"]))


@every
def test_every_picture_has_a_text_and_every_layout_table_is_silent(name: str) -> None:
    assert all("alt" in image.attributes for image in page(name).css("img"))
    assert all(table.attributes.get("role") == "presentation" for table in page(name).css("table"))


@every
def test_the_language_is_told_on_the_page_and_inside_it(name: str) -> None:
    language = EIGHT[name]().config.newsletter.language
    told = [node.attributes for node in page(name).css("[lang]")]
    assert len(told) >= 2
    assert {(one["lang"], one["dir"]) for one in told} == {(language, "ltr")}


@every
def test_nothing_of_mjml_is_left_and_nothing_comes_from_elsewhere(name: str) -> None:
    assert "<mj-" not in made(name).html
    assert not page(name).css("link, script, form, iframe, svg, video")
    assert {str(i.attributes["src"])[:8] for i in page(name).css("img")} <= {"https://"}


@every
def test_the_style_is_short_stands_in_the_head_and_asks_for_nothing_unusual(name: str) -> None:
    whole = made(name).html
    body = whole[whole.index("<body") :]
    assert "<style" not in re.sub(r"<!--.*?-->", "", body, flags=re.DOTALL)
    assert sum(len(style) for style in re.findall(r"<style.*?</style>", whole, re.DOTALL)) <= 16_000
    assert NOT_EVERYWHERE.findall(whole) == []


@every
def test_gmail_shows_it_whole(name: str) -> None:
    assert encoded_size(made(name).html) < GMAIL_CLIPS


@every
def test_text_lines_are_at_most_72_wide_but_for_addresses_and_endless_words(name: str) -> None:
    rows = made(name).text.splitlines()
    assert not [row for row in rows if len(row) > 72 and " " in row.strip()]
    assert not [row for row in rows if row != row.rstrip()]


@every
def test_a_section_without_anything_is_not_there(name: str) -> None:
    titles = [" ".join(heading.text().split()) for heading in page(name).css("h2")]
    for part in EIGHT[name]().edition.parts:
        size = len(part.items) + len(part.links) + part.more
        assert size == 1 or (part.title in titles) == (size > 1)  # an only item may lead the edition instead


def test_a_welsh_edition_says_nothing_in_english() -> None:
    body = page("in_welsh").body
    assert body is not None
    ours = re.sub(r"\S+(?:example|outlook)\S+", "", made("in_welsh").text + body.text())
    english = r"\b(the|this|and|you|your|get|from|event|edition|book|to|read|monday|december|online)\b"
    assert re.findall(english, ours, re.IGNORECASE) == []


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text))


def _spoken(text: str) -> str:
    return " ".join(text.split())
