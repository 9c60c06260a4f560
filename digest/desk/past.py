"""The editions before one: what they offered, what their editors made of it, what was put right since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from digest.compose import hand
from digest.compose.draft import DraftError
from digest.compose.past import Number, Past
from digest.compose.schedule import Slot
from digest.desk import corrected
from digest.desk.desk import Desk
from digest.desk.editions import OUT, Standing
from digest.model import EditionState, Item

PENDING = frozenset({EditionState.DRAFT, EditionState.APPROVED})
RECENT = 3  # editions that went out whose words are looked at for items added by hand


def look_back(desk: Desk, known: Mapping[str, Standing], before: Slot) -> Past:
    """Return what was gathered for the editions that go out earlier than `before`."""
    earlier = [s for s in known.values() if s.slot.id != before.id and s.slot.send_at < before.send_at]
    out = sorted((s for s in earlier if s.state in OUT and s.gathered), key=lambda s: s.slot.send_at)
    put_right = {s.corrects for s in known.values() if s.corrects and s.state in OUT}
    return Past.of(
        _number(desk, s, look=s not in out[:-RECENT], again=s.slot.id in put_right)
        for s in earlier
        if s.gathered
    )


def _number(desk: Desk, standing: Standing, *, look: bool, again: bool) -> Number:
    """Return an edition as an earlier one; `look` into its draft too, where its editor's words may still matter.

    Its readers were told `again` of some items: as they are right, they count.
    """
    said_by = standing.gathered
    assert said_by is not None
    rows, said = _rows(standing) if look else {}, said_by.items
    right = corrected.told_again(desk, standing) if again else {}
    return Number(
        id=standing.slot.id,
        send_at=standing.slot.send_at,
        went_out=standing.state in OUT,
        pending=standing.state in PENDING,
        gathered=replace(said_by, items=tuple(_as_told(item, right) for item in said)),
        rows=hand.edited(rows, said, desk.config),
        hand=tuple(_as_told(item, right) for item in hand.by_hand(rows, said, desk.zone)),
    )


def _as_told(item: Item, right: Mapping[str, Item]) -> Item:
    """Return an item as its readers know it now, found by the same keys as before."""
    if not (found := right.get(item.id)):
        return item
    return replace(
        found,
        keys=item.keys,
        offered=item.offered,
        why=item.why,
        first_seen=item.first_seen,
        section=item.section,
    )


def _rows(standing: Standing) -> dict[str, dict[str, Any]]:
    """Return the kept blocks of a draft by id; where it cannot be read, all that was offered."""
    try:
        return standing.draft.kept_rows() if standing.draft else {}
    except DraftError:
        return {i: {} for i in standing.gathered.offered} if standing.gathered else {}
