"""What differs between two drafts, as sentences for an editor: texts, items added, dropped, reworded, moved."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from digest.compose.changes import Change, plain, was_is
from digest.compose.draft import Draft, row_id

TEXTS = ("subject", "preheader", "intro", "send_at")
_NOT_WORDS = frozenset({"id", "keep", "by", "section"})


@dataclass(frozen=True, slots=True)
class _Side:
    """A draft's kept items by id, and where each one's lines stand."""

    draft: Draft
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, draft: Draft) -> _Side:
        line = draft.document.line
        places = {row_id(row): line("sections", section, n, "title") for section, n, row in draft.rows()}
        return cls(draft, draft.kept_rows(), places)

    def renamed(self, names: Mapping[str, str]) -> _Side:
        """Return this side with other ids for some items."""
        rows = {names.get(item, item): row for item, row in self.rows.items()}
        return replace(self, rows=rows, lines={names.get(item, item): n for item, n in self.lines.items()})


def difference(before: Draft, after: Draft, titles: Mapping[str, str]) -> list[Change]:
    """Return what an editor changed; `titles` are the sections' headings by id."""
    old, new = _Side.of(before), _Side.of(after)
    new = new.renamed(_same_page(old, new))
    common = [item for item in new.rows if item in old.rows]
    return [
        *_texts(before, after),
        *(_added(item, new, titles) for item in new.rows if item not in old.rows),
        *(_dropped(item, old, new, titles) for item in old.rows if item not in new.rows),
        *(change for item in common for change in _reworded(item, old, new)),
        *_moved(common, old, new, titles),
    ]


def _texts(before: Draft, after: Draft) -> Iterator[Change]:
    for key in TEXTS:
        was, now = (plain(draft.data.get(key)) for draft in (before, after))
        if was != now:
            line, words = after.document.line(key), f"the {key} {was_is(was, now)}"
            yield Change(what="text", words=words, key=key, before=was, after=now, line=line)


def _added(item: str, new: _Side, titles: Mapping[str, str]) -> Change:
    row = new.rows[item]
    title, section = _title(row), str(row["section"])
    words = f'"{title}" was added to {titles.get(section, section)}'
    return Change(what="added", words=words, item=item, title=title, section=section, line=new.lines[item])


def _dropped(item: str, old: _Side, new: _Side, titles: Mapping[str, str]) -> Change:
    row = old.rows[item]
    title, section, line = _title(row), str(row["section"]), new.lines.get(item, 0)
    how = "dropped (keep: false)" if line else "deleted"
    words = f'"{title}" was {how} from {titles.get(section, section)}'
    return Change(what="dropped", words=words, item=item, title=title, section=section, line=line)


def _reworded(item: str, old: _Side, new: _Side) -> Iterator[Change]:
    before, after = old.rows[item], new.rows[item]
    keys = [key for key in {**before, **after} if key not in _NOT_WORDS]
    for key in keys:
        was, now = plain(before.get(key)), plain(after.get(key))
        if was == now:
            continue
        words = f'"{_title(before)}": {key} {was_is(was, now)}'
        yield Change(
            what="reworded",
            words=words,
            item=item,
            title=_title(after),
            section=str(after["section"]),
            key=key,
            before=was,
            after=now,
            line=new.lines[item],
        )


def _moved(common: Sequence[str], old: _Side, new: _Side, titles: Mapping[str, str]) -> Iterator[Change]:
    places = {item: n for n, item in enumerate(old.rows)}
    stayed = _longest_rise([places[item] for item in common])
    for item in common:
        was, now = (str(side.rows[item]["section"]) for side in (old, new))
        title = _title(new.rows[item])
        if was != now:
            words = f'"{title}" moved from {titles.get(was, was)} to {titles.get(now, now)}'
        elif places[item] not in stayed:
            words = f'"{title}" moved {_after(item, new)}'
        else:
            continue
        yield Change(
            what="moved", words=words, item=item, title=title, section=now, before=was, after=now,
            line=new.lines[item],
        )  # fmt: skip


def _after(item: str, new: _Side) -> str:
    """Return where an item stands now, by its neighbour."""
    section = new.rows[item]["section"]
    order = [other for other, row in new.rows.items() if row["section"] == section]
    place = order.index(item)
    return f'behind "{_title(new.rows[order[place - 1]])}"' if place else "to the top of its section"


def _longest_rise(numbers: Sequence[int]) -> set[int]:
    """Return the numbers of a longest increasing subsequence: what did not move."""
    tails: list[int] = []
    chains: list[list[int]] = []
    for number in numbers:
        place = bisect_left(tails, number)
        chain = [*(chains[place - 1] if place else []), number]
        tails[place : place + 1] = [number]
        chains[place : place + 1] = [chain]
    return set(chains[-1]) if chains else set()


def _same_page(old: _Side, new: _Side) -> dict[str, str]:
    """Return for each item by hand whose words changed the id it had: its address says that it is the same."""
    gone = {
        str(row.get("url")): item for item, row in old.rows.items() if item not in new.rows and row.get("url")
    }
    fresh = [(item, str(row.get("url"))) for item, row in new.rows.items() if item not in old.rows]
    return {item: gone.pop(url) for item, url in fresh if url in gone}


def _title(row: Mapping[str, Any]) -> str:
    return " ".join(str(row.get("title") or row.get("id") or "").split())
