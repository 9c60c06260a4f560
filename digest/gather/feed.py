"""Feeds of every format: RSS, Atom, RDF and JSON Feed in, entries out."""

from __future__ import annotations

import re
from calendar import timegm
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from digest.config import Source
from digest.gather import answer, cutting, dates, guard, jsonfeed, plain
from digest.gather.entries import Post, entries
from digest.gather.text import link, tell
from digest.model import Entry, SourceError, Window

_FEED = re.compile(r"<(?:[\w.-]+:)?(?:rss|feed|rdf|channel)\b", re.IGNORECASE)
_UTF8 = "application/xml; charset=utf-8"


def parse(body: bytes, source: Source, window: Window) -> Iterator[Entry]:
    """Yield the entries published since the window opens, newest first, and undated ones."""
    words = answer.text(body)
    url = getattr(body, "url", "") or source.url
    if words.lstrip().startswith(("{", "[")):
        posts = jsonfeed.posts(words)
        few, base, left_out = posts[: cutting.MOST], url, max(0, len(posts) - cutting.MOST)
    else:
        few, base, left_out = _xml(words, source, window, url=url)
    yield from entries(few, source, window, base=base, left_out=left_out)


def _xml(words: str, source: Source, window: Window, *, url: str) -> tuple[list[Post], str, int]:
    if not _FEED.search(words[:10_000]):
        answer.refuse_web_page(words, "a feed")
    guard.refuse_entities(words)
    cut = cutting.shorten(words, window, source.timezone or dates.LONDON)
    if cut.broken_off:
        tell("the feed breaks off in the middle: the last entry is left out")
    found = plain.posts(cut.text)
    if found and all(_has_sure_date(post, source, window) for post in found[0]):
        posts, site = found
        return posts, link(site, url) or url, cut.left_out
    return *_unusual(cut.text, url), cut.left_out


def _has_sure_date(post: Post, source: Source, window: Window) -> bool:
    """Whether nobody else's reading of the date is asked for."""
    zone = source.timezone or dates.LONDON
    return not post.published or dates.read(post.published, zone, closes=window.closes) is not None


def _unusual(words: str, url: str) -> tuple[list[Post], str]:
    """Return what feedparser makes of a feed: all there ever was, broken or not."""
    guard.refuse_depth(words)
    parsed = _feedparser(guard.whole_characters(words))
    if not parsed.get("version"):
        raise SourceError("this is not a feed: neither RSS nor Atom nor JSON Feed")
    return [_post(entry) for entry in parsed["entries"]], _base(parsed["feed"], url)


def _feedparser(words: str) -> Any:
    import feedparser

    try:
        return feedparser.parse(
            BytesIO(words.encode("utf-8", "replace")),
            sanitize_html=False,  # takes 15 seconds for 5 MB of tags; text.py cleans what is used
            resolve_relative_uris=False,
            response_headers={"content-type": _UTF8},  # and no address, so that ids stay as they are
        )
    except answer.BROKEN:
        raise SourceError("the feed is too broken to be read") from None


def _post(entry: dict[str, Any]) -> Post:
    """Return feedparser's entry as raw words; plain `dict.get`, as its own maps `updated` to `published`."""

    def first(*names: str) -> str:
        return next(
            (value for name in names if isinstance(value := dict.get(entry, name), str) and value.strip()), ""
        )

    contents = [part.get("value", "") for part in dict.get(entry, "content", ())]
    return Post(
        guid=first("id"),
        link=first("feedburner_origlink", "link"),
        title=first("title"),
        summary=first("summary") or next(filter(None, contents), ""),
        published=first("published", "updated", "created"),
        tags=tuple(tag.get("term") or "" for tag in dict.get(entry, "tags", ())),
        fallback=_moment(dict.get(entry, "published_parsed") or dict.get(entry, "updated_parsed")),
    )


def _moment(parsed: Any) -> datetime | None:
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC) if parsed else None
    except (ValueError, OverflowError, OSError):
        return None


def _base(feed: Any, url: str) -> str:
    """Return what relative links hang on: xml:base where there is one, else the site, else the feed's address."""
    base = (dict.get(feed, "title_detail") or {}).get("base")
    return (link(base, url) if base else None) or link(dict.get(feed, "link"), url) or url
