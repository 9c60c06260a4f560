"""The same story from two sources becomes one item that credits both."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from digest.compose.news import cancelled
from digest.compose.same import Index
from digest.model import Item


def fold(items: Iterable[Item]) -> list[Item]:
    """Return the items with each thing once; the first to say it keeps its words and names the others."""
    index, places, folded = Index(), dict[str, int](), list[Item]()
    for item in items:
        found = index.find(item)
        if found is None or not agree(found[0], item):
            places[item.id] = len(folded)
            folded.append(item)
            index.add(item)
            continue
        place = places[found[0].id]
        folded[place] = both(folded[place], item)
        index.add(replace(item, id=found[0].id))
    return folded


def agree(one: Item, other: Item) -> bool:
    """Return whether two tellings may be one: no source can call off another source's event."""
    return one.source == other.source or cancelled(one) == cancelled(other)


def both(first: Item, second: Item) -> Item:
    """Return the first item with the keys of both, the second's source credited and its summary where none was."""
    sources = (*first.also_from, second.source, *second.also_from)
    return replace(
        first,
        keys=tuple(dict.fromkeys((*first.keys, *second.keys))),
        also_from=tuple(dict.fromkeys(s for s in sources if s != first.source)),
        summary=first.summary or second.summary,
        url=first.url or second.url,
    )
