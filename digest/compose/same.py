"""Whether two items are one thing: by any identity key, and by title only where the summaries agree."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from digest.model import Item

WEAK = "title:"
RULES = {
    "id": "same id",
    "uid": "same id",
    "pick": "same pick",
    "url": "same link",
    "day": "same title and day",
}
RULES |= {"page": "same event", "card": "same card", "stand": "same card where it stands"}
RULES |= {"title": "same title and summary", "at": "same event"}


def similar(one: str, other: str) -> bool:
    """Return whether two summaries share at least half of their words; two empty ones do."""
    a, b = (set(re.findall(r"\w+", text.lower())) for text in (one, other))
    return a == b or len(a & b) * 2 >= len(a | b) > 0


def rule(key: str) -> str:
    """Return in words what kind of key matched."""
    return RULES.get(key.partition(":")[0], "same key")


@dataclass(slots=True)
class Index:
    """Items by their keys; the first one with a key has it."""

    by_key: dict[str, Item] = field(default_factory=dict)

    @classmethod
    def of(cls, items: Iterable[Item]) -> Index:
        """Return an index of `items`."""
        index = cls()
        for item in items:
            index.add(item)
        return index

    def add(self, item: Item) -> None:
        """Remember an item under all of its keys."""
        for key in item.keys:
            self.by_key.setdefault(key, item)

    def find(self, item: Item) -> tuple[Item, str] | None:
        """Return the item that is the same thing, and the key that says so."""
        for key in item.keys:
            other = self.by_key.get(key)
            if other and (not key.startswith(WEAK) or similar(item.summary, other.summary)):
                return other, key
        return None
