"""Feeds of every format become entries."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from digest.gather import cutting
from digest.model import Entry, SourceError
from tests.gather.reading import NOW, WINDOW, post, read, rss

ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://blog.example.org/en/">
<title>Blog</title><link href="/"/><id>tag:example.org,2026:blog</id>
<entry><title type="html">Fish &amp;amp; chips</title><id>tag:example.org,2026:1</id><link href="a/1?utm_source=atom"/>
<updated>2026-11-02T09:00:00Z</updated><published>2026-10-30T09:00:00Z</published><category term="Food"/>
<author><name>Jo</name><email>jo@example.org</email></author>
<content type="html">&lt;p&gt;We fried.&lt;/p&gt;&lt;p&gt;Continue reading on our site&lt;/p&gt;</content></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://example.org/"><title>Old</title></channel>
<item rdf:about="https://example.org/1"><title>Old news</title><link>https://example.org/1</link>
<dc:date>2026-11-02T09:00:00Z</dc:date></item></rdf:RDF>"""
OLD_RSS = """<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://example.org/rss-0.91.dtd">
<rss version="0.91"><channel><title>Older</title><item><title>Older news</title><link>https://example.org/2</link></item></channel></rss>"""


def json_feed(*items: dict[str, object], version: str = "https://jsonfeed.org/version/1.1") -> str:
    return json.dumps({"version": version, "title": "Blog", "items": items})


def test_an_rss_item_becomes_an_entry() -> None:
    entry = read("feed", rss(post(1))).item
    assert entry == Entry(
        id=entry.id,
        source="blog",
        section="blogs",
        title="Post 1",
        url="https://blog.example.org/1",
        summary="Some words.",
        keys=("id:blog:?p=1", "url:blog.example.org/1", "day:blog:post 1:2026-11-02"),
        published=datetime(2026, 11, 2, 9, tzinfo=UTC),
    )


def test_an_atom_entry_becomes_an_entry() -> None:
    entry = read("feed", ATOM).item
    assert (entry.title, entry.url) == ("Fish & chips", "https://blog.example.org/en/a/1")
    assert entry.summary == "We fried."
    assert entry.published == datetime(2026, 10, 30, 9, tzinfo=UTC)
    assert "jo" not in repr(entry).lower()


def test_older_formats_are_read_too() -> None:
    assert read("feed", RDF).titles == ["Old news"]
    assert read("feed", OLD_RSS).titles == ["Older news"]


def test_a_json_feed_is_read() -> None:
    item = {
        "id": 7,
        "url": "/a",
        "title": "A",
        "content_html": "<p>Words.</p>",
        "date_published": "2026-11-02T09:00:00Z",
        "tags": ["x"],
    }
    entry = read("feed", json_feed(item)).item
    assert (entry.title, entry.url, entry.summary) == ("A", "https://blog.example.org/a", "Words.")
    assert entry.published == datetime(2026, 11, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("", "the answer is empty"),
        (" \r\n\0", "the answer is empty"),
        ("<!doctype html><title>Sign in</title>", "got a web page, not a feed"),
        ("<html><head><title>404</title></head></html>", "got a web page, not a feed"),
        ("just words", "this is not a feed"),
        ("<feeding><a/></feeding>", "this is not a feed"),
        ('{"errors": [{"message": "group not found"}]}', "got JSON, but not a JSON Feed"),
        ('{"version": "https://jsonfeed.org/version/1.1"}', 'no list of "items"'),
        ("{oops", "the answer is not JSON: line 1, column 2"),
        ("[" * 100_000, "nested too deeply"),
        ('{"n": 1e999}', "a number that is too large"),
        ('<!DOCTYPE r [<!ENTITY a "b">]>' + rss(post()), "XML entities"),
        ('<!-- <!ENTITY a "b"> -->' + rss(post()), "XML entities"),
        ('<!DOCTYPE r [<?x <a?>\n<!ENTITY a "b">]>' + rss(post()), "XML entities"),
        (rss("<x>" * 5000), "nested too deeply"),
    ],
)
def test_what_is_no_feed_fails_in_words_for_an_editor(body: str, problem: str) -> None:
    with pytest.raises(SourceError, match=problem):
        read("feed", body)


def test_an_entity_that_an_article_talks_about_is_no_entity() -> None:
    text = "<![CDATA[How to write <!ENTITY a 'b'> in XML]]>"
    assert len(read("feed", rss(post(description=text))).items) == 1


def test_entities_hidden_in_another_encoding_are_found() -> None:
    body = (
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE r [<!ENTITY a "b">]>' + rss(post())[21:]
    ).encode("utf-16")
    with pytest.raises(SourceError, match="XML entities"):
        read("feed", body)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "iso-8859-1", "windows-1252"]
)
def test_letters_are_read_whatever_the_encoding(encoding: str) -> None:
    declared = encoding.removesuffix("-sig").removesuffix("-le")
    body = rss(post(title="Café £5")).replace('version="1.0"', f'version="1.0" encoding="{declared}"')
    assert read("feed", body.encode(encoding)).titles == ["Café £5"]


def test_a_wrong_declaration_does_not_spoil_the_letters() -> None:
    body = rss(post(title="Café – “ok”")).replace('version="1.0"', 'version="1.0" encoding="iso-8859-1"')
    assert read("feed", body.encode()).titles == ["Café – “ok”"]


def test_one_broken_byte_does_not_spoil_the_other_letters() -> None:
    body = rss(post(title="Ünïcödé façade")).encode().replace(b"words", b"w\xffrds")
    assert read("feed", body).titles == ["Ünïcödé façade"]


def test_only_what_the_window_holds_is_news() -> None:
    old = post(1, pubDate="Wed, 30 Sep 2026 23:59:59 GMT")
    told = read("feed", rss(old, post(2, pubDate="Thu, 01 Oct 2026 00:00:00 GMT"), post(3, pubDate="")))
    assert sorted(told.titles) == ["Post 2", "Post 3"]


def test_summer_time_is_not_an_hour_late() -> None:
    entry = read("feed", rss(post(pubDate="Mon, 05 Oct 2026 09:00:00 BST"))).item
    assert entry.published == datetime(2026, 10, 5, 8, tzinfo=UTC)


def test_a_date_nobody_can_mean_is_no_date_and_is_told() -> None:
    told = read("feed", rss(post(1, pubDate="Mon, 02 Nov 2999 09:00:00 GMT"), post(2, pubDate="soon")))
    assert [entry.published for entry in told.items] == [None, None]
    assert told.warning.startswith("2 entries are taken as undated")


def test_the_newest_come_first_and_no_more_than_the_source_may() -> None:
    told = read(
        "feed", rss(*(post(n, pubDate=f"{n:02} Oct 2026 09:00:00 GMT") for n in range(1, 9))), max_items=3
    )
    assert told.titles == ["Post 8", "Post 7", "Post 6"]
    assert told.warning == "8 entries in this window: only the newest 3 are used"


def test_an_entry_without_a_page_is_left_out_and_told() -> None:
    told = read("feed", rss(post(1, link="javascript:alert(1)"), post(2)))
    assert told.titles == ["Post 2"]
    assert told.warning == "1 entry is left out: no title, or no link to a web page"


def test_an_entry_without_a_title_takes_its_first_words() -> None:
    assert read("feed", rss(post(title="", description="We moved offices. There is cake."))).titles == [
        "We moved offices. There is cake."
    ]


def test_a_proxys_link_is_replaced_by_the_real_one() -> None:
    origin = '<feedburner:origLink xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0">https://blog.example.org/real?utm_source=f</feedburner:origLink>'
    entry = read(
        "feed", rss(post(link="http://feeds.example.net/~r/x/1").replace("</item>", origin + "</item>"))
    ).item
    assert entry.url == "https://blog.example.org/real"


def test_include_and_exclude_see_titles_and_categories() -> None:
    items = (post(1, category="Digital"), post(2, title="A digital vacancy"), post(3))
    assert read("feed", rss(*items), include=["digital"], exclude=["vacancy"]).titles == ["Post 1"]


def test_one_post_under_many_tracked_links_is_one_entry() -> None:
    links = (f"https://blog.example.org/a/?utm_source={n}#c" for n in range(30))
    items = (post(title="A post", link=link, guid=str(n + 10)) for n, link in enumerate(links))
    assert read("feed", rss(*items)).item.url == "https://blog.example.org/a/"


def test_different_posts_that_all_link_to_the_front_page_stay_different() -> None:
    items = [post(n, link="https://blog.example.org/news", guid=f"n{n}") for n in range(10, 13)]
    told = read("feed", rss(*items))
    assert len(told.items) == 3
    assert not any(key.startswith("url:") for entry in told.items for key in entry.keys)


def test_a_link_that_only_old_posts_share_is_no_name_either() -> None:
    old = post(1, link="https://blog.example.org/news#1", pubDate="Mon, 01 Jun 2026 09:00:00 GMT")
    told = read("feed", rss(old, post(2, link="https://blog.example.org/news#2")))
    assert told.item.keys == ("id:blog:?p=2", "day:blog:post 2:2026-11-02")


def test_several_entries_of_one_opaque_id_are_one_and_it_is_told() -> None:
    told = read("feed", rss(*(post(n, guid="same") for n in range(5))))
    assert told.titles == ["Post 0"]
    assert told.warning == "several entries carry the same id: only the newest of them is used"


def test_decisions_of_one_title_on_one_day_stay_different() -> None:
    assert len(read("feed", rss(*(post(n, title="Notice of decision") for n in range(4)))).items) == 4


def test_the_same_post_has_a_common_name_when_its_id_and_title_change() -> None:
    before = read("feed", rss(post(1, guid="http://blog.example.org/?p=1"))).item
    after = read("feed", rss(post(1, guid="https://www.blog.example.org/?p=1", title="New title"))).item
    assert before.id == after.id
    random = read("feed", rss(post(1, guid="c0ffee"))).item
    assert set(random.keys) & set(before.keys)


def test_naive_times_are_on_the_sources_clock() -> None:
    entry = read("feed", rss(post(pubDate="05/10/2026 09:00")), timezone=ZoneInfo("Europe/Paris")).item
    assert entry.published == datetime(2026, 10, 5, 7, tzinfo=UTC)


def test_a_feed_that_breaks_off_gives_its_whole_entries() -> None:
    told = read("feed", rss(post(1), post(2))[:-60])
    assert told.titles == ["Post 1"]
    assert told.warning == "the feed breaks off in the middle: the last entry is left out"


def test_a_feed_that_is_cut_short_reads_the_same() -> None:
    days = [NOW - timedelta(days=7 * n) for n in range(60)]
    body = rss(*(post(n, pubDate=f"{day:%a, %d %b %Y %H:%M:%S} GMT") for n, day in enumerate(days)))
    short = cutting.shorten(body, WINDOW, ZoneInfo("Europe/London")).text
    assert short.count("<item>") == 6
    everything = replace(WINDOW, opens=datetime(2000, 1, 1, tzinfo=UTC))
    whole = [
        entry for entry in read("feed", body, window=everything).items if entry.published >= WINDOW.opens
    ]
    assert read("feed", body).items == whole


@pytest.mark.parametrize(
    "tricky",
    [
        "<![CDATA[an <item><pubDate>Mon, 01 Jan 2001 09:00:00 GMT</pubDate></item> in text]]>",
        "<!-- <item><pubDate>Mon, 01 Jan 2001 09:00:00 GMT</pubDate></item> -->",
        "<source><pubDate>Mon, 01 Jan 2001 09:00:00 GMT</pubDate></source>",
    ],
)
def test_an_old_date_inside_an_entry_does_not_cut_it(tricky: str) -> None:
    assert read("feed", rss(post(1, description=tricky), post(2))).titles == ["Post 1", "Post 2"]


def test_half_a_character_breaks_nothing() -> None:
    told = read("feed", rss(post(title="A &#xD800;b &#55296; c&#x2019;s <br> & more")))
    assert told.titles == ["A b c’s & more"]


def test_fifty_thousand_entries_are_refused() -> None:
    with pytest.raises(SourceError, match="50,000 entries or more"):
        read("feed", rss("<item></item>" * 50_000))
