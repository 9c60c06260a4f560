"""Attempts whose sender is gone: what the marks prove is settled, the rest is for the provider to say."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from digest.model import AttemptState, EditionState
from digest.store.editions import call_off
from digest.store.engine import Store
from digest.store.ledger import IN_HAND, Claim, state_of
from digest.store.members import members
from digest.store.schema import attempt
from digest.store.workers import at_work


def take_over(store: Store, name: str, *, worker: str, now: datetime) -> list[Claim]:
    """Settle the attempts of senders that are gone, and return those that their marks say nothing about.

    An attempt without its mark cannot have been accepted; one with it may have been. Nobody's live attempt is
    harmed: its sender cannot mark it any more, and what it hears of a marked one still counts.
    """
    with store.writing() as connection:
        theirs = sa.and_(
            attempt.c.edition == name,
            attempt.c.state.in_(IN_HAND),
            attempt.c.worker.not_in([worker, *at_work(connection, but=worker)]),
        )
        unmarked = sa.and_(theirs, attempt.c.marks, attempt.c.state == AttemptState.OPEN)
        marked = sa.and_(theirs, attempt.c.state == AttemptState.DOTTED)
        _end(connection, unmarked, AttemptState.REFUSED, "its sender stopped before anything was sent", now)
        _end(connection, marked, AttemptState.UNKNOWN, "its sender stopped before the answer came", now)
        if state_of(connection, name) == EditionState.CANCELLED:
            call_off(connection, name)
        rows = connection.execute(sa.select(attempt).where(theirs).order_by(attempt.c.chunk)).all()
        readers = members(connection, name, [row.chunk for row in rows])
    return [
        Claim(
            attempt=row.id,
            edition=name,
            chunk=row.chunk,
            provider=row.provider,
            members=readers[row.chunk],
            batch=row.batch,
            send_at=row.send_at,
        )
        for row in rows
    ]


def _end(
    connection: sa.Connection,
    which: sa.ColumnElement[bool],
    state: AttemptState,
    reason: str,
    now: datetime,
) -> None:
    ended = {"state": state, "reason": reason, "settled_at": now}
    connection.execute(sa.update(attempt).where(which).values(ended))
