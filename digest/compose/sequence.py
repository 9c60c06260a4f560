"""How often what a calendar shows of an event has changed (SEQUENCE, RFC 5545, 3.8.7.4): it never counts down."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any, TypeVar

from digest.model import Event, Item

WORDS = frozenset({"title", "when", "where", "online", "status"})  # what counts, as edition.yaml names it
Counted = TypeVar("Counted", bound=Item)


def counted(before: Item | None, item: Counted, rewritten: Collection[str] = ()) -> Counted:
    """Return an event counted on from what was said of it before, where an editor had `rewritten` these fields."""
    if not isinstance(before, Event) or not isinstance(item, Event):
        return item
    told = before.sequence + (not WORDS.isdisjoint(rewritten))
    return replace(item, sequence=max(item.sequence, told + changed(before, item)))


def changed(before: Event, event: Event) -> bool:
    """Return whether a calendar would show an event otherwise than before."""
    return _shown(before) != _shown(event)


def _shown(event: Event) -> tuple[Any, ...]:
    title, place = (" ".join(text.split()) for text in (event.title, event.place))
    place = "" if place.lower() == "online" else place
    # As numbers: in the hour that clocks repeat or skip, Python finds no two times of different zones equal.
    starts, ends = event.starts.timestamp(), event.ends and event.ends.timestamp()
    return title, starts, ends, event.all_day, place, event.online, event.status
