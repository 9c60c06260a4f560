"""The editions of a newsletter and where each one stands."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from digest.compose import assemble, draft, gathered, schedule
from digest.compose.draft import Draft
from digest.compose.gathered import Gathered
from digest.compose.past import Number, Past
from digest.compose.schedule import Slot
from digest.desk.desk import Desk, Usage
from digest.model import DigestError, EditionState

OUT = frozenset({EditionState.SENDING, EditionState.STOPPED, EditionState.SENT})
PENDING = frozenset({EditionState.DRAFT, EditionState.APPROVED})


@dataclass(frozen=True, slots=True)
class Standing:
    """An edition with its files and its state; `draft` is None before the first gathering."""

    slot: Slot
    state: EditionState
    folder: Path
    draft: Draft | None = None
    gathered: Gathered | None = None


def standings(desk: Desk) -> dict[str, Standing]:
    """Return every edition that has a folder, by id; what is no edition's folder is passed over."""
    if not desk.editions.is_dir():
        return {}
    ledger = ledger_states(desk)
    found = {}
    for folder in sorted(
        p for p in desk.editions.iterdir() if p.is_dir() and schedule.SPECIAL.match(p.name.lower())
    ):
        if (standing := _standing(desk, folder.name, ledger)) is not None:
            found[folder.name] = standing
    return found


def choose(desk: Desk, edition: str | None, known: Mapping[str, Standing]) -> Standing:
    """Return the named edition, or the one due next; Usage when there can be no such edition."""
    if edition is None:
        edition = due_next(desk, known).id
    if edition in known:
        return known[edition]
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
    """Return the slot of the earliest edition that is not over."""
    states = {s.slot: s.state for s in known.values()}
    return schedule.due_next(desk.config.schedule, desk.zone, states, desk.now)[0]


def past(known: Mapping[str, Standing], before: Slot) -> Past:
    """Return what was gathered for the editions that go out earlier than `before`."""
    return Past.of(
        Number(
            id=s.slot.id,
            send_at=s.slot.send_at,
            went_out=s.state in OUT,
            pending=s.state in PENDING,
            gathered=s.gathered,
            kept=frozenset(i for ids in s.draft.kept().values() for i in ids),
        )
        for s in known.values()
        if s.gathered and s.draft and s.slot.id != before.id and s.slot.send_at < before.send_at
    )


def ledger_states(desk: Desk) -> dict[str, EditionState]:
    """Return what the ledger knows of each edition; nothing where there is no database yet."""
    if not desk.has_store:
        return {}
    from digest.store import editions

    with desk.store() as store:
        return editions.states(store)


def _standing(desk: Desk, edition: str, ledger: Mapping[str, EditionState]) -> Standing | None:
    folder = desk.editions / edition
    if (found := draft.read(folder)) is None:
        return None
    slot = schedule.slot_of(edition, desk.config.schedule, desk.zone)
    try:
        send_at = assemble.send_at(found, slot, desk.config)
    except ValueError as problem:
        line = found.document.line("send_at")
        raise Usage(f"editions/{edition}/edition.yaml:{line}: send_at: {problem}") from None
    if send_at is None:
        raise Usage(f"editions/{edition}/edition.yaml:1: a special edition needs send_at: 2026-12-03 09:00")
    slot = Slot(edition, send_at)
    return Standing(slot, _state(desk, slot, ledger), folder, found, gathered.read(folder))


def _state(desk: Desk, slot: Slot, ledger: Mapping[str, EditionState]) -> EditionState:
    if slot.id in ledger:
        return ledger[slot.id]
    if receipt := read_json(desk.state(slot.id) / "receipt.json"):
        return EditionState(receipt["state"])
    if slot.id in desk.config.schedule.skip:
        return EditionState.SKIPPED
    if desk.now > slot.send_at + desk.config.schedule.late_by:
        return EditionState.MISSED
    approved = (desk.state(slot.id) / "approval.json").is_file()
    return EditionState.APPROVED if approved else EditionState.DRAFT


def read_json(path: Path) -> dict[str, Any] | None:
    """Return a JSON object from a file of ours, None where there is none; DigestError when it is damaged."""
    if not path.is_file():
        return None
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as problem:
        raise DigestError(
            f"{path.parent.name}/{path.name}: damaged ({problem}): restore it with git"
        ) from None
    if not isinstance(data, dict):
        raise DigestError(f"{path.parent.name}/{path.name}: damaged: restore it with git")
    return data
