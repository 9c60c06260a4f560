"""The editions of a newsletter and where each one stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from digest import when
from digest.compose import draft, gathered, schedule
from digest.compose.draft import Draft
from digest.compose.gathered import Gathered
from digest.compose.schedule import Slot
from digest.desk.desk import Desk, Refusal, Usage
from digest.files import read_json
from digest.model import EditionState

OUT = frozenset({EditionState.SENDING, EditionState.STOPPED, EditionState.SENT})
_CORRECTS = re.compile(r"^corrects:[ \t]*[\"']?([\w-]+)", re.MULTILINE)
_SEND_AT = re.compile(r"^send_at:[ \t]*[\"']?([^\"'#\n]*)", re.MULTILINE)


@dataclass(frozen=True)
class Standing:
    """An edition and where it stands; its files are read when somebody asks."""

    slot: Slot
    state: EditionState
    folder: Path

    @cached_property
    def draft(self) -> Draft | None:
        """What the editor changes, None before the first gathering; DraftError when it cannot be read."""
        return draft.read(self.folder)

    @cached_property
    def corrects(self) -> str:
        """The edition that this one corrects, empty for an edition of its own."""
        path = self.folder / draft.FILE
        found = _CORRECTS.search(path.read_text("utf-8", "replace")) if path.is_file() else None
        return found[1] if found else ""

    @cached_property
    def gathered(self) -> Gathered | None:
        """What the sources said; DigestError when it is damaged."""
        return gathered.read(self.folder)


def standings(desk: Desk) -> dict[str, Standing]:
    """Return every edition that has a folder, by id; a folder that is no edition's is passed over."""
    if not desk.editions.is_dir():
        return {}
    ledger, found = ledger_states(desk), dict[str, Standing]()
    for folder in sorted(path for path in desk.editions.iterdir() if (path / draft.FILE).is_file()):
        try:
            slot = _slot(desk, folder)
        except Usage:
            continue  # told to whoever asks for this one
        found[slot.id] = Standing(slot, _state(desk, slot, ledger), folder)
    return found


def choose(desk: Desk, edition: str | None, known: Mapping[str, Standing]) -> Standing:
    """Return the named edition, or the one due next; Usage when there can be no such edition."""
    if edition is None:
        edition = due_next(desk, known).id
    if edition in known:
        return known[edition]
    if schedule.is_name(edition) and (desk.editions / edition / draft.FILE).is_file():
        _slot(desk, desk.editions / edition)  # says what is wrong with it
    slot = schedule.slot_of(edition, desk.config.schedule, desk.zone)
    if slot is None:
        form = "2026-W49" if desk.config.schedule.every == "week" else "2026-12"
        raise Usage(
            f'"{edition}" is no edition: write an id like {form}, or make editions/{edition}/edition.yaml with its own send_at:'
        )
    return Standing(slot, _state(desk, slot, ledger_states(desk)), desk.editions / edition)


def existing(desk: Desk, edition: str | None) -> Standing:
    """Return the named edition, else the one due next, else the newest; Usage when it has no draft yet."""
    known = standings(desk)
    if edition is None and due_next(desk, known).id not in known and known:
        edition = max(known.values(), key=lambda s: s.slot.send_at).slot.id
    standing = choose(desk, edition, known)
    if standing.draft is None:
        raise Usage(f"there is no edition {standing.slot.id} yet: run `digest gather {standing.slot.id}`")
    return standing


def due_next(desk: Desk, known: Mapping[str, Standing]) -> Slot:
    """Return the slot of the earliest edition that is not over; a correction is nobody's next edition."""
    states = {s.slot: s.state for s in known.values() if not s.corrects}
    return schedule.due_next(desk.config.schedule, desk.zone, states, desk.now)[0]


def ledger_states(desk: Desk) -> dict[str, EditionState]:
    """Return what the ledger knows of each edition; nothing where there is no database yet."""
    if not desk.has_store:
        return {}
    from digest.store import editions

    with desk.store() as store:
        return editions.states(store)


def _slot(desk: Desk, folder: Path) -> Slot:
    """Return an edition's id and moment; Usage when its name or its own send_at cannot be."""
    scheduled = schedule.slot_of(folder.name, desk.config.schedule, desk.zone)
    if scheduled is None and not schedule.is_name(folder.name):
        raise Usage(f"editions/{folder.name}: not an edition's name: use small letters, digits and -")
    text = (folder / draft.FILE).read_text(encoding="utf-8", errors="replace")
    own, place = _SEND_AT.search(text), f"editions/{folder.name}/{draft.FILE}"
    if own and own[1].strip() not in ("", "null", "~"):
        try:
            return Slot(folder.name, when.moment(own[1], desk.zone))
        except ValueError as problem:
            raise Usage(f"{place}:{text[: own.start()].count(chr(10)) + 1}: send_at: {problem}") from None
    if scheduled is None:
        raise Usage(f"{place}:1: a special edition needs send_at: 2026-12-03 09:00")
    return scheduled


def _state(desk: Desk, slot: Slot, ledger: Mapping[str, EditionState]) -> EditionState:
    if slot.id in ledger:
        return ledger[slot.id]
    if receipt := read_json(desk.state(slot.id) / "receipt.json", "state"):
        return EditionState(receipt["state"])
    if slot.id in desk.config.schedule.skip:
        return EditionState.SKIPPED
    if desk.now > slot.send_at + desk.config.schedule.late_by:
        return EditionState.MISSED
    return EditionState.APPROVED if is_approved(desk, slot.id) else EditionState.DRAFT


def is_approved(desk: Desk, edition: str) -> bool:
    """Return whether somebody's approval of an edition is there."""
    return (desk.state(edition) / "approval.json").is_file()


def not_taken_over(desk: Desk, standing: Standing) -> None:
    """Refuse an edition that was missed and whose items a later one took up: readers would get them twice."""
    if standing.state is not EditionState.MISSED or standing.draft is None:
        return
    kept, edition = standing.draft.kept_rows().keys(), standing.slot.id
    for later in standings(desk).values():
        if (
            later.slot.send_at > standing.slot.send_at
            and later.gathered
            and later.gathered.offered.keys() & kept
        ):
            raise Refusal(f"{edition} was missed, and its items went to {later.slot.id}: send that")
