"""Lists of subscriptions as programs really write them."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from digest.gather import opml
from digest.gather.opml import OpmlError, Outline

NESTED = """<?xml version="1.0" encoding="utf-8"?>
<opml version="1.0">
<head><title>Mine</title></head>
<body>
  <!-- <outline text="gone" xmlUrl="https://gone.example.org/feed"/> -->
  <outline text="Councils">
    <outline text="Anytown" title="Anytown Digital" type="rss"
             xmlUrl="https://anytown.example.org/feed?a=1&amp;b=2" htmlUrl="https://anytown.example.org/"/>
    <outline text="Further"><OUTLINE TEXT='Wexcombe &gt; Digital' XMLURL='https://wexcombe.example.org/feed'></OUTLINE>
    </outline>
  </outline>
  <outline text="Bins &nbsp;& roads" url="https://bins.example.org/rss" description="say url='no' > here"/>
  <outline text="Empty"/>
</body></opml>"""


def test_outlines_are_found_at_any_depth_with_line_and_group() -> None:
    found = opml.parse(NESTED.encode())
    assert [(o.name, o.url, o.group, o.line) for o in found] == [
        ("Anytown Digital", "https://anytown.example.org/feed?a=1&b=2", "Councils", 7),
        ("Wexcombe > Digital", "https://wexcombe.example.org/feed", "Further", 9),
        ("Bins \xa0& roads", "https://bins.example.org/rss", "", 12),
        ("Empty", "", "", 13),
    ]
    assert (found[0].home, found[0].type) == ("https://anytown.example.org/", "rss")


def test_one_wrong_quotation_mark_does_not_lose_the_others() -> None:
    bad = """<outline title="Marlow" description=""'News' and all that." - says Ada" xmlUrl="https://m.example.org/f"/>"""
    odd = """<outline title="Odd" text="broken xmlUrl="https://odd.example.org/f"/>"""
    good = """<outline title="Good" xmlUrl="https://good.example.org/f"/>"""
    found = opml.parse(f"<opml>{bad}{odd}{good}</opml>".encode())
    assert ("Marlow", "https://m.example.org/f") in [(o.name, o.url) for o in found]
    assert ("Good", "https://good.example.org/f") in [(o.name, o.url) for o in found]


@pytest.mark.parametrize(
    ("words", "problem", "line"),
    [
        ('<?xml version="1.0"?>\n<!DOCTYPE opml [<!ENTITY a "b">]><opml></opml>', "DOCTYPE", 2),
        ("<html></html>", "not OPML", 1),
        ('<opml>\n<outline xmlUrl="https://a.example.org/"/>\n', "breaks off", 3),
        ("<opml>" + "<outline text='a'>\n" * 51 + "</opml>", "50 deep", 51),
        ("<opml>" + "<outline text='a'/>" * 5001 + "</opml>", "5,000", 1),
    ],
)
def test_what_is_no_list_or_made_to_harm_is_refused_with_its_line(
    words: str, problem: str, line: int
) -> None:
    with pytest.raises(OpmlError, match=problem) as refused:
        opml.parse(words.encode())
    assert refused.value.line == line


@pytest.mark.parametrize("piece", ["<outline ", "<outline a='", "<!--", "a=' ", "a", 'a="', "<outline a "])
def test_no_file_takes_long(piece: str) -> None:
    began = time.process_time()
    assert opml.parse(f"<opml><outline {piece * 100_000}></opml>".encode()) is not None
    assert time.process_time() - began < 2


def test_what_is_written_can_be_read_and_is_safe_xml() -> None:
    rows = [
        Outline(name='Bins & "roads" <b>', url="https://bins.example.org/?a=1&b=2"),
        Outline(name="Meetups\x07", url="https://m.example.org/x.ics", type="calendar"),
    ]
    text = opml.write("Our <list>", {"Blogs & more": rows}, datetime(2026, 11, 20, tzinfo=UTC))
    found = opml.parse(text.encode())
    assert [(o.name, o.url, o.type, o.group) for o in found] == [
        ('Bins & "roads" <b>', "https://bins.example.org/?a=1&b=2", "rss", "Blogs & more"),
        ("Meetups", "https://m.example.org/x.ics", "calendar", "Blogs & more"),
    ]
    assert "<title>Our &lt;list&gt;</title>" in text
    assert 'xmlUrl="https://m.example.org' not in text
