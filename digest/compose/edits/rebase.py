"""An edit made on one text, brought to the text as it is now: merged where it can be, told where it cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from digest.compose.draft import FILE
from digest.compose.edits.fields import tidy
from digest.compose.edits.sheet import sheet_of
from digest.model import DigestError

if TYPE_CHECKING:
    from digest.compose.edits.change import Edit


class Lost(DigestError):
    """The item that an edit concerns is no longer there."""


class Conflict(DigestError):
    """Both the editor and somebody else changed one value: `theirs` stands in the file, `yours` was asked for."""

    def __init__(self, edit: Edit, theirs: str, yours: str) -> None:
        super().__init__(
            f"somebody changed {edit.field} in the file meanwhile: choose which of the two stays"
        )
        self.edit = edit
        self.theirs = theirs
        self.yours = yours


def rebase(edit: Edit, base: str, now: str, name: str = FILE) -> bool:
    """Return whether an edit made on `base` still has something to do on `now`; raise Conflict or Lost.

    Whole texts conflict with any other change; of anything smaller only the very value that both changed does.
    """
    if base == now:
        return True
    if edit.do == "text":
        raise Conflict(edit, now, str(edit.value))
    if edit.do not in {"write", "keep", "restore", "remove", "move"} or (
        edit.do == "write" and not edit.item
    ):
        return edit.do != "write" or _open(edit, *(_top(text, edit.field, name) for text in (base, now)))
    before, after = (sheet_of(text, name).row(edit.item) for text in (base, now))
    if after is None:
        raise Lost("the item is no longer in the file: somebody took it out meanwhile")
    if edit.do != "write" or before is None:
        return True
    return _open(edit, before.data.get(edit.field), after.data.get(edit.field))


def _open(edit: Edit, before: Any, after: Any) -> bool:
    """Return whether there is something to write; raise Conflict where both changed the value."""
    yours, theirs = tidy(edit.field, edit.value), tidy(edit.field, after)
    if theirs == yours:
        return False
    if tidy(edit.field, before) != theirs:
        raise Conflict(edit, _words(theirs), _words(yours))
    return True


def _top(text: str, key: str, name: str) -> Any:
    return sheet_of(text, name).draft.data.get(key)


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {said}" for key, said in value.items())
    return str(value if value is not None else "")
