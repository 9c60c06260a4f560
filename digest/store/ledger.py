"""Attempts: written down before the first byte leaves, settled once, one live at a time for each chunk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

import sqlalchemy as sa

from digest.model import (
    Accepted,
    AttemptState,
    DeliveryState,
    EditionState,
    Later,
    Outcome,
    Refused,
    Subscriber,
    SubscriberStatus,
)
from digest.store.editions import OVER, call_off
from digest.store.engine import Store, insert_new
from digest.store.frozen_list import untried
from digest.store.schema import attempt, delivery, edition, subscriber, suppression
from digest.store.subscribers import READER, reader

UNSETTLED = (AttemptState.OPEN, AttemptState.DOTTED)
IN_DOUBT = (*UNSETTLED, AttemptState.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One attempt that is ours to make: a chunk of readers and the provider that is asked."""

    attempt: str
    edition: str
    chunk: int
    provider: str
    members: tuple[Subscriber, ...]


def planned(store: Store, name: str) -> list[int]:
    """Return the chunks of an edition that nobody has, or is being, sent."""
    chunks = sa.select(delivery.c.chunk).where(untried(name)).distinct().order_by(delivery.c.chunk)
    with store.reading() as connection:
        return list(connection.scalars(chunks))


def claim(store: Store, name: str, chunk: int, *, provider: str, worker: str, now: datetime) -> Claim | None:
    """Open the attempt at a chunk; None if another has it, the edition is over, or nobody in it is to be written to."""
    row = {"id": uuid4().hex, "edition": name, "chunk": chunk, "state": AttemptState.OPEN}
    row |= {"provider": provider, "worker": worker, "opened_at": now}
    with store.writing() as connection:
        if _state(connection, name) in OVER:
            return None
        if not connection.execute(insert_new(connection, attempt).values(row)).rowcount:
            return None
        _let_go(connection, name, chunk)
        if not (members := _members(connection, name, chunk)):
            connection.execute(sa.delete(attempt).where(attempt.c.id == row["id"]))
            return None
    return Claim(attempt=str(row["id"]), edition=name, chunk=chunk, provider=provider, members=members)


def unsettled(store: Store, name: str) -> list[Claim]:
    """Return the attempts at an edition that were begun and never heard of again."""
    mine = (
        sa.select(attempt)
        .where(attempt.c.edition == name, attempt.c.state.in_(UNSETTLED))
        .order_by(attempt.c.chunk)
    )
    with store.reading() as connection:
        return [
            Claim(
                attempt=row.id,
                edition=name,
                chunk=row.chunk,
                provider=row.provider,
                members=_members(connection, name, row.chunk),
            )
            for row in connection.execute(mine).all()
        ]


def settle(store: Store, claim: Claim, outcome: Outcome, *, failed: Mapping[int, str], now: datetime) -> bool:
    """Write down how an attempt ended, and who of it failed alone; False if it was settled before.

    Who made the attempt knows better than who parked it meanwhile: `unknown` gives way to a known outcome.
    """
    match outcome:
        case Accepted(provider_id):
            ending = {"state": AttemptState.ACCEPTED, "provider_id": provider_id or None, "reason": None}
        case Refused(reason):
            ending = {"state": AttemptState.REJECTED, "reason": reason}
        case Later(reason):
            ending = {"state": AttemptState.REFUSED, "reason": reason}
    return _close(store, claim, {**ending, "settled_at": now}, failed=failed, over=IN_DOUBT)


def park(store: Store, claim: Claim, reason: str, *, now: datetime) -> bool:
    """Write down that nobody can know how an attempt ended; False if it was settled before."""
    ending = {"state": AttemptState.UNKNOWN, "reason": reason, "settled_at": now}
    return _close(store, claim, ending, failed={}, over=UNSETTLED)


def _close(
    store: Store,
    claim: Claim,
    ending: Mapping[str, object],
    *,
    failed: Mapping[int, str],
    over: tuple[AttemptState, ...],
) -> bool:
    not_ended = sa.and_(attempt.c.id == claim.attempt, attempt.c.state.in_(over))
    alone = sa.and_(
        delivery.c.edition == claim.edition,
        delivery.c.subscriber == sa.bindparam("who"),
        delivery.c.state.is_(None),
    )
    with store.writing() as connection:
        if not connection.execute(sa.update(attempt).where(not_ended).values(ending)).rowcount:
            return False
        if (
            ending["state"] is AttemptState.REFUSED
            and _state(connection, claim.edition) == EditionState.CANCELLED
        ):
            call_off(connection, claim.edition)
        if failed:
            connection.execute(
                sa.update(delivery)
                .where(alone)
                .values(state=DeliveryState.FAILED, reason=sa.bindparam("words")),
                [{"who": who, "words": words} for who, words in failed.items()],
            )
    return True


def _state(connection: sa.Connection, name: str) -> str | None:
    """Return where an edition stands, nobody changing it meanwhile."""
    return connection.scalar(
        sa.select(edition.c.state).where(edition.c.id == name).with_for_update(read=True)
    )


def _let_go(connection: sa.Connection, name: str, chunk: int) -> None:
    """Suppress whoever left, paused, or must not be written to any more since the list was frozen."""
    gone = (
        sa.select(subscriber.c.id, sa.func.coalesce(suppression.c.why, subscriber.c.status).label("why"))
        .join(delivery, delivery.c.subscriber == subscriber.c.id)
        .outerjoin(suppression, suppression.c.address_hash == subscriber.c.address_hash)
        .where(delivery.c.edition == name, delivery.c.chunk == chunk, delivery.c.state.is_(None))
        .where(sa.or_(subscriber.c.status != SubscriberStatus.ACTIVE, suppression.c.why.is_not(None)))
    )
    for who, why in connection.execute(gone).all():
        mine = sa.and_(delivery.c.edition == name, delivery.c.subscriber == who)
        connection.execute(sa.update(delivery).where(mine).values(state=DeliveryState.SUPPRESSED, reason=why))


def _members(connection: sa.Connection, name: str, chunk: int) -> tuple[Subscriber, ...]:
    rows = (
        sa.select(*READER)
        .join(delivery, delivery.c.subscriber == subscriber.c.id)
        .where(delivery.c.edition == name, delivery.c.chunk == chunk, delivery.c.state.is_(None))
        .where(subscriber.c.address.is_not(None))
        .order_by(subscriber.c.id)
    )
    return tuple(map(reader, connection.execute(rows)))
