"""What earlier editions offered: never again, except what an edition that was never sent had kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from digest.compose import sequence
from digest.compose.gathered import NO_ROOM, Gathered
from digest.compose.news import at_once, cancelled, elsewhere, moved, newly_placed, otherwise
from digest.compose.same import Index, rule
from digest.compose.schedule import period_before
from digest.config import Schedule
from digest.model import Entry, Event, Item

OVERLAP = timedelta(days=14)
ALREADY = "already in "


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """An earlier edition: whether it went out, or may yet (`pending`).

    `rows` are the ids its editor kept, with the words they wrote over the source's; `hand` what they added.
    """

    id: str
    send_at: datetime
    went_out: bool
    pending: bool
    gathered: Gathered
    rows: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    hand: tuple[Item, ...] = ()

    def told(self, item: Item) -> bool:
        """Return whether readers got an item; of an old edition, whose draft nobody looked into, all that was offered."""
        return self.went_out and (not self.rows or item.id in self.rows)


@dataclass(frozen=True, slots=True)
class Past:
    """Earlier editions, oldest first, and what follows from them."""

    numbers: tuple[Number, ...] = ()
    _offered: list[tuple[Number, Index]] = field(default_factory=list)
    _noted: list[tuple[Number, Index]] = field(default_factory=list)
    _dated: list[tuple[Number, Index]] = field(default_factory=list)

    @classmethod
    def of(cls, numbers: Iterable[Number]) -> Past:
        """Return the past of `numbers`, in any order."""
        past = cls(tuple(sorted(numbers, key=lambda n: n.send_at)))
        for number in reversed(past.numbers):
            items = number.gathered.items
            taken = [i for i in items if (i.offered or i.id in number.rows) and not _given_back(number, i)]
            taken += number.hand if number.went_out or number.pending else ()
            undated = [i for i in items if isinstance(i, Entry) and not i.offered and i.published is None]
            past._offered.append((number, Index.of(taken)))
            past._noted.append((number, Index.of(undated)))
            dated = [i for i in items if isinstance(i, Event) and (i.offered or i.id in number.rows)]
            past._dated.append((number, Index.of(dated)))
        return past

    def already(self, item: Item) -> str | None:
        """Return why an item is not offered again (edition and rule), None when it may be.

        That an event is called off or moved is news, to those who were told of it.
        """
        for number, index in self._offered:
            if found := index.find(item):
                if number.went_out and self._is_news(found[0], item):
                    return None
                return f"{ALREADY}{number.id} ({rule(found[1])})"
        return None

    def announced(self, item: Item) -> Item | None:
        """Return what readers were last told of an item by its own source."""
        found = ((number, index.find(item)) for number, index in self._offered)
        told = (match[0] for number, match in found if match and number.told(match[0]))
        return next((before for before in told if _told_by(before, item)), None)

    def _is_news(self, offered: Item, item: Item) -> bool:
        """Return whether an item is not as it was `offered`, nor, if it is an event, as readers were told."""
        if not _told_by(offered, item) or not otherwise(offered, item):
            return False
        before = self.announced(item) if isinstance(item, Event) else offered
        return before is not None and otherwise(before, item)

    def retold(self, item: Item) -> Item:
        """Return an event with what readers were told of it, where that no longer holds, and its count."""
        if not isinstance(item, Event):
            return item
        item = self._counted(item)
        if cancelled(item):
            return item
        before = self.announced(item)
        if not isinstance(before, Event) or not moved(before, item):
            return item
        was = None if at_once(before, item) else before.starts
        return replace(item, was=was, was_place=before.place if elsewhere(before.place, item.place) else "")

    def _counted(self, event: Event) -> Event:
        """Return an event counted on from what the newest edition that offered it said, whether or not it went out."""
        for number, index in self._dated:
            if (found := index.find(event)) and _told_by(found[0], event):
                # Where nobody looked into an old draft, its editor may have written anything.
                rewritten = number.rows.get(found[0].id, sequence.WORDS)
                return sequence.counted(found[0], event, rewritten)
        return event

    def noted(self, item: Item) -> str | None:
        """Return why an undated item is old: it stood there when its source was first read."""
        for number, index in self._noted:
            if (found := index.find(item)) and not newly_placed(found[0], item):
                return f"has no date, and was there already when {number.id} was gathered"
        return None

    def carried(self) -> list[Item]:
        """Return what may still come, though no source may say it any more.

        What editors kept in editions that were never sent, after the last one that went out; and what that one
        had no room for.
        """
        sent = [n for n in self.numbers if n.went_out]
        unsent = [n for n in self.numbers if not sent or n.send_at > sent[-1].send_at]
        kept = [i for n in unsent for i in n.gathered.items if i.id in n.rows and _given_back(n, i)]
        kept += [i for n in unsent if not n.pending for i in n.hand]
        return kept + [i for n in sent[-1:] for i in n.gathered.items if i.why.startswith(NO_ROOM)]

    def rewritten(self, item_id: str) -> Mapping[str, Any]:
        """Return an editor's words for an item of an edition that was never sent."""
        rows = (n.rows[item_id] for n in reversed(self.numbers) if not n.went_out and item_id in n.rows)
        return next(rows, {})

    def offered_from(self, source: str) -> bool:
        """Return whether anything of a source was ever put before an editor."""
        return any(i.source == source for n in self.numbers for i in n.gathered.items if i.offered)

    def opens(self, source: str, now: datetime, schedule: Schedule) -> datetime:
        """Return where a source's window opens: 14 days before its last good visit for an edition that went out.

        Before that, one period back, or further where an edition that was never sent had looked.
        """
        opens = period_before(now, schedule)
        for number in self.numbers:
            reading = number.gathered.readings.get(source)
            if reading is None:
                continue
            if reading.good is not None and number.went_out:
                opens = reading.good - OVERLAP
            else:
                opens = min(opens, reading.opens)
        return opens

    def visited(self, source: str) -> bool:
        """Return whether a source was ever read."""
        return any(r.good for n in self.numbers if (r := n.gathered.readings.get(source)))


def _given_back(number: Number, item: Item) -> bool:
    return not number.went_out and not number.pending and item.id in number.rows


def _told_by(before: Item, item: Item) -> bool:
    return item.source in (before.source, *before.also_from)
