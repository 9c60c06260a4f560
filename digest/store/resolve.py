"""A person's word on outcomes that nobody can know."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from digest.model import AttemptState, DeliveryState, EditionState
from digest.store.editions import call_off
from digest.store.engine import Store
from digest.store.ledger import state_of
from digest.store.schema import attempt, delivery, subscriber

_DOUBTFUL = (
    delivery.c.edition == attempt.c.edition,
    delivery.c.chunk == attempt.c.chunk,
    delivery.c.state.is_(None),
    attempt.c.state == AttemptState.UNKNOWN,
)


def resolve(store: Store, name: str, *, sent: bool, by: str, only: str | None, now: datetime) -> int:
    """Settle unknown outcomes as sent, or plan them anew; `only` that reader's. Return how many."""
    with store.writing() as connection:
        doubtful = sa.select(delivery.c.subscriber).where(delivery.c.edition == name, *_DOUBTFUL)
        if only is not None:
            number = _one(connection, name, doubtful, only, sent=sent, by=by)
        else:
            number = connection.scalar(sa.select(sa.func.count()).select_from(doubtful.subquery())) or 0
            _all(connection, name, sent=sent, by=by, now=now)
        if not sent and state_of(connection, name) == EditionState.CANCELLED:
            call_off(connection, name)
    return number


def _all(connection: sa.Connection, name: str, *, sent: bool, by: str, now: datetime) -> None:
    state = AttemptState.ACCEPTED if sent else AttemptState.REFUSED
    values = {"state": state, "reason": _words(sent=sent, by=by), "settled_at": now}
    doubtful = sa.and_(attempt.c.edition == name, attempt.c.state == AttemptState.UNKNOWN)
    connection.execute(sa.update(attempt).where(doubtful).values(values))


def _one(
    connection: sa.Connection,
    name: str,
    doubtful: sa.Select[tuple[int]],
    key: str,
    *,
    sent: bool,
    by: str,
) -> int:
    """Settle the reader with this address key alone; planned anew, they get a chunk of their own."""
    known = sa.select(subscriber.c.id).where(subscriber.c.address_key == key)
    mine = sa.and_(
        delivery.c.edition == name, delivery.c.subscriber.in_(known), delivery.c.subscriber.in_(doubtful)
    )
    if sent:
        values: dict[str, object] = {"state": DeliveryState.SENT, "reason": _words(sent=sent, by=by)}
    else:
        last = connection.scalar(sa.select(sa.func.max(delivery.c.chunk)).where(delivery.c.edition == name))
        values = {"chunk": (last or 0) + 1}
    return connection.execute(sa.update(delivery).where(mine).values(values)).rowcount


def _words(*, sent: bool, by: str) -> str:
    return f"{by} settled it as {'sent' if sent else 'to be sent again'}"
