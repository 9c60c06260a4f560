"""The SQL that enlists everybody and numbers their chunks."""

from __future__ import annotations

import sqlalchemy as sa

from digest.model import DeliveryState, DigestError, SubscriberStatus
from digest.store.outcomes import MAY_HAVE, TO_COME, readers
from digest.store.schema import LIVE, attempt, delivery, subscriber, suppression


def untried(name: str) -> sa.ColumnElement[bool]:
    """Deliveries of an edition that are planned: no state of their own, no live attempt at their chunk."""
    tried = sa.exists().where(
        attempt.c.edition == delivery.c.edition, attempt.c.chunk == delivery.c.chunk, sa.text(LIVE)
    )
    return sa.and_(delivery.c.edition == name, delivery.c.state.is_(None), ~tried)


class StillGoing(DigestError):
    """Somebody may get an edition after its correction has passed them by."""


def enlist(connection: sa.Connection, name: str, chunk_size: int, *, corrects: str = "") -> int:
    """Write down everybody; those who are not written to now stand there with the reason. A chunk has one variant.

    The correction of an edition is for those who have it, or may have it; it has no variants. Raise StillGoing.
    Return how many are on the list.
    """
    if corrects and connection.scalar(sa.select(sa.exists(readers(corrects, TO_COME)))):
        raise StillGoing(
            f"{corrects} is still to go out to some, who would not be told: finish it, or `digest cancel {corrects}`"
        )
    reason = sa.case(
        (suppression.c.why.is_not(None), suppression.c.why),
        (subscriber.c.status == SubscriberStatus.PAUSED, "paused"),
    )
    sections = sa.cast(sa.null(), sa.Text) if corrects else subscriber.c.sections
    theirs = subscriber.c.id.in_(readers(corrects, MAY_HAVE)) if corrects else sa.true()
    people = (
        sa.select(subscriber.c.id, sections.label("sections"), reason.label("reason"))
        .outerjoin(suppression, suppression.c.address_hash == subscriber.c.address_hash)
        .where(subscriber.c.status.in_([SubscriberStatus.ACTIVE, SubscriberStatus.PAUSED]), theirs)
        .subquery()
    )
    welcome, variant = people.c.reason.is_(None), sa.func.coalesce(people.c.sections, "")
    place = sa.func.row_number().over(partition_by=[welcome, variant], order_by=people.c.id) - 1
    ranked = sa.select(people, variant.label("variant"), place.label("place")).subquery()
    mine = ranked.c.reason.is_(None)
    chunk = (
        sa.func.dense_rank().over(
            partition_by=mine, order_by=[ranked.c.variant, ranked.c.place // chunk_size]
        )
        - 1
    )
    rows = sa.select(
        sa.literal(name),
        ranked.c.id,
        sa.case((mine, chunk)),
        ranked.c.sections,
        sa.case((~mine, DeliveryState.SUPPRESSED)),
        ranked.c.reason,
    )
    names = ["edition", "subscriber", "chunk", "variant", "state", "reason"]
    return connection.execute(sa.insert(delivery).from_select(names, rows)).rowcount


def regroup(connection: sa.Connection, name: str, chunk_size: int) -> None:
    """Give planned deliveries new chunk numbers, above every number in use."""
    used = connection.scalar(sa.select(sa.func.max(delivery.c.chunk)).where(delivery.c.edition == name)) or 0
    variant = sa.func.coalesce(delivery.c.variant, "")
    place = sa.func.row_number().over(partition_by=variant, order_by=delivery.c.subscriber) - 1
    left = (
        sa.select(delivery.c.subscriber, variant.label("variant"), place.label("place"))
        .where(untried(name))
        .subquery()
    )
    rank = sa.func.dense_rank().over(order_by=[left.c.variant, left.c.place // chunk_size])
    new = sa.select(left.c.subscriber, (rank + used).label("chunk")).subquery()
    mine = sa.and_(delivery.c.edition == name, delivery.c.subscriber == new.c.subscriber)
    connection.execute(sa.update(delivery).where(mine).values(chunk=new.c.chunk))
