"""The lists of a Trello board, in its order, as far as the source names them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from digest.gather.text import clean, tell
from digest.hints import did_you_mean


@dataclass(frozen=True, slots=True)
class Column:
    """One list of a board; its cards are those whose `idList` is `id`."""

    id: str | None
    name: str


def columns(board: dict[str, Any], names: list[str]) -> list[Column]:
    """Return the open lists, those named in `names` where there are any; names that the board has not are told."""
    rows = [row for row in rows_of(board, "lists") if isinstance(row.get("id"), str)]
    if not rows and not names:
        return [Column(None, "")]  # an export without its lists: the cards as they are
    known = [_column(row) for row in rows if not row.get("closed")]
    archived = {_folded(_column(row).name) for row in rows if row.get("closed")}
    wanted, there = {_folded(name) for name in names}, {_folded(column.name) for column in known}
    for name in (name for name in names if _folded(name) not in there):
        titles = [column.name for column in known]
        hint = ": it is archived" if _folded(name) in archived else did_you_mean(name, titles)
        tell(f'the board has no open list "{name}"{hint}')
    return [column for column in known if not wanted or _folded(column.name) in wanted]


def _column(row: dict[str, Any]) -> Column:
    return Column(row["id"], clean(str(row.get("name") or ""), 100))


def rows_of(board: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Return the rows of one kind in the order of the board."""
    rows = board.get(name)
    return sorted(filter(_is_row, rows), key=_position) if isinstance(rows, list) else []


def _is_row(row: Any) -> bool:
    return isinstance(row, dict)


def _position(row: dict[str, Any]) -> float:
    """Return Trello's `pos`; what is none stands last."""
    pos = row.get("pos")
    return float(pos) if isinstance(pos, int | float) and not isinstance(pos, bool) else math.inf


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
