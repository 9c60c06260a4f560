"""Which items are put before the editor: decided once per edition, each with its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from digest.compose.gathered import NO_ROOM
from digest.compose.news import cancelled
from digest.compose.past import Past
from digest.compose.same import Index
from digest.config import Config, Section
from digest.model import Entry, Event, Item

_NEVER = datetime.min.replace(tzinfo=UTC)


def order(item: Item) -> Any:
    """Return the sort key of a section: events by their start, entries newest first; ties by source and title."""
    if isinstance(item, Event):
        return (item.starts.timestamp(), item.title)
    shown = item.published if isinstance(item, Entry) and item.published else item.first_seen or _NEVER
    return (-shown.timestamp(), item.source, item.title)


def decide(
    fresh: Sequence[Item],
    *,
    config: Config,
    past: Past,
    first_visits: frozenset[str],
    kept: Mapping[str, Sequence[Item]],
    own: Sequence[Item] = (),
) -> list[Item]:
    """Return the fresh items with `offered` and `why`.

    `kept` are the items that hold a place in each section, `own` those that the editor added by hand. One that
    stands in the draft already, because an earlier run was cut short, has its place.
    """
    there, mine = {item.id for items in kept.values() for item in items}, Index.of(own)
    begun = [replace(i, offered=True, why="") for i in fresh if i.id in there]
    fresh = [i for i in fresh if i.id not in there]
    carried = {item.id for item in past.carried()}
    judged = [
        replace(
            i,
            offered=False,
            why="added by hand" if mine.find(i) else _against(i, past, first_visits, config) or "",
        )
        for i in fresh
    ]
    chosen: list[Item] = []
    for section in config.sections:
        rivals = [i for i in judged if i.section == section.id and not i.why]
        ranked = sorted(rivals, key=lambda i: (not _lifted(i, rivals, past), order(i)))
        if section.shows == "board":
            ranked = rivals  # as they stand on the board
        chosen += _fit(ranked, section, kept.get(section.id, ()), config)
    return begun + [_once(item, carried) for item in chosen] + [item for item in judged if item.why]


def _lifted(item: Item, rivals: Sequence[Item], past: Past) -> bool:
    """Return whether an item is the first of a source that readers have not met: it goes before all others."""
    if not past.numbers or not item.source or past.offered_from(item.source):
        return False
    return item is min((i for i in rivals if i.source == item.source), key=order)


def _once(item: Item, carried: Collection[str]) -> Item:
    """Return the item without a claim to the next edition if it was carried over to this one already."""
    return replace(item, why=f"again {item.why}") if item.why and item.id in carried else item


def _against(item: Item, past: Past, first_visits: frozenset[str], config: Config) -> str | None:
    """Return the reason, if any, why an item is not offered; a board shows its cards as they stand now."""
    section = next((s for s in config.sections if s.id == item.section), None)
    if section is None:
        return f'its section "{item.section}" is no longer there'
    if section.shows == "board":
        return None
    if reason := past.already(item):
        return reason
    if isinstance(item, Entry) and item.published is None:
        if item.source in first_visits:
            return "has no date, and its source was read for the first time: noted, new ones will be offered"
        return past.noted(item)
    if cancelled(item) and not past.announced(item):
        return "cancelled, and nobody had been told of it"
    return None


def _fit(items: Sequence[Item], section: Section, kept: Sequence[Item], config: Config) -> list[Item]:
    """Return the ranked items, offered while the section and each source's share have room."""
    room, shares = section.max_items - len(kept), Counter(item.source for item in kept)
    decided = []
    for item in items:
        share = section.max_per_source
        if share and shares[item.source] >= share:
            source = config.source(item.source)
            words = f"{share} items from {source.name if source else item.source} are in already"
            decided.append(replace(item, why=NO_ROOM + words))
        elif room <= 0:
            words = f'the section "{section.title}" is full ({section.max_items})'
            decided.append(replace(item, why=NO_ROOM + words))
        else:
            room -= 1
            shares[item.source] += 1
            decided.append(replace(item, offered=True))
    return decided
