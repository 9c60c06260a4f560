"""Whole items in the text: moved, added and taken out as the lines that they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from digest.compose.edits.fields import ORDER, scalar
from digest.compose.edits.sheet import Row, Sheet, Splice, pair, value


def move(sheet: Sheet, row: Row, section: str, before: str | None) -> str:
    """Return the text with the item's lines, and the comments directly above them, at another place."""
    start, end = _span(sheet, row.rows, row.place)
    at, column = _place(sheet, section, before)
    if start <= at <= end:
        return sheet.text
    lines = _ended(sheet.text[start:end])
    moved = _shifted(lines, column - _column(row.rows))
    return sheet.spliced([Splice(start, end, ""), Splice(at, at, _begun(sheet, at, moved))])


def add(sheet: Sheet, section: str, fields: Mapping[str, Any], before: str | None) -> str:
    """Return the text with one item more."""
    at, column = _place(sheet, section, before)
    pad, lines = " " * (column + 2), []
    for key, new in sorted(fields.items(), key=lambda pair: ORDER.get(pair[0], 99)):
        if new not in (None, ""):
            lines.append(f"{pad}{key}: {scalar(new, style=None, flow=False, indent=column + 2)}\n")
    lines[0] = " " * column + "- " + lines[0].lstrip()
    return sheet.spliced([Splice(at, at, _begun(sheet, at, "".join(lines)))])


def remove(sheet: Sheet, row: Row) -> str:
    """Return the text without the item's lines; comments above them stay."""
    _, end = _span(sheet, row.rows, row.place)
    return sheet.spliced([Splice(_dash(sheet, row.rows, row.place), end, "")])


def _place(sheet: Sheet, section: str, before: str | None) -> tuple[int, int]:
    """Return the offset where an item's lines go, and the column of its dash."""
    found = pair(value(sheet.root, "sections"), section)
    assert found is not None  # `values.opened` saw to it
    rows, there = found[1], sheet.row(before) if before else None
    if there and there.section == section:
        return _span(sheet, there.rows, there.place)[0], _column(there.rows)
    if rows.value:
        return _span(sheet, rows, len(rows.value) - 1)[1], _column(rows)
    return sheet.line_end(sheet.span(*found)[0]), value(sheet.root, "sections").start_mark.column + 2


def _span(sheet: Sheet, rows: Any, place: int) -> tuple[int, int]:
    """Return where an item's lines begin, with the comments directly above, and where they end."""
    column = _column(rows)
    floor = _ends(sheet, rows, place - 1) if place else sheet.line_of(_dash(sheet, rows, 0))
    start = _dash(sheet, rows, place)
    while start > floor and _is_comment(above := sheet.text[sheet.line_of(start - 1) : start], column):
        start -= len(above)
    return start, _ends(sheet, rows, place)


def _ends(sheet: Sheet, rows: Any, place: int) -> int:
    """Return where an item's lines end, with comments below that are set deeper than its dash."""
    end, column = sheet.line_end(sheet.content_end(rows.value[place])), _column(rows)
    while (below := sheet.text[end : sheet.line_end(end)]).lstrip(" ").startswith("#") and _depth(
        below
    ) > column:
        end += len(below)
    return end


def _dash(sheet: Sheet, rows: Any, place: int) -> int:
    """Return where the line begins that holds an item's dash."""
    start, column = sheet.line_of(rows.value[place].start_mark.index), _column(rows)
    while (
        start and sheet.text[start : sheet.line_end(start)].rstrip("\n")[: column + 1] != " " * column + "-"
    ):
        start = sheet.line_of(start - 1)  # the dash stands on a line of its own
    return start


def _column(rows: Any) -> int:
    return int(rows.start_mark.column)


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _is_comment(line: str, deepest: int) -> bool:
    return line.lstrip(" ").startswith("#") and _depth(line) <= deepest


def _shifted(lines: str, by: int) -> str:
    """Return lines set deeper, or less deep as far as they are."""
    if by >= 0:
        return "".join(" " * by + line if line.strip() else line for line in lines.splitlines(keepends=True))
    return "".join(line[min(-by, _depth(line)) :] for line in lines.splitlines(keepends=True))


def _ended(lines: str) -> str:
    return lines if lines.endswith("\n") else lines + "\n"


def _begun(sheet: Sheet, at: int, lines: str) -> str:
    return lines if at == 0 or sheet.text[at - 1] == "\n" else "\n" + lines
