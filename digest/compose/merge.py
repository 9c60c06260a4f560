"""Gathering again: a three-way merge in which an editor's change always survives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from digest.compose import choose
from digest.compose.draft import EVENT_KEYS, Draft, credit, row, row_id, words
from digest.config import Config
from digest.model import Item

NEWS = ("when", "where", "status")  # of an event: an editor hears of it


@dataclass(slots=True)
class Merged:
    """What a merge did to the draft; `told` are sentences for the editor."""

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)


def merge(
    draft: Draft,
    base: Mapping[str, Item],
    theirs: Iterable[Item],
    config: Config,
    rewritten: Callable[[str], Mapping[str, Any]] = lambda _: {},
) -> Merged:
    """Bring the offered items of `theirs` into the draft, with `base` (what the sources said last time) between.

    An item in the base that is no longer in the draft was deleted by the editor, and stays deleted. `rewritten`
    gives the words that an editor wrote for an item in an edition that was never sent.
    """
    _name(draft)
    merged, rows = Merged(), {row_id(r): r for _, _, r in draft.rows()}
    order = {item.id: choose.order(item) for item in base.values()}
    for item in theirs:
        if not item.offered:
            continue
        if item.id in rows and item.id in base:
            _update(rows[item.id], base[item.id], item, config, merged)
        elif item.id not in base and item.id not in rows:
            _insert(draft, item, order, config).update(rewritten(item.id))
            merged.added.append(item.id)
        order[item.id] = choose.order(item)
    return merged


def settle(data: dict[str, Any], key: str, base: str, theirs: str) -> bool:
    """Take a new proposal for a top-level text unless an editor wrote their own; return whether it changed."""
    ours = str(data.get(key) or "")
    if ours not in ("", base) or ours == theirs:
        return False
    data[key] = theirs
    return True


def _update(ours: dict[str, Any], base: Item, theirs: Item, config: Config, merged: Merged) -> None:
    zone = config.newsletter.timezone
    before, after = (words(item, zone, credit(item, config)) for item in (base, theirs))
    changed = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    for key in changed:
        if ours.get(key) == after.get(key):
            continue
        if ours.get(key) == before.get(key):
            _put(ours, key, after.get(key))
            _note(merged.updated, theirs.id)
            if key in NEWS:
                news = f'{key} was "{before.get(key, "")}", is now "{after.get(key, "")}"'
                merged.told.append(f'{theirs.id} "{theirs.title}": {news}')
        else:
            _note(merged.kept, theirs.id)
            merged.told.append(
                f'{theirs.id} "{theirs.title}": the source changed {key} to "{after.get(key, "")}"; your "{ours.get(key, "")}" stays'
            )
    edited = [k for k in before if k in ours and ours[k] != before[k] and k not in changed]
    if edited:
        _note(merged.kept, theirs.id)


def _put(ours: Any, key: str, value: Any) -> None:
    if value is None:
        _drop(ours, key)
    elif key in ours:
        ours[key] = value
    else:
        after = {k: n for n, k in enumerate(EVENT_KEYS)}
        place = sum(1 for k in ours if after.get(k, 99) < after.get(key, 99))
        ours.insert(place, key, value)


def _drop(ours: Any, key: str) -> None:
    """Take a key out; a comment that stands behind it moves to the key before."""
    if key not in ours:
        return
    keys, comments = list(ours), ours.ca.items
    before = keys[keys.index(key) - 1]
    comment = comments.pop(key, None)
    del ours[key]
    if comment and before not in comments:
        comments[before] = comment


def _insert(draft: Draft, item: Item, order: Mapping[str, Any], config: Config) -> Any:
    """Put a new item before the first one that comes after it and return its block; those by hand are passed by."""
    sections = draft.data.setdefault("sections", {})
    if sections.get(item.section) is None:
        sections[item.section] = []
    rows, mine = sections[item.section], choose.order(item)
    board = any(s.id == item.section and s.shows == "board" for s in config.sections)
    later = (
        n
        for n, r in enumerate(rows)
        if isinstance(r, dict) and (key := order.get(row_id(r))) and _after(key, mine)
    )
    block = row(item, config.newsletter.timezone, credit(item, config))
    rows.insert(len(rows) if board else next(later, len(rows)), block)
    return block


def _name(draft: Draft) -> None:
    """Write down the id of each item added by hand, so that it stays when the editor changes its title or time."""
    for _, _, block in draft.rows():
        if not block.get("id") and block.get("title"):
            block.pop("id", None)
            block.insert(0, "id", row_id(block))


def _after(key: tuple[Any, ...], mine: tuple[Any, ...]) -> bool:
    return len(key) == len(mine) and key > mine


def _note(ids: list[str], item_id: str) -> None:
    if item_id not in ids:
        ids.append(item_id)
