"""What an editor's page does to an edition's file: each verb takes the file as it is now, one at a time."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from digest.compose import draft
from digest.compose.draft import FILE, DraftError
from digest.compose.edits import Edit, Lost, apply, label, rebase, sheet_of
from digest.desk import editions, kept
from digest.desk.desk import Desk, Refusal, Usage
from digest.desk.editions import Standing
from digest.desk.filling import filled
from digest.files import alone, save
from digest.model import EditionState

OPEN = frozenset({EditionState.DRAFT, EditionState.MISSED})


@dataclass(frozen=True, slots=True)
class Change:
    """What an edit made of the file; `merged` where somebody else had changed it meanwhile."""

    before: str
    after: str
    merged: bool
    label: str


def read(folder: Path, edition: str) -> str | None:
    """Return the text of an edition's file, None where there is none; DraftError when it is not UTF-8."""
    path = folder / name(edition)
    try:
        return path.read_text(encoding="utf-8-sig") if path.is_file() else None
    except UnicodeDecodeError:
        raise DraftError(f"{name(edition)}:1: not UTF-8: save it again as UTF-8") from None


def name(edition: str) -> str:
    """Return how an edition's file is called where it is named to people."""
    return f"editions/{edition}/{FILE}"


def version(text: str) -> str:
    """Return a short name for exactly this text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def change(desk: Desk, edition: str, edit: Edit, base: str) -> Change:
    """Apply an edit that was made on the text `base` to the file as it is now.

    Raises Conflict where somebody else changed the same value meanwhile, Lost where the item is gone, Refusal where
    the edition cannot change any more.
    """
    with alone(desk.folder):
        standing = _changeable(desk, edition)
        now = read(desk.folder, edition)
        if now is None:
            raise Lost(f"{name(edition)} is no longer there")
        whole = filled(desk, standing, edit, sheet_of(now, name(edition)))
        after = apply(now, whole, name(edition)) if rebase(whole, base, now, name(edition)) else now
        if edit.do != "text":
            assert sheet_of(after, name(edition)).draft  # nothing that cannot be read is written
        _save(desk, edition, after)
    return Change(now, after, merged=base != now, label=label(whole, _title(edition, now, whole)))


def put_back(desk: Desk, edition: str, text: str, expected: str) -> None:
    """Give the file an earlier or later text of its own; Refusal unless it still holds what was `expected`."""
    with alone(desk.folder):
        _changeable(desk, edition)
        if read(desk.folder, edition) != expected:
            raise Refusal("the file was changed meanwhile: look at it, then try again")
        _save(desk, edition, text)


def start(desk: Desk, edition: str) -> None:
    """Begin an edition without anything in it."""
    with alone(desk.folder):
        standing = _changeable(desk, edition)
        if read(desk.folder, edition) is None:
            draft.write(standing.folder, draft.start(desk.config, standing.slot))


def reopen(desk: Desk, edition: str) -> None:
    """Take an approval back, so that the edition can change again."""
    with alone(desk.folder):
        standing = editions.choose(desk, edition, editions.standings(desk))
        if standing.state in editions.OUT:
            raise Refusal(f"{edition} is {standing.state}: its words cannot change any more")
        kept.take_back(desk, edition)


def _changeable(desk: Desk, edition: str) -> Standing:
    standing = editions.choose(desk, edition, editions.standings(desk))
    if editions.is_approved(desk, edition) and standing.state not in editions.OUT:
        raise Refusal(f"{edition} is approved: take the approval back to change it")
    if standing.state not in OPEN:
        raise Refusal(f"{edition} is {standing.state}: its words cannot change any more")
    return standing


def _title(edition: str, text: str, edit: Edit) -> str:
    row = sheet_of(text, name(edition)).row(edit.item) if edit.item and edit.do != "text" else None
    return str((row.data.get("title") if row else "") or edit.fields.get("title") or "")


def _save(desk: Desk, edition: str, text: str) -> None:
    path: Path = desk.editions / edition / FILE
    if not text.strip():
        raise Usage("an empty file is no edition: leave out what you do not want instead")
    save(path, text)
