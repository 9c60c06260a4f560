"""Which reader belongs to which kind of source."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, cast

from digest.model import Item, SourceError, Window

if TYPE_CHECKING:
    from importlib.metadata import EntryPoints

    from digest.config import Source

    Parser = Callable[[bytes, Source, Window], Iterator[Item]]

KINDS: dict[str, str] = {
    "feed": "digest.gather.feed",
    "calendar": "digest.gather.calendar",
    "page": "digest.gather.page",
    "trello": "digest.gather.trello",
    "govuk": "digest.gather.govuk",
    "picks": "digest.gather.picks",
}
VERSION = 3  # one more whenever a reader would read the same bytes differently
GROUP = "digest.sources"


def names() -> set[str]:
    """Return every kind that sources.yaml may use."""
    return set(KINDS) | {point.name for point in _elsewhere()}


def parser(kind: str) -> Parser:
    """Return the `parse` of that kind, imported now; a third party's only when the table has none."""
    from importlib import import_module

    if module := KINDS.get(kind):
        return cast("Parser", import_module(module).parse)
    for point in _elsewhere():
        if point.name == kind:
            return cast("Parser", point.load())
    raise SourceError(f'unknown kind "{kind}": known are {", ".join(sorted(names()))}')


def address(source: Source) -> str:
    """Return where a source's data stand, which for some is not the page that people know; raise SourceError."""
    from digest.gather import boards

    return boards.address(source.url) if source.kind == "trello" else source.url


def explain(source: Source, problem: str) -> str:
    """Return a problem with its remedy, where the kind of source has one of its own."""
    from digest.gather import boards

    return boards.explain(problem) if source.kind == "trello" else problem


def _elsewhere() -> EntryPoints:
    from importlib.metadata import entry_points

    return entry_points(group=GROUP)
