"""The account of everybody on a frozen list, counted by the database."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace

import sqlalchemy as sa

from digest.model import Account, DeliveryState, DigestError, EditionState
from digest.store.editions import OVER
from digest.store.engine import Store
from digest.store.outcomes import FOUND, STATE
from digest.store.schema import attempt, delivery, edition, subscriber

NO_PROVIDER = "none"
_NEVER_ASKED = delivery.c.state.in_([DeliveryState.SUPPRESSED, DeliveryState.CANCELLED])


def account(store: Store, name: str) -> Account:
    """Return what became of everybody so far; raise DigestError if the edition never began to go out."""
    with store.reading() as connection:
        return _account(connection, name)


def finish(store: Store, name: str, *, why: str = "") -> Account:
    """Return the account when a run ends, and write down where the edition stands now; `why` says why it stopped."""
    with store.writing() as connection:
        found = _account(connection, name)
        if found.state in OVER:
            return found
        state = _standing(found)
        why = "" if state is EditionState.SENT else why
        connection.execute(sa.update(edition).where(edition.c.id == name).values(state=state, why=why))
    return replace(found, state=state, why=why)


def unknown_addresses(store: Store, name: str) -> list[str]:
    """Return who may or may not have been sent an edition; for a person's eyes, on request."""
    chosen = (
        sa.select(subscriber.c.address)
        .select_from(FOUND.join(subscriber, subscriber.c.id == delivery.c.subscriber))
        .where(delivery.c.edition == name, STATE == DeliveryState.UNKNOWN, subscriber.c.address.is_not(None))
        .order_by(subscriber.c.address)
    )
    with store.reading() as connection:
        return list(connection.scalars(chosen))


def _account(connection: sa.Connection, name: str) -> Account:
    head = connection.execute(
        sa.select(edition).where(edition.c.id == name).with_for_update(read=True)
    ).one_or_none()
    if head is None:
        raise DigestError(f"{name} has not begun to go out")
    provider = sa.case((_NEVER_ASKED, NO_PROVIDER), else_=sa.func.coalesce(attempt.c.provider, NO_PROVIDER))
    reason = sa.func.coalesce(delivery.c.reason, attempt.c.reason)
    counted = (
        sa.select(STATE.label("what"), provider.label("who"), reason.label("because"), sa.func.count())
        .select_from(FOUND)
        .where(delivery.c.edition == name)
        .group_by("what", "who", "because")
    )
    counts: Counter[DeliveryState] = Counter()
    reasons: Counter[str] = Counter()
    by_provider: defaultdict[str, Counter[DeliveryState]] = defaultdict(Counter)
    for what, who, because, number in connection.execute(counted):
        counts[DeliveryState(what)] += number
        by_provider[who][DeliveryState(what)] += number
        if because:
            reasons[because] += number
    return Account(
        edition=name,
        state=EditionState(head.state),
        planned=head.list_size,
        counts=dict(counts),
        by_provider={who: dict(found) for who, found in by_provider.items()},
        reasons=dict(reasons),
        why=head.why,
    )


def _standing(found: Account) -> EditionState:
    """Nothing is sent while anything is planned, on its way or unknown."""
    counts = found.counts
    if counts.get(DeliveryState.PLANNED) or counts.get(DeliveryState.UNKNOWN):
        return EditionState.STOPPED
    return EditionState.SENDING if counts.get(DeliveryState.SENDING) else EditionState.SENT
