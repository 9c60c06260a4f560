"""Readers who go, and who come back after all: any number of them in one durable transaction."""

from __future__ import annotations

import secrets as random
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from digest import links
from digest.model import Subscriber, SubscriberStatus
from digest.store import schema
from digest.store.engine import Store, insert_new
from digest.store.schema import subscriber, suppression

LEFT = "left"
_C = subscriber.c
_KNOWN = (_C.id, _C.public_id, _C.address, _C.address_key, _C.address_hash, _C.status)
Row = Any  # one of the columns above


def leave(
    store: Store, public_id: str, *, secrets: Mapping[str, str], now: datetime, why: str = LEFT
) -> bool:
    """Let a reader go, for good unless they come back themselves; False for a stranger, or who had left before."""
    with store.writing() as connection:
        return bool(_leave(connection, _known(connection, [public_id]), secrets=secrets, now=now, why=why))


def come_back(
    store: Store, public_id: str, *, secrets: Mapping[str, str], now: datetime, wording: str
) -> bool:
    """Take a reader in again who had left; False for anybody else, and where a bounce or complaint stands against it."""
    with store.writing() as connection:
        rows = _known(connection, [public_id])
        return bool(_come_back(connection, rows, secrets=secrets, now=now, wording=wording))


def grant(
    store: Store,
    *,
    leaving: Collection[str],
    coming: Collection[str],
    asked: int,
    secrets: Mapping[str, str],
    now: datetime,
    wording: str,
) -> dict[str, Subscriber]:
    """Do in one transaction what all of these readers wish; return by public id how those we know stand now.

    Of `asked` wishes each that changes nothing costs a writing too, so that nobody learns by the clock who is a reader.
    """
    with store.writing() as connection:
        done = _leave(connection, _known(connection, leaving), secrets=secrets, now=now, why=LEFT)
        back = _known(connection, coming)
        done += _come_back(connection, back, secrets=secrets, now=now, wording=wording)
        if done < asked:
            _write_nothing(connection, asked - done, {"key_id": next(iter(secrets)), "why": LEFT, "at": now})
        return {row.public_id: _reader(row) for row in _known(connection, {*leaving, *coming})}


def _known(connection: sa.Connection, public_ids: Collection[str]) -> Sequence[Row]:
    """Return the rows of readers, nobody else changing them meanwhile; the erased are no longer readers."""
    if not public_ids:
        return ()
    chosen = sa.select(*_KNOWN).where(_C.public_id.in_(public_ids), _C.address.is_not(None))
    return connection.execute(chosen.order_by(_C.id).with_for_update()).all()


def _leave(
    connection: sa.Connection, rows: Sequence[Row], *, secrets: Mapping[str, str], now: datetime, why: str
) -> int:
    key_id, secret = next(iter(secrets.items()))
    going = [row for row in rows if row.status != SubscriberStatus.LEFT]
    if going:
        _put(connection, going, SubscriberStatus.LEFT)
        stand = {"key_id": key_id, "why": why, "at": now}
        hashes = [links.hashed(row.address_key, secret) for row in going]
        connection.execute(
            insert_new(connection, suppression), [{"address_hash": one, **stand} for one in hashes]
        )
    return len(going)


def _come_back(
    connection: sa.Connection, rows: Sequence[Row], *, secrets: Mapping[str, str], now: datetime, wording: str
) -> int:
    against = _against(connection, rows, secrets)
    coming = [row for row in rows if _may_return(row, against[row.id].values())]
    if coming:
        _put(connection, coming, SubscriberStatus.ACTIVE)
        lifted = [one for row in coming for one in against[row.id]]
        connection.execute(sa.delete(suppression).where(suppression.c.address_hash.in_(lifted)))
        words = {"at": now, "source": "came back after leaving", "wording": wording}
        connection.execute(sa.insert(schema.consent), [{"subscriber": row.id, **words} for row in coming])
    return len(coming)


def _may_return(row: Row, whys: Collection[str]) -> bool:
    left = row.status == SubscriberStatus.LEFT or LEFT in whys
    return left and all(why == LEFT for why in whys)


def _against(
    connection: sa.Connection, rows: Sequence[Row], secrets: Mapping[str, str]
) -> defaultdict[int, dict[str, str]]:
    """Return by reader the suppressions of their address, under any key: hash and why."""
    whose = {links.hashed(row.address_key, secret): row.id for row in rows for secret in secrets.values()}
    found: defaultdict[int, dict[str, str]] = defaultdict(dict)
    if whose:
        chosen = sa.select(suppression.c.address_hash, suppression.c.why)
        for one, why in connection.execute(chosen.where(suppression.c.address_hash.in_(list(whose)))):
            found[whose[one]][one] = why
    return found


def _put(connection: sa.Connection, rows: Sequence[Row], status: SubscriberStatus) -> None:
    chosen = _C.id.in_([row.id for row in rows])
    connection.execute(sa.update(subscriber).where(chosen).values(status=status))


def _write_nothing(connection: sa.Connection, times: int, stand: Mapping[str, Any]) -> None:
    """Write rows as those who leave cost, and take them out again: the commit waits for the disk as any other does."""
    rows = [{"address_hash": random.token_hex(32), **stand} for _ in range(times)]
    connection.execute(sa.insert(suppression), rows)
    made = suppression.c.address_hash.in_([row["address_hash"] for row in rows])
    connection.execute(sa.delete(suppression).where(made))


def _reader(row: Row) -> Subscriber:
    return Subscriber(
        id=row.id,
        public_id=row.public_id,
        handle="#" + row.address_hash[:4],
        address=row.address,
        status=SubscriberStatus(row.status),
    )
