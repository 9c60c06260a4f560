"""Visits in, draft and gathered.json out: the whole of composing, as values."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from digest.compose import choose, propose
from digest.compose.draft import Draft
from digest.compose.fold import both, fold
from digest.compose.gathered import Gathered, readings
from digest.compose.hand import by_hand
from digest.compose.merge import Merged, merge, settle
from digest.compose.news import newly_placed
from digest.compose.past import ALREADY, Past
from digest.compose.same import Index
from digest.compose.sequence import counted
from digest.config import Config
from digest.model import Entry, Event, Item, Visit, VisitStatus, Window


@dataclass(frozen=True, slots=True)
class Gathering:
    """One gathering's result; `items` is all that was found in the window and all undated, decided."""

    gathered: Gathered
    merged: Merged
    items: tuple[Item, ...]


def compose(
    draft: Draft,
    base: Gathered | None,
    visits: Sequence[Visit],
    *,
    edition: str,
    windows: Mapping[str, Window],
    past: Past,
    config: Config,
    now: datetime,
) -> Gathering:
    """Merge the visits into `draft` (changed in place) and return what is known now. Times are aware."""
    boards = {s.id for s in config.sections if s.shows == "board"}
    placed = [_placed(item, config) for visit in visits for item in visit.items]
    found = [
        past.retold(item) for item in placed if item.section in boards or _inside(item, windows[item.source])
    ]
    before = _still_out(base.items if base else (), found, past)
    again, new = _recognise(found, before)
    own = by_hand(draft.kept_rows(), before, config.newsletter.timezone)
    here = Index.of([*before, *found, *own])
    ahead = min((w.begins for w in windows.values()), default=now)
    back = (
        i for i in past.carried() if i.section not in boards and _still_ahead(i, ahead) and not here.find(i)
    )
    fresh = fold([*new, *back])
    first = frozenset(v.source for v in visits if v.first and v.status is not VisitStatus.FAILED)
    decided = choose.decide(
        fresh, config=config, past=past, first_visits=first, kept=_kept(draft, before), own=own
    )
    known = {item.id: item for item in (*before, *again, *decided)}
    merged = merge(draft, {i.id: i for i in before if i.offered}, known.values(), config, past.rewritten)
    merged.told += _vanished(draft, again, before, visits, boards=boards, now=now)
    proposed = propose.propose(draft, config)
    old = base.proposed if base else {}
    reworded = [settle(draft.data, key, old.get(key, ""), text) for key, text in proposed.items()]
    changed = bool(merged.added or merged.updated or any(reworded) or base is None)
    gathered = Gathered(
        edition=edition,
        changed=now if changed or base is None else base.changed,
        opens=min((w.opens for w in windows.values()), default=now),
        closes=now,
        readings=readings(
            visits, {k: w.opens for k, w in windows.items()}, base.readings if base else {}, _news(decided)
        ),
        items=tuple(known.values()),
        proposed=proposed,
    )
    return Gathering(gathered, merged, tuple(known[i.id] for i in (*again, *decided)))


def _still_out(items: Sequence[Item], found: Iterable[Item], past: Past) -> tuple[Item, ...]:
    """Return what is known without what was out because of an earlier edition, and now is not.

    That edition was never sent after all, or what is `found` now is news to its readers.
    """
    out = Index.of(i for i in items if i.why.startswith(ALREADY))
    news = {match[0].id for i in found if (match := out.find(i)) and not past.already(i)}
    return tuple(i for i in items if not i.why.startswith(ALREADY) or (i.id not in news and past.already(i)))


def _placed(item: Item, config: Config) -> Item:
    """Return the item in a section that shows its kind: one source may hold both events and entries."""
    wanted = "events" if isinstance(item, Event) else "entries"
    shows = {s.id: s.shows for s in config.sections}
    if shows.get(item.section) in {wanted, "board", None}:
        return item
    return replace(item, section=next((name for name, kind in shows.items() if kind == wanted), item.section))


def _recognise(found: Iterable[Item], before: Sequence[Item]) -> tuple[list[Item], list[Item]]:
    """Return (known before, new): what is known keeps its id, its first sight and its decision.

    Only its own source can change its words; another one is credited.
    """
    index, again, fresh = Index.of(before), dict[str, Item](), list[Item]()
    renewed = set[str]()
    for item in found:
        match = index.find(item)
        if match is None or (not match[0].offered and newly_placed(match[0], item)):
            fresh.append(item)
            continue
        known = again.get(match[0].id, match[0])
        own = item.source == known.source and known.id not in renewed
        again[known.id] = _renewed(known, item) if own else both(known, item)
        renewed |= {known.id} if own else set()
    return list(again.values()), fresh


def _renewed(old: Item, new: Item) -> Item:
    """Return the source's new words under the old id, first sight and decision."""
    renewed = replace(
        new,
        id=old.id,
        section=old.section,
        first_seen=old.first_seen,
        offered=old.offered,
        why=old.why,
        keys=tuple(dict.fromkeys((*old.keys, *new.keys))),
        also_from=tuple(dict.fromkeys((*old.also_from, *new.also_from))),
    )
    return counted(old, renewed)


def _kept(draft: Draft, before: Sequence[Item]) -> dict[str, list[Item]]:
    """Return the items that hold a place in each section; one added by hand holds one too."""
    known = {item.id: item for item in before}
    return {
        section: [known.get(i) or Item(id=i, source="", section=section, title="") for i in ids]
        for section, ids in draft.kept().items()
    }


def _news(decided: Iterable[Item]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for item in decided:
        counts[item.source] = counts.get(item.source, 0) + 1
    return counts


def _inside(item: Item, window: Window) -> bool:
    """Return whether an item belongs to this window; undated entries do, until they are decided."""
    if isinstance(item, Event):
        return window.begins <= item.starts < window.ends
    published = item.published if isinstance(item, Entry) else None
    return published is None or window.opens <= published < window.closes


def _vanished(
    draft: Draft,
    again: Iterable[Item],
    before: Iterable[Item],
    visits: Iterable[Visit],
    *,
    boards: Collection[str],
    now: datetime,
) -> Iterator[str]:
    """Yield a sentence for each kept event to come, or card, that its source, though read, no longer names."""
    read = {v.source for v in visits if v.status is not VisitStatus.FAILED}
    there, kept = {item.id for item in again}, {i for ids in draft.kept().values() for i in ids}
    for item in before:
        gone = item.source in read and item.id in kept and item.id not in there
        if gone and isinstance(item, Event) and item.starts >= now:
            words = "it may have been called off, or moved beyond the look-ahead"
            yield f'{item.id} "{item.title}" is no longer in {item.source}: {words}'
        elif gone and item.section in boards:
            yield f'{item.id} "{item.title}" is no longer on the board {item.source}'


def _still_ahead(item: Item, begins: datetime) -> bool:
    return not isinstance(item, Event) or item.starts >= begins
