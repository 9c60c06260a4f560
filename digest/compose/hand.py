"""What an editor did to a draft: the items they added, and the words they wrote over a source's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from digest import when
from digest.compose.draft import credit, words
from digest.config import Config
from digest.model import Entry, Event, Item
from digest.pages import place_on_the_web

Rows = Mapping[str, Mapping[str, Any]]
SECTION = "section"


def by_hand(rows: Rows, known: Iterable[Item], zone: ZoneInfo) -> list[Item]:
    """Return the blocks of a draft that no source said, as items known by their link like any other."""
    said = {item.id for item in known}
    return [_item(item_id, row, zone) for item_id, row in rows.items() if item_id not in said]


def edited(rows: Rows, known: Iterable[Item], config: Config) -> dict[str, dict[str, Any]]:
    """Return for each block the fields in which it differs from what its source said."""
    said, zone = {item.id: item for item in known}, config.newsletter.timezone
    changed = {}
    for item_id, row in rows.items():
        item = said.get(item_id)
        before = words(item, zone, credit(item, config)) if item else {}
        own = {k: v for k, v in row.items() if k not in ("id", "keep", SECTION) and before.get(k) != v}
        changed[item_id] = own
    return changed


def _item(item_id: str, row: Mapping[str, Any], zone: ZoneInfo) -> Item:
    url = str(row.get("url") or "")
    place = _place(url)
    common: dict[str, Any] = {
        "id": item_id,
        "source": "",
        "section": str(row.get(SECTION, "")),
        "title": str(row.get("title") or ""),
        "url": url or None,
        "keys": (f"url:{place}",) if place else (),
        "offered": True,
    }
    try:
        span = when.parse(str(row["when"]), zone) if row.get("when") else None
    except ValueError:  # its check names the line
        span = None
    if span is None:
        return Entry(**common)
    return Event(**common | {"keys": ()}, starts=span.starts, ends=span.ends, all_day=span.all_day)


def _place(url: str) -> str:
    try:
        return place_on_the_web(url)
    except ValueError:  # an address that cannot be read names no page
        return ""
