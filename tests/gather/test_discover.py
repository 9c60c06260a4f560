"""Documents are known by what they are, and pages by what they offer."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest

from digest.gather import discover, usual
from digest.gather.discover import Offer
from digest.model import Body, SourceError
from tests.gather.reading import ics, post, rss

ATOM = """<?xml version="1.0"?><!-- made by hand --><feed xmlns="http://www.w3.org/2005/Atom">
<title type="html">Bins &amp;amp; Roads</title><entry><title>A post</title></entry></feed>"""
JSON = '{"version": "https://jsonfeed.org/version/1.1", "title": "Anytown\\u202e JSON", "items": []}'
PAGE = """<!DOCTYPE html><html><head><title>Anytown Digital</title>{}</head><body>{}</body></html>"""
OPML = '<?xml version="1.0"?>\n<opml version="2.0"><body/></opml>'
BROKEN = f"<br />\nWarning: line 3 {rss(post())}"


def page(head: str = "", body: str = "", url: str = "https://anytown.example.org/digital") -> Body:
    answered = Body(PAGE.format(head, body).encode())
    answered.url = url
    return answered


def alternate(href: str, kind: str = "application/rss+xml", title: str = "") -> str:
    return f'<link rel="alternate" type="{kind}" title="{title}" href="{href}">'


def urls(body: Body) -> list[str]:
    return [offer.url for offer in discover.offers(body)]


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (rss(post()), "feed"),
        (ATOM, "feed"),
        (JSON, "feed"),
        (BROKEN, "feed"),
        ("<rdf:RDF xmlns='x'><channel/></rdf:RDF>", "feed"),
        (ics(), "calendar"),
        (PAGE, "web page"),
        (PAGE.replace("<head>", "<head><!-- <rss> -->"), "web page"),
        (OPML, "opml"),
        ('{"error": "no such group"}', ""),
        ("", ""),
        ("Hello.", ""),
    ],
)
def test_a_document_is_known_by_its_beginning(words: str, what: str) -> None:
    assert discover.what(words.encode()) == what


@pytest.mark.parametrize(
    ("words", "kind", "title"),
    [
        (rss(post()), "feed", "Blog"),
        (ATOM, "feed", "Bins & Roads"),
        (rss().replace("Blog", "<![CDATA[Bins & <b>Roads</b>]]>"), "feed", "Bins & Roads"),
        (rss(post()).replace("<title>Blog</title>", ""), "feed", ""),
        (JSON, "feed", "Anytown JSON"),
        (
            ics(head="X-WR-CALNAME;VALUE=TEXT:Meetups\\, London\n  and beyond"),
            "calendar",
            "Meetups, London and beyond",
        ),
        (ics(), "calendar", ""),
        (PAGE, "page", "Anytown Digital"),
    ],
)
def test_a_source_is_called_what_it_calls_itself(words: str, kind: str, title: str) -> None:
    assert discover.title(words.encode(), kind) == title


def test_declared_feeds_come_before_linked_ones_and_comments_last() -> None:
    head = alternate("/comments/feed/", title="Comments") + alternate("/feed/", title="Anytown &raquo; Feed")
    body = page(head, '<a href="/news/rss.xml">RSS</a><a href="/about">About</a>')
    assert discover.offers(body) == [
        Offer("https://anytown.example.org/feed/", "feed", "Anytown » Feed"),
        Offer("https://anytown.example.org/news/rss.xml", "feed", "RSS"),
        Offer("https://anytown.example.org/comments/feed/", "feed", "Comments"),
    ]


def test_every_way_to_offer_a_calendar_is_seen() -> None:
    head = alternate("events/?ical=1", "text/calendar; charset=utf-8")
    links = '<a href="webcal://cal.example.org/anytown">Subscribe</a><a href="https://cal.example.org/x.ics">x</a>'
    found = discover.offers(page(head, links))
    assert {offer.kind for offer in found} == {"calendar"}
    assert [offer.url for offer in found] == [
        "https://anytown.example.org/events/?ical=1",
        "https://cal.example.org/anytown",
        "https://cal.example.org/x.ics",
    ]


def test_what_is_no_feed_of_this_site_is_not_offered() -> None:
    head = (
        alternate("https://anytown.example.org/wp-json/1", "application/json")
        + '<link rel="stylesheet" type="text/css" href="/feed/"><link rel="alternate" hreflang="cy" href="/cy">'
        + alternate("javascript:alert(1)")
        + alternate("https://ada:secret@anytown.example.org/feed")
    )
    assert urls(page(head, '<a href="https://elsewhere.example.org/feed/">Their feed</a>')) == []


def test_relative_addresses_hang_on_base_and_the_same_feed_is_offered_once() -> None:
    head = (
        '<base href="https://anytown.example.org/blog/">'
        + alternate("feed")
        + alternate("http://www.anytown.example.org/blog/feed/")
    )
    assert urls(page(head)) == ["https://anytown.example.org/blog/feed"]


def test_a_secure_site_is_taken_to_mean_its_secure_feed() -> None:
    assert urls(page(alternate("http://anytown.example.org/feed"))) == ["https://anytown.example.org/feed"]
    assert urls(page(alternate("http://feeds.example.org/a"))) == ["http://feeds.example.org/a"]


@pytest.mark.parametrize("piece", ["<div>", "<!-- --", "<title>", "<?x ", "<a href=x>", "<!doctype "])
def test_a_page_made_to_harm_takes_no_time(piece: str) -> None:
    body = page(piece * 60_000, piece * 60_000)
    began = time.process_time()
    discover.what(piece.encode() * 60_000)
    discover.title(body, "feed")
    with suppress(SourceError):
        discover.offers(body)
    assert time.process_time() - began < 2


def test_a_tag_with_a_hundred_thousand_attributes_is_refused() -> None:
    with pytest.raises(SourceError, match="too many attributes"):
        discover.offers(page(f"<link {'a ' * 100_000}>"))


def test_the_usual_places_are_beside_the_page_and_at_the_top_of_its_site() -> None:
    places = [offer.url for offer in usual.guesses("https://blogs.example.org/digital/index.html?x=1", "")]
    assert places[0] == "https://blogs.example.org/digital/feed/"
    assert "https://blogs.example.org/feed.xml" in places
    assert len(places) == 2 * len(usual.PLACES)


def test_a_calendar_is_guessed_only_where_its_software_is_recognised() -> None:
    wanted = Offer("https://anytown.example.org/events/list/?ical=1", "calendar")
    assert wanted in usual.guesses("https://anytown.example.org/", '<div class="tribe-events">')
    assert wanted not in usual.guesses("https://anytown.example.org/", "<p>Our events</p>")


@pytest.mark.parametrize(
    ("url", "feed"),
    [
        ("https://medium.com/anytown-digital", "https://medium.com/feed/anytown-digital"),
        ("https://medium.com/@anytown", "https://medium.com/feed/@anytown"),
        ("https://anytown.medium.com/a-story", "https://anytown.medium.com/feed"),
        ("https://anytown.substack.com/p/one", "https://anytown.substack.com/feed"),
        ("https://anytown.blog.gov.uk/2026/", "https://anytown.blog.gov.uk/feed/"),
    ],
)
def test_platforms_are_known_by_their_hosts(url: str, feed: str) -> None:
    assert [offer.url for offer in usual.platform(url)] == [feed]


def test_some_addresses_say_their_kind() -> None:
    assert usual.kind("https://trello.com/b/aBc123/topics") == "trello"
    assert usual.kind("https://www.gov.uk/api/search.json?filter_organisations=anytown") == "govuk"
    assert usual.kind("https://anytown.example.org/trello.com/b/x") is None
