"""Who is in a chunk, and who of them is not to be written to any more."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from digest.model import DeliveryState, Subscriber, SubscriberStatus
from digest.store.schema import delivery, subscriber, suppression
from digest.store.subscribers import READER, reader


def let_go(connection: sa.Connection, name: str, chunks: Sequence[int]) -> None:
    """Suppress whoever left, paused, or must not be written to any more since the list was frozen."""
    gone = (
        sa.select(subscriber.c.id, sa.func.coalesce(suppression.c.why, subscriber.c.status).label("why"))
        .join(delivery, delivery.c.subscriber == subscriber.c.id)
        .outerjoin(suppression, suppression.c.address_hash == subscriber.c.address_hash)
        .where(delivery.c.edition == name, delivery.c.chunk.in_(chunks), delivery.c.state.is_(None))
        .where(sa.or_(subscriber.c.status != SubscriberStatus.ACTIVE, suppression.c.why.is_not(None)))
    )
    for who, why in connection.execute(gone).all():
        mine = sa.and_(delivery.c.edition == name, delivery.c.subscriber == who)
        connection.execute(sa.update(delivery).where(mine).values(state=DeliveryState.SUPPRESSED, reason=why))


def members(connection: sa.Connection, name: str, chunks: Sequence[int]) -> dict[int, tuple[Subscriber, ...]]:
    """Return, by chunk, the readers that an attempt at it writes to; a chunk with none is there, and empty."""
    rows = (
        sa.select(delivery.c.chunk, *READER)
        .join(delivery, delivery.c.subscriber == subscriber.c.id)
        .where(delivery.c.edition == name, delivery.c.chunk.in_(chunks), delivery.c.state.is_(None))
        .where(subscriber.c.address.is_not(None))
        .order_by(subscriber.c.id)
    )
    found: dict[int, list[Subscriber]] = {chunk: [] for chunk in chunks}
    for chunk, *row in connection.execute(rows).all():
        found[chunk].append(reader(row))
    return {chunk: tuple(some) for chunk, some in found.items()}
