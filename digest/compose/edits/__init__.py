"""What an editor may do to edition.yaml: text in, text out, and every line that is not meant stays as it stands."""

from digest.compose.edits.change import Edit, apply, label
from digest.compose.edits.fields import MULTILINE, TEXTS, WRITABLE, tidy
from digest.compose.edits.rebase import Conflict, Lost, rebase
from digest.compose.edits.sheet import Sheet, sheet_of

__all__ = [
    "MULTILINE",
    "TEXTS",
    "WRITABLE",
    "Conflict",
    "Edit",
    "Lost",
    "Sheet",
    "apply",
    "label",
    "rebase",
    "sheet_of",
    "tidy",
]
