"""Items that an editor added by hand, known by their link like any other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from digest.model import Entry, Item
from digest.pages import place_on_the_web


def by_hand(rows: Iterable[tuple[str, Mapping[str, Any]]], known: Iterable[Item]) -> list[Item]:
    """Return the blocks of a draft that no source said, as items with the key of their link."""
    said = {item.id for item in known}
    found: list[Item] = []
    for item_id, row in rows:
        url = str(row.get("url") or "")
        if item_id not in said and (place := _place(url)):
            title = str(row.get("title") or "")
            found.append(
                Entry(
                    id=item_id,
                    source="",
                    section="",
                    title=title,
                    url=url,
                    keys=(f"url:{place}",),
                    offered=True,
                )
            )
    return found


def _place(url: str) -> str:
    try:
        return place_on_the_web(url)
    except ValueError:  # an address that cannot be read names no page; the check tells the editor
        return ""
