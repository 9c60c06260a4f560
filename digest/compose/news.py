"""What about an event is news to somebody who was told of it before."""

from __future__ import annotations

from digest.model import Event, EventStatus, Item

STAND = "stand:"


def cancelled(item: Item) -> bool:
    """Return whether this is an event that does not take place."""
    return isinstance(item, Event) and item.status is EventStatus.CANCELLED


def otherwise(before: Item, item: Item) -> bool:
    """Return whether an event is not where and when people were told, or was called off since."""
    if cancelled(item) or cancelled(before):
        return cancelled(item) and not cancelled(before)
    return moved(before, item) or newly_placed(before, item)


def newly_placed(before: Item, item: Item) -> bool:
    """Return whether a board's card stands in another list, or is due on another day."""
    stands = {key for key in item.keys if key.startswith(STAND)}
    return bool(stands) and stands.isdisjoint(before.keys)


def moved(before: Item, item: Item) -> bool:
    """Return whether an event has another time or another place."""
    if not isinstance(before, Event) or not isinstance(item, Event):
        return False
    return not at_once(before, item) or elsewhere(before.place, item.place)


def at_once(one: Event, other: Event) -> bool:
    """Return whether two events begin at one moment, also in the hour that clocks repeat: there `==` is not to be had."""
    return one.starts.timestamp() == other.starts.timestamp()


def elsewhere(before: str, place: str) -> bool:
    """Return whether two places differ; more of the same address is not another place."""
    one, other = (" ".join(text.casefold().split()) for text in (before, place))
    return bool(one and other) and one not in other and other not in one
