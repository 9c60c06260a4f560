"""What a document is, what it is called, and which feeds and calendars a web page offers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from digest import pages
from digest.gather import answer
from digest.gather.guard_html import refuse_bombs
from digest.gather.text import clean, link
from digest.model import Body, SourceError

NAME = 80
_MOST_TAGS = 8_000  # deeply nested, they take selectolax 0.2 seconds; the time grows with their square
_ROOT = re.compile(
    r"\s*+(?:<(?>\?.*?\?>|!--.*?-->|!DOCTYPE[^>]*+>)\s*+)*+<(?:[\w.-]+:)?(rss|feed|rdf|opml|html)\b",
    re.IGNORECASE | re.DOTALL,
)
_FEED = re.compile(r"<(?:[\w.-]+:)?(?:rss|feed|rdf)\b", re.IGNORECASE)
_HTML = re.compile(r"<!doctype html|<html|<head|<body", re.IGNORECASE)
_FIRST = re.compile(r"<(?:[\w.-]+:)?(?:item|entry|image)[\s>]", re.IGNORECASE)
_TITLE = re.compile(
    r"<title\b[^<>]*>\s*(?:<!\[CDATA\[(.{1,500}?)\]\]>|([^<]{1,500}))", re.IGNORECASE | re.DOTALL
)
_CALENDAR_NAME = re.compile(r"^(?:X-WR-CALNAME|NAME)(?:;[^:\n]*)?:(.+)$", re.MULTILINE | re.IGNORECASE)
_TYPES = {
    **dict.fromkeys(("application/rss+xml", "application/atom+xml", "application/feed+json"), "feed"),
    **dict.fromkeys(("application/rdf+xml", "application/xml", "text/xml"), "feed"),
    "text/calendar": "calendar",
}
_FEED_PATH = re.compile(r"(?:/feed/?|/rss/?|\.rss|\.atom|/(?:rss|atom|feed)\.(?:xml|json))$", re.IGNORECASE)
_CALENDAR_PATH = re.compile(r"\.ics$", re.IGNORECASE)
_COMMENTS = re.compile(r"\bcomments?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Offer:
    """An address where a feed or calendar should be."""

    url: str
    kind: str
    title: str = ""


def what(body: bytes) -> str:
    """Return "feed", "calendar", "opml" or "web page", whichever the document is, else nothing."""
    if not body.strip(b" \t\r\n\0"):
        return ""
    words = answer.text(body)[:10_000]
    if "jsonfeed.org/version/1" in words and words.lstrip().startswith("{"):
        return "feed"
    if re.match(r"\s*BEGIN:VCALENDAR\b", words, re.IGNORECASE):
        return "calendar"
    root = _ROOT.match(words)
    name = root[1].lower() if root else "html" if _HTML.search(words) else ""
    if name in {"opml", "html"}:
        return {"opml": "opml", "html": "web page"}[name]
    return "feed" if name or _FEED.search(words) else ""


def title(body: bytes, kind: str) -> str:
    """Return what a feed, a calendar or else a web page calls itself; nothing if it does not say."""
    words = answer.text(body)
    if kind == "calendar":
        found = _CALENDAR_NAME.search(words.replace("\n ", ""))
        return clean(re.sub(r"\\(.)", r"\1", found[1]), NAME) if found else ""
    if kind == "feed" and words.lstrip().startswith("{"):
        return _json_title(words)
    if kind == "feed":
        first = _FIRST.search(words)
        words = words[: first.start() if first else None]
    found = _TITLE.search(words[:200_000])
    return clean(found[1] or found[2], NAME) if found else ""


def offers(body: Body) -> list[Offer]:
    """Return what a web page offers, the most likely first: declared before linked, feeds of comments last.

    SourceError for a page that is made to break a reader.
    """
    from selectolax.lexbor import LexborHTMLParser

    words = "<".join(answer.text(body).split("<", _MOST_TAGS + 1)[: _MOST_TAGS + 1])
    refuse_bombs(words)
    tree = LexborHTMLParser(words)
    root = tree.css_first("base[href]")
    base = (link(root.attributes.get("href"), body.url) if root else None) or body.url
    found: dict[str, Offer] = {}
    for offer in (*_declared(tree, base), *_linked(tree, base)):
        found.setdefault(pages.place_on_the_web(offer.url), offer)
    return sorted(found.values(), key=_is_about_comments)


def _declared(tree: object, base: str) -> Iterator[Offer]:
    for node in tree.css("link[href]"):  # type: ignore[attr-defined]  # selectolax loads on first use
        said = {name: value or "" for name, value in node.attributes.items()}
        kind = _TYPES.get(said.get("type", "").partition(";")[0].strip().lower())
        relations = said.get("rel", "").lower().split()
        url = _secure(said.get("href", ""), base)
        if url and kind and {"alternate", "feed"} & set(relations):
            yield Offer(url, kind, clean(said.get("title"), NAME))


def _linked(tree: object, base: str) -> Iterator[Offer]:
    """Yield the links that look like a calendar anywhere, or like a feed of this site."""
    for node in tree.css("a[href]"):  # type: ignore[attr-defined]  # selectolax loads on first use
        address = (node.attributes.get("href") or "").strip()
        url = _secure(re.sub(r"^webcals?://", "https://", address), base)
        if not url:
            continue
        path = urlsplit(url).path
        if address.lower().startswith("webcal") or _CALENDAR_PATH.search(path):
            yield Offer(url, "calendar", clean(node.text(), NAME))
        elif _FEED_PATH.search(path) and _host(url) == _host(base):
            yield Offer(url, "feed", clean(node.text(), NAME))


def _secure(address: str, base: str) -> str | None:
    """Return an absolute address, secure where it is on a site that we came to securely."""
    url = link(address, base)
    if url and base.startswith("https:") and _host(url) == _host(base):
        return re.sub(r"^http:", "https:", url)
    return url


def _host(url: str) -> str:
    return urlsplit(url).netloc.removeprefix("www.")


def _is_about_comments(offer: Offer) -> bool:
    return bool(_COMMENTS.search(offer.title) or _COMMENTS.search(urlsplit(offer.url).path))


def _json_title(words: str) -> str:
    try:
        feed = answer.load_json(words)
    except SourceError:
        return ""
    return clean(str(feed.get("title") or ""), NAME) if isinstance(feed, dict) else ""
