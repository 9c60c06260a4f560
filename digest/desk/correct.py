"""Draft a correction of an edition, for those who got it."""

from __future__ import annotations

from typing import Any

from digest.compose import correction, draft
from digest.compose.schedule import Slot, is_name
from digest.desk import corrected, editions
from digest.desk.desk import Desk, Refusal
from digest.desk.editions import Standing
from digest.files import alone
from digest.model import EditionState

OVER = editions.OUT | {EditionState.CANCELLED, EditionState.SKIPPED}
LONGEST = 40


def correct(desk: Desk, edition: str) -> dict[str, Any]:
    """Write the draft of a correction, or find the one that is not out yet; return its id, file and readers.

    Refusal where nobody can have got the edition.
    """
    standing = editions.existing(desk, edition)
    if standing.corrects:
        raise Refusal(f"{edition} is a correction itself: correct {standing.corrects}")
    readers = _readers(desk, standing)
    with alone(desk.folder):
        found = corrected.corrections(desk, standing.slot.id)
        waiting = next((one.slot.id for one in found if one.state not in OVER), None)
        name = waiting or _write(desk, standing)
    return {
        "edition": name,
        "corrects": standing.slot.id,
        "file": str(desk.editions / name / draft.FILE),
        "readers": readers,
        "made": waiting is None,
    }


def _readers(desk: Desk, standing: Standing) -> int:
    """Return how many have an edition, or may have it."""
    from digest.store import accounts
    from digest.store.outcomes import MAY_HAVE

    name = standing.slot.id
    if desk.config.audience != "store":
        raise Refusal(
            "the list is SendGrid's: only SendGrid knows who got an edition, so write to all of them"
        )
    if name not in editions.ledger_states(desk):
        raise Refusal(f"{name} has not gone out from here: nobody has it, change its edition.yaml")
    with desk.store() as store:
        counts = accounts.account(store, name).counts
    if readers := sum(counts.get(state, 0) for state in MAY_HAVE):
        return readers
    raise Refusal(f"nobody got {name}: there is nobody to tell what was wrong")


def _write(desk: Desk, standing: Standing) -> str:
    first = f"{standing.slot.id.lower()}-correction"
    names = (first if number == 1 else f"{first}-{number}" for number in range(1, 100))
    name = next(name for name in names if not (desk.editions / name).exists())
    if not is_name(name):
        raise Refusal(
            f"{name} is longer than an edition's id may be ({LONGEST}): write to its readers by hand"
        )
    slot = Slot(name, desk.now.astimezone(desk.zone).replace(second=0, microsecond=0))
    page = correction.start(corrected.public(desk, standing), desk.config, slot)
    draft.write(desk.editions / name, page)
    return name
