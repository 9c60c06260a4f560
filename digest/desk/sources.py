"""One more source: found at an address, looked at, and put into sources.yaml."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from digest.config.read import FILE
from digest.desk import source_list, source_rows, source_search
from digest.desk.desk import Desk, Usage
from digest.desk.source_search import Found
from digest.model import Event, Item

SHOWN = 3
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")


@dataclass(frozen=True, slots=True)
class Added:
    """A new row, its line, and what the source said when it was added."""

    row: dict[str, str]
    line: int
    found: Found
    latest: list[Item]

    def as_json(self) -> dict[str, Any]:
        """Return the document that `digest --json sources add` prints."""
        return {
            "sources": [{**self.row, "line": self.line}],
            "items": [{"title": i.title, "url": i.url, "at": _iso(moment(i))} for i in self.latest],
            "others": [{"url": o.url, "kind": o.kind, "title": o.title} for o in self.found.others],
            "warnings": list(self.found.warnings),
        }


def add(
    desk: Desk, url: str, *, section: str | None = None, named: str | None = None, name: str | None = None
) -> Added:
    """Find the source at `url` and append it to sources.yaml, with the id `named`; Usage if it is there already."""
    shows = desk.config.section(source_rows.section(desk.config, "feed", section)).shows if section else ""
    _free(desk, named)
    _new(desk, url)
    found = source_search.search(desk, url, shows=shows)
    _new(desk, found.url)
    called = name or source_rows.called(found.title, found.url)
    taken = {source.id for source in desk.config.sources}
    row = {
        "id": named or source_rows.unique_id(called, taken),
        "name": called,
        "kind": found.kind,
        "url": found.url,
        "section": source_rows.section(desk.config, found.kind, section),
    }
    line = source_list.append(desk.folder, [row])
    return Added(row, line, found, _latest(found.items, desk.now))


def moment(item: Item) -> datetime | None:
    """Return when an item was published, or starts."""
    return item.starts if isinstance(item, Event) else getattr(item, "published", None)


def _new(desk: Desk, url: str) -> None:
    """Refuse an address that is read already, by its line."""
    if source := source_rows.same(desk.config, source_search.web_address(url)):
        line = source_list.lines(desk.folder)[source.id]
        off = "" if source.enabled else ": it is switched off, take out enabled: false"
        raise Usage(f"{FILE}:{line}: {source.id} is read from {source.url} already{off}")


def _free(desk: Desk, wanted: str | None) -> None:
    if wanted is None:
        return
    if not _ID.fullmatch(wanted):
        raise Usage(f'"{wanted}" is no id: use letters, digits, - and _')
    if desk.config.source(wanted):
        line = source_list.lines(desk.folder)[wanted]
        raise Usage(f'{FILE}:{line}: the id "{wanted}" is taken: choose another')


def _latest(items: tuple[Item, ...], now: datetime) -> list[Item]:
    """Return the next events, or the newest of what there is."""
    dated = sorted(((at, item) for item in items if (at := moment(item))), key=lambda pair: pair[0])
    ahead: list[Item] = [item for at, item in dated if at >= now and isinstance(item, Event)]
    newest = [item for _, item in reversed(dated)] + [item for item in items if not moment(item)]
    return (ahead or newest)[:SHOWN]


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
