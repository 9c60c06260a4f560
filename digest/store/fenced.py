"""Attempts that are taken back: written down before the provider is asked, and again when it has agreed."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from digest.model import AttemptState
from digest.store.engine import Store
from digest.store.ledger import Claim, close
from digest.store.schema import attempt

_TAKEN_BACK = sa.and_(
    attempt.c.batch.is_not(None), attempt.c.state.in_([AttemptState.FENCING, AttemptState.FENCED])
)


def begin(store: Store, claim: Claim) -> bool:
    """Write down that an attempt is being taken back: from now on its sender cannot settle it. False if it has."""
    mine = sa.and_(
        attempt.c.id == claim.attempt, attempt.c.state.in_([AttemptState.OPEN, AttemptState.FENCING])
    )
    with store.writing() as connection:
        fencing = sa.update(attempt).where(mine).values(state=AttemptState.FENCING)
        return bool(connection.execute(fencing).rowcount)


def end(store: Store, claim: Claim, reason: str, *, now: datetime) -> bool:
    """Write down that the provider took an attempt back: its readers are planned again. False if that is known."""
    ended = {"state": AttemptState.FENCED, "reason": reason, "settled_at": now}
    return close(store, claim, ended, failed={}, over=(AttemptState.FENCING, AttemptState.UNKNOWN))


def number(store: Store, claim: Claim) -> int:
    """Return how many attempts beside this one hold a place at the provider for having been taken back."""
    others = sa.and_(_TAKEN_BACK, attempt.c.edition == claim.edition, attempt.c.id != claim.attempt)
    with store.reading() as connection:
        return connection.scalar(sa.select(sa.func.count()).where(others)) or 0


def over(store: Store, provider: str, *, now: datetime) -> list[tuple[str, str, datetime]]:
    """Return id, batch and moment of the attempts that were taken back from a provider and whose moment is over."""
    done = sa.and_(
        attempt.c.provider == provider,
        attempt.c.batch.is_not(None),
        attempt.c.state == AttemptState.FENCED,
        attempt.c.send_at < now,
    )
    with store.reading() as connection:
        rows = connection.execute(sa.select(attempt.c.id, attempt.c.batch, attempt.c.send_at).where(done))
        return [(row.id, row.batch, row.send_at) for row in rows]


def forget(store: Store, number: str) -> None:
    """Write down that an attempt holds no place at the provider any more."""
    with store.writing() as connection:
        connection.execute(sa.update(attempt).where(attempt.c.id == number).values(batch=None))
