"""What became of one delivery, as SQL: a state of its own, else what the live attempt at its chunk says."""

from __future__ import annotations

import sqlalchemy as sa

from digest.model import AttemptState, DeliveryState
from digest.store.schema import LIVE, attempt, delivery

MAY_HAVE = (DeliveryState.SENT, DeliveryState.UNKNOWN)
TO_COME = (DeliveryState.PLANNED, DeliveryState.SENDING)
BY_ATTEMPT = {
    AttemptState.OPEN: DeliveryState.SENDING,
    AttemptState.DOTTED: DeliveryState.SENDING,
    AttemptState.FENCING: DeliveryState.SENDING,
    AttemptState.ACCEPTED: DeliveryState.SENT,
    AttemptState.REJECTED: DeliveryState.FAILED,
    AttemptState.UNKNOWN: DeliveryState.UNKNOWN,
}
FOUND = delivery.outerjoin(
    attempt,
    sa.and_(attempt.c.edition == delivery.c.edition, attempt.c.chunk == delivery.c.chunk, sa.text(LIVE)),
)
STATE = sa.func.coalesce(
    delivery.c.state, sa.case(BY_ATTEMPT, value=attempt.c.state, else_=DeliveryState.PLANNED)
)


def readers(name: str, states: tuple[DeliveryState, ...]) -> sa.Select[tuple[int]]:
    """Return the query for those of an edition's list whose delivery is in one of these states."""
    return (
        sa.select(delivery.c.subscriber)
        .select_from(FOUND)
        .where(delivery.c.edition == name, STATE.in_(states))
    )
