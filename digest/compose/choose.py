"""Which items are put before the editor: decided once per edition, each with its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from digest.compose.past import Past
from digest.config import Config, Section
from digest.model import Entry, Event, EventStatus, Item

_NEVER = datetime.min.replace(tzinfo=UTC)


def order(item: Item) -> Any:
    """Return the sort key of a section: events by their start, entries newest first; ties by source and title."""
    if isinstance(item, Event):
        return (item.starts.timestamp(), item.title)
    shown = item.published if isinstance(item, Entry) and item.published else item.first_seen or _NEVER
    return (-shown.timestamp(), item.source, item.title)


def decide(
    fresh: Iterable[Item],
    *,
    config: Config,
    past: Past,
    first_visits: frozenset[str],
    kept: Mapping[str, Sequence[Item]],
) -> list[Item]:
    """Return the fresh items with `offered` and `why`; `kept` are the items that hold a place in each section."""
    known = {s.id for s in config.sections}
    judged = [replace(item, why=_against(item, past, first_visits, known) or "") for item in fresh]
    chosen = [
        i
        for s in config.sections
        for i in _fit([i for i in judged if i.section == s.id and not i.why], s, kept.get(s.id, ()), config)
    ]
    return chosen + [item for item in judged if item.why]


def _against(item: Item, past: Past, first_visits: frozenset[str], sections: set[str]) -> str | None:
    """Return the reason, if any, why an item is not offered."""
    if item.section not in sections:
        return f'its section "{item.section}" is no longer there'
    if reason := past.already(item):
        return reason
    if isinstance(item, Entry) and item.published is None:
        if item.source in first_visits:
            return "has no date, and its source was read for the first time: noted, new ones will be offered"
        return past.noted(item)
    if isinstance(item, Event) and item.status is EventStatus.CANCELLED and not past.announced(item):
        return "cancelled, and nobody had been told of it"
    return None


def _fit(items: Sequence[Item], section: Section, kept: Sequence[Item], config: Config) -> list[Item]:
    """Return the items in order, offered while the section and each source's share have room."""
    room, shares = section.max_items - len(kept), Counter(item.source for item in kept)
    decided = []
    for item in sorted(items, key=order):
        share = section.max_per_source
        if share and shares[item.source] >= share:
            source = config.source(item.source)
            decided.append(
                replace(
                    item, why=f"{share} items from {source.name if source else item.source} are in already"
                )
            )
        elif room <= 0:
            decided.append(replace(item, why=f'the section "{section.title}" is full ({section.max_items})'))
        else:
            room -= 1
            shares[item.source] += 1
            decided.append(replace(item, offered=True))
    return decided
