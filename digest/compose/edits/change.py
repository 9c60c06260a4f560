"""One edit, applied to the text of edition.yaml as it is now."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from digest.compose.draft import FILE
from digest.compose.edits import blocks, values
from digest.compose.edits.fields import tidy
from digest.compose.edits.rebase import Lost
from digest.compose.edits.sheet import Row, Sheet, sheet_of
from digest.model import DigestError


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What an editor asks for: `do` names it, `item` whom it concerns (nobody: the edition itself).

    `before` names the item that a moved or added one shall stand before; None is the end of the section.
    """

    do: str
    item: str = ""
    field: str = ""
    value: Any = None
    section: str = ""
    before: str | None = None
    fields: Mapping[str, Any] = dataclasses.field(default_factory=dict)


def apply(text: str, edit: Edit, name: str = FILE) -> str:
    """Return the text after the edit; raise Lost where the item is gone, DraftError where the text is broken.

    `name` is how the file is called to people.
    """
    if edit.do == "text":
        return str(edit.value)
    sheet = sheet_of(text, name)
    if edit.do in {"move", "add"}:
        sheet = values.opened(sheet, edit.section)
    match edit.do:
        case "write" if not edit.item:
            return sheet.spliced(values.top(sheet, edit.field, tidy(edit.field, edit.value)))
        case "write":
            return _write(sheet, edit)
        case "keep":
            return sheet.spliced(values.put(sheet, _row(sheet, edit.item), {"keep": bool(edit.value)}))
        case "restore":
            return sheet.spliced(values.put(sheet, _row(sheet, edit.item), edit.fields))
        case "move":
            return blocks.move(sheet, _row(sheet, edit.item), edit.section, edit.before)
        case "add":
            return blocks.add(sheet, edit.section, edit.fields, edit.before)
        case "remove":
            return blocks.remove(sheet, _row(sheet, edit.item))
    raise DigestError(f'"{edit.do}" is nothing that can be done to an edition')


def label(edit: Edit, title: str) -> str:
    """Return in words what an edit did, for undo and redo."""
    name = f"“{title}”" if title else "the edition"
    match edit.do:
        case "write":
            return f"{edit.field} of {name}" if edit.item else f"the {edit.field}"
        case "keep":
            return f"{'keep' if edit.value else 'leave out'} {name}"
        case "text":
            return "the text of the file"
        case _:
            return f"{edit.do} {name}"


def _write(sheet: Sheet, edit: Edit) -> str:
    """Write one field; an item named only by its id first gets what its source said (`fields`)."""
    row, value = _row(sheet, edit.item), tidy(edit.field, edit.value)
    wanted = {k: v for k, v in edit.fields.items() if k not in row.data} if "title" not in row.data else {}
    if not row.data.get("id"):
        wanted = {"id": edit.item, **wanted}
    return sheet.spliced(values.put(sheet, row, {**wanted, edit.field: value}))


def _row(sheet: Sheet, key: str) -> Row:
    row = sheet.row(key)
    if row is None:
        raise Lost(f"the item {key} is no longer in the file")
    return row
