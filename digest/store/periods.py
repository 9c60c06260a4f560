"""Who joined before an edition went out, and who left after it: numbers, nobody's name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

import sqlalchemy as sa

from digest.model import EditionState
from digest.store.engine import Store
from digest.store.leaving import LEFT
from digest.store.schema import edition, subscriber, suppression


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """An edition, who had `joined` since the one before, and who `left` before the next."""

    edition: str
    state: EditionState
    began: datetime
    joined: int
    left: int


def periods(store: Store, last: int) -> tuple[list[Period], int]:
    """Return the newest editions that went out, oldest first, and how many joined since the newest of all."""
    head = sa.select(edition.c.id, edition.c.state, edition.c.frozen_at).order_by(edition.c.frozen_at.desc())
    with store.reading() as connection:
        rows = connection.execute(head.limit(last + 1)).all()[::-1]
        began: list[datetime | None] = [row.frozen_at for row in rows]
        joined = _between(connection, subscriber.c.joined_at, [None, *began, None], sa.true())
        left = _between(connection, suppression.c.at, [*began, None], suppression.c.why == LEFT)
    found = [
        Period(edition=row.id, state=EditionState(row.state), began=row.frozen_at, joined=came, left=went)
        for row, came, went in zip(rows, joined, left, strict=False)
    ]
    return found[-last:], joined[-1]


def _between(
    connection: sa.Connection,
    moment: sa.Column[datetime],
    bounds: Sequence[datetime | None],
    which: sa.ColumnElement[bool],
) -> list[int]:
    """Count what happened between each bound and the next; None is no bound."""
    numbers = []
    for after, until in pairwise(bounds):
        within = [which]
        within += [moment > after] if after else []
        within += [moment <= until] if until else []
        counted = sa.select(sa.func.count()).select_from(moment.table).where(*within)
        numbers.append(connection.scalar(counted) or 0)
    return numbers
