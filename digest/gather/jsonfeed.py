"""JSON Feed 1.0 and 1.1 (jsonfeed.org), which feedparser does not know."""

from __future__ import annotations

from typing import Any

from digest.gather import answer
from digest.gather.entries import Post
from digest.model import SourceError


def posts(words: str) -> list[Post]:
    """Return the posts of a JSON Feed; raise SourceError for any other JSON."""
    feed = answer.load_json(words)
    if not isinstance(feed, dict) or "jsonfeed.org/version/1" not in str(feed.get("version", ""))[:100]:
        raise SourceError("got JSON, but not a JSON Feed")
    items = feed.get("items")
    if not isinstance(items, list):
        raise SourceError('the JSON Feed has no list of "items"')
    return [_post(item) for item in items if isinstance(item, dict)]


def _post(item: dict[str, Any]) -> Post:
    def first(*names: str) -> str:
        return next((str(item[n]) for n in names if isinstance(item.get(n), str | int) and item[n] != ""), "")

    tags = item.get("tags")
    return Post(
        guid=first("id"),
        link=first("url", "external_url"),
        title=first("title"),
        summary=first("summary", "content_text", "content_html"),
        published=first("date_published", "date_modified"),
        tags=tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else (),
    )
