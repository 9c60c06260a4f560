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
)
from digest.store.editions import OVER, call_off
from digest.store.engine import Store, insert_new
from digest.store.frozen_list import untried
from digest.store.members import let_go, members
from digest.store.schema import attempt, delivery, edition

UNSETTLED = (AttemptState.OPEN, AttemptState.DOTTED)
IN_HAND = (*UNSETTLED, AttemptState.FENCING)
IN_DOUBT = (*UNSETTLED, AttemptState.UNKNOWN)
NOT_TAKEN = (AttemptState.REFUSED, AttemptState.FENCED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One attempt that is ours to make: a chunk of readers and the provider that is asked.

    With a `batch` the provider may take it back until shortly before `send_at`.
    """

    attempt: str
    edition: str
    chunk: int
    provider: str
    members: tuple[Subscriber, ...]
    batch: str | None = None
    send_at: datetime | None = None


def planned(store: Store, name: str, *, but: str = "") -> list[int]:
    """Return the chunks that nobody has, or is being, sent, untried ones first; `but` those this worker has tried."""
    chunks = sa.select(delivery.c.chunk).where(untried(name)).distinct().order_by(delivery.c.chunk)
    tries = sa.select(attempt.c.chunk, attempt.c.worker).where(
        attempt.c.edition == name, attempt.c.state.in_(NOT_TAKEN)
    )
    tried, ours = set[int](), set[int]()
    with store.reading() as connection:
        for chunk, worker in connection.execute(tries):
            (ours if worker == but else tried).add(chunk)
        found = [chunk for chunk in connection.scalars(chunks) if chunk not in ours]
    return sorted(found, key=tried.__contains__)


def claim(
    store: Store,
    name: str,
    chunk: int,
    *,
    provider: str,
    worker: str,
    now: datetime,
    batch: str | None = None,
    send_at: datetime | None = None,
) -> Claim | None:
    """Open the attempt at a chunk; None if another has it, the edition is over, or nobody in it is to be written to."""
    row = {"id": uuid4().hex, "edition": name, "chunk": chunk, "state": AttemptState.OPEN}
    row |= {"provider": provider, "worker": worker, "opened_at": now, "batch": batch, "send_at": send_at}
    with store.writing() as connection:
        if state_of(connection, name) in OVER:
            return None
        if not connection.execute(insert_new(connection, attempt).values(row)).rowcount:
            return None
        let_go(connection, name, [chunk])
        if not (readers := members(connection, name, [chunk])[chunk]):
            connection.execute(sa.delete(attempt).where(attempt.c.id == row["id"]))
            return None
    return Claim(
        attempt=str(row["id"]),
        edition=name,
        chunk=chunk,
        provider=provider,
        members=readers,
        batch=batch,
        send_at=send_at,
    )


def settle(store: Store, claim: Claim, outcome: Outcome, *, failed: Mapping[int, str], now: datetime) -> bool:
    """Write down how an attempt ended, and who of it failed alone; False if it was settled before.

    Who made the attempt knows better than who parked it meanwhile: `unknown` gives way to a known outcome. But what
    was accepted with a batch may have been taken back by who did not leave it open.
    """
    over = UNSETTLED if claim.batch else IN_DOUBT
    return close(store, claim, ending(outcome) | {"settled_at": now}, failed=failed, over=over)


def ending(outcome: Outcome) -> dict[str, object]:
    """Return what an outcome says about its attempt."""
    match outcome:
        case Accepted(provider_id):
            return {"state": AttemptState.ACCEPTED, "provider_id": provider_id or None, "reason": None}
        case Refused(reason):
            return {"state": AttemptState.REJECTED, "reason": reason}
        case Later(reason):
            return {"state": AttemptState.REFUSED, "reason": reason}


def park(store: Store, claim: Claim, reason: str, *, now: datetime) -> bool:
    """Write down that nobody can know how an attempt ended; False if it was settled before."""
    parked = {"state": AttemptState.UNKNOWN, "reason": reason, "settled_at": now}
    return close(store, claim, parked, failed={}, over=IN_HAND)


def close(
    store: Store,
    claim: Claim,
    ended: Mapping[str, object],
    *,
    failed: Mapping[int, str],
    over: tuple[AttemptState, ...],
) -> bool:
    """Write down the end of an attempt that is in one of the states `over`; False if it is not."""
    not_ended = sa.and_(attempt.c.id == claim.attempt, attempt.c.state.in_(over))
    alone = sa.and_(
        delivery.c.edition == claim.edition,
        delivery.c.subscriber == sa.bindparam("who"),
        delivery.c.state.is_(None),
    )
    with store.writing() as connection:
        if not connection.execute(sa.update(attempt).where(not_ended).values(ended)).rowcount:
            return False
        if ended["state"] in NOT_TAKEN and state_of(connection, claim.edition) == EditionState.CANCELLED:
            call_off(connection, claim.edition)
        if failed:
            connection.execute(
                sa.update(delivery)
                .where(alone)
                .values(state=DeliveryState.FAILED, reason=sa.bindparam("words")),
                [{"who": who, "words": words} for who, words in failed.items()],
            )
    return True


def state_of(connection: sa.Connection, name: str) -> str | None:
    """Return where an edition stands, nobody changing it meanwhile."""
    return connection.scalar(
        sa.select(edition.c.state).where(edition.c.id == name).with_for_update(read=True)
    )
