"""Answers of the GOV.UK search API in, entries out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from digest.config import Source
from digest.gather import answer
from digest.gather.entries import Post, entries
from digest.gather.text import tell
from digest.model import Entry, SourceError, Window

_TAGS = ("format", "content_store_document_type", "document_type")


def parse(body: bytes, source: Source, window: Window) -> Iterator[Entry]:
    """Yield the pages published since the window opens, newest first; a page that changed keeps its name, its link."""
    words = answer.text(body)
    answer.refuse_web_page(words, "an answer of the GOV.UK search API")
    results = _results(answer.load_json(words))
    posts = [_post(result) for result in results if isinstance(result, dict)]
    if not posts:
        tell("the search finds nothing: try its words on www.gov.uk/search/all")
    elif not any(post.published for post in posts):
        tell("the results have no dates: add public_timestamp to fields= in the address")
    yield from entries(posts, source, window, base=getattr(body, "url", "") or source.url)


def _results(said: Any) -> list[Any]:
    results = said.get("results") if isinstance(said, dict) else None
    if not isinstance(results, list):
        raise SourceError(
            'got JSON, but no "results": the address must begin with https://www.gov.uk/api/search.json?'
        )
    return results


def _post(result: dict[str, Any]) -> Post:
    def said(name: str) -> str:
        value = result.get(name)
        return value if isinstance(value, str) else ""

    bodies = result.get("organisations")
    titles = (
        [body.get("title") for body in bodies if isinstance(body, dict)] if isinstance(bodies, list) else []
    )
    return Post(
        link=said("link"),
        title=said("title"),
        summary=said("description"),
        published=said("public_timestamp"),
        tags=tuple(tag for tag in (*map(said, _TAGS), *titles) if isinstance(tag, str) and tag),
    )
