"""Feeds that are read without feedparser say the same as with it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.gather import plain
from digest.model import SourceError
from tests.gather.reading import HOSTILE, Told, post, read, rss

SPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:slash="http://purl.org/rss/1.0/modules/slash/" '
    'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0" xmlns:media="http://search.yahoo.com/mrss/"'
)
ARTICLE = "<content:encoded><![CDATA[<p>We fried &amp; ate.</p>]]></content:encoded>"
LINK = "https://blog.example.org/1"
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Blog</title><id>tag:example.org,2026:blog</id>{head}
<entry><title>A</title><id>tag:example.org,2026:1</id><updated>2026-11-02T09:00:00Z</updated>{inside}</entry></feed>"""
PLAIN = [
    f"<description>Short.</description>{ARTICLE}",
    f"{ARTICLE}<description>Short.</description>",
    f"<description> </description>{ARTICLE}",
    "<description>&lt;p&gt;Short.&lt;/p&gt;</description><!-- a remark --><?some instruction?>",
    "<dc:creator><![CDATA[Jo]]></dc:creator><author>jo@example.org (Jo)</author><slash:comments>4</slash:comments>",
    "<category>Food</category><category domain='x'><![CDATA[ Fish ]]></category><category/>",
    "<feedburner:origLink>https://blog.example.org/own</feedburner:origLink>",
    '<enclosure url="https://example.org/a.mp3" length="1" type="audio/mpeg"/><media:thumbnail url="x"/>',
    '<atom:link rel="replies" href="https://blog.example.org/1/comments"/>',
    '<source url="https://other.example.org/feed">Other</source>',
    "<dc:date>2026-11-03T09:00:00Z</dc:date>",
]
UNUSUAL = [
    "<title>Another title</title>",
    f"<description>Short.</description>{ARTICLE}<description>Another.</description>",
    "<description>Short <b>and</b> sweet.</description>",
    "<description>a&nbsp;b</description>",
    "<description>CafÃ©, â€œhereâ€\x9d.</description>",
    "<author>Jo <b>Bloggs</b></author>",
    "<media:group><media:title>A film</media:title></media:group>",
    '<link href="https://blog.example.org/2" rel="alternate"/>',
    "<atom:updated>2026-11-03</atom:updated><dc:date>2026-11-04</dc:date>",
    '<description xml:base="https://other.example.org/">Short.</description>',
    '<description mode="base64">U2hvcnQu</description>',
    "<unheard:of>x</unheard:of>",
    "<item/>",
]


def both_ways(body: str) -> tuple[Told | str, Told | str]:
    """Return what comes of a feed by our own reading and by feedparser's alone."""
    with pytest.MonkeyPatch.context() as patch:
        ours = _read(body)
        patch.setattr(plain, "posts", lambda _feed: None)
        return ours, _read(body)


def _read(body: str) -> Told | str:
    try:
        return read("feed", body, exclude=["Fish"])
    except SourceError as problem:
        return str(problem)


def feed(inside: str) -> str:
    item = post(1, description="").replace("</item>", f"{inside}</item>")
    return rss(item, post(2)).replace("<rss ", f"<rss {SPACES} ")


@pytest.mark.parametrize("inside", PLAIN)
def test_what_blogs_write_is_read_at_once_and_says_the_same(inside: str) -> None:
    assert plain.posts(feed(inside)) is not None
    ours, theirs = both_ways(feed(inside))
    assert ours == theirs


@pytest.mark.parametrize("inside", UNUSUAL)
def test_what_is_unusual_is_left_to_feedparser(inside: str) -> None:
    assert plain.posts(feed(inside)) is None
    ours, theirs = both_ways(feed(inside))
    assert ours == theirs


@pytest.mark.parametrize(
    ("head", "inside"),
    [
        ("", f'<link href="{LINK}"/><summary type="html">&lt;b&gt;Short&lt;/b&gt;.</summary>'),
        (f'<link rel="self" href="{LINK}"/>', f'<link href="{LINK}"/><content type="html">Long.</content>'),
        (f'<link rel="alternate" href="{LINK}/"/>', '<link href="/relative"/><category term="Fish"/>'),
        ("", f'<link href="{LINK}"/><author><name>Jo</name><email>jo@example.org</email></author>'),
        (
            "",
            f'<link href="{LINK}" rel="alternate"/><link href="x" rel="http://schemas.example.org/#reply"/>',
        ),
    ],
)
def test_atom_says_the_same(head: str, inside: str) -> None:
    body = ATOM.format(head=head, inside=inside)
    assert plain.posts(body) is not None
    ours, theirs = both_ways(body)
    assert ours == theirs


@pytest.mark.parametrize(
    "body",
    [
        ATOM.format(head="", inside='<summary type="xhtml"><div>Short.</div></summary>'),
        ATOM.format(head="", inside=f'<link href="{LINK}"/><link href="{LINK}2"/>'),
        ATOM.format(head="", inside='<source><link href="https://other.example.org/"/></source>'),
        ATOM.format(
            head="", inside='<content xml:base="https://other.example.org/">Long.</content><link href="/1"/>'
        ),
        ATOM.replace("<feed ", '<feed xml:base="https://other.example.org/" ').format(head="", inside=""),
        rss(post(1)).replace("<item>", '<item xml:base="https://other.example.org/">'),
        rss(post(1, link="https:///blog.example.org/1")),
        rss(post(1, link="https://blog.example.org/?a=1&amp;amp;b=2")),
        rss(post(1)).replace("<rss", "<!DOCTYPE rss><rss"),
        rss(post(1)).replace("</rss>", ""),
        rss(post(1)).replace("<rss ", '<rss xmlns="http://backend.example.org/rss2" '),
    ],
)
def test_a_feed_that_could_mean_two_things_is_left_to_feedparser(body: str) -> None:
    assert plain.posts(body) is None
    ours, theirs = both_ways(body)
    assert ours == theirs


def test_a_date_that_only_feedparser_may_know_is_left_to_it() -> None:
    body = rss(post(1, pubDate="Montag, 2. November 2026"), post(2))
    ours, theirs = both_ways(body)
    assert ours == theirs


def test_every_hostile_feed_says_the_same() -> None:
    for path in sorted(HOSTILE.rglob("*")):
        if path.is_file() and path.suffix in {".xml", ".rss", ".atom"} and path.stat().st_size < 300_000:
            ours, theirs = both_ways(path.read_bytes().decode("utf-8", "replace"))
            assert ours == theirs, path.name


PIECES = st.sampled_from(
    [
        *PLAIN,
        *UNUSUAL,
        "",
        "x",
        "&amp;",
        "&#146;",
        "\u00e9",
        "]]>",
        "<link/>",
        "<guid isPermaLink='false'>7</guid>",
    ]
)


@given(st.lists(PIECES, max_size=4))
def test_whatever_an_entry_holds_both_readings_agree(pieces: list[str]) -> None:
    ours, theirs = both_ways(feed("".join(pieces)))
    assert ours == theirs
