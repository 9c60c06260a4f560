"""Readers: who joined, when and with which words, and who must never be written to; `store.leaving` lets them go."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from digest import links
from digest.model import Subscriber, SubscriberStatus
from digest.store import schema
from digest.store.addresses import clean, normalise
from digest.store.engine import Store
from digest.store.schema import subscriber, suppression

_C = subscriber.c
STATUSES = {status.value: status for status in SubscriberStatus}  # an enum takes its time to look one up
READER = (_C.id, _C.public_id, _C.address, _C.address_hash, _C.status, _C.sections)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """When somebody agreed, where, and to which words."""

    at: datetime
    source: str
    wording: str


class Added(StrEnum):
    """What became of an address that was to join."""

    ADDED = "added"
    ALREADY = "already"
    SUPPRESSED = "suppressed"


def add(
    store: Store,
    address: str,
    *,
    consent: Consent,
    secrets: Mapping[str, str],
    status: SubscriberStatus = SubscriberStatus.ACTIVE,
) -> Added:
    """Take one reader in; raise BadAddress. Whoever is suppressed, or left, stays so."""
    row = new_row(address, secrets=secrets, status=status, joined_at=consent.at)
    with store.writing() as connection:
        if connection.scalar(
            sa.select(suppression.c.why).where(_any_key(row["address_key"], secrets)).limit(1)
        ):
            return Added.SUPPRESSED
        known = connection.scalar(sa.select(subscriber.c.status).where(_is(row["address_key"])))
        if known is not None:
            return Added.SUPPRESSED if known == SubscriberStatus.LEFT else Added.ALREADY
        new = connection.execute(sa.insert(subscriber).values(row)).inserted_primary_key
        assert new is not None
        words = {"at": consent.at, "source": consent.source, "wording": consent.wording}
        connection.execute(sa.insert(schema.consent).values(subscriber=new[0], **words))
    return Added.ADDED


def find(store: Store, address: str) -> Subscriber | None:
    """Return the reader at an address, however it is typed; raise BadAddress."""
    return _one(store, _is(normalise(address)))


def named(store: Store, public_id: str) -> Subscriber | None:
    """Return the reader whose links carry this id."""
    return _one(store, subscriber.c.public_id == public_id)


def everyone(store: Store, status: SubscriberStatus | None = None) -> Iterator[Subscriber]:
    """Yield all readers of a status, or of any, in the order they joined; the erased are no longer readers."""
    chosen = sa.select(*READER).where(subscriber.c.address.is_not(None)).order_by(subscriber.c.id)
    if status is not None:
        chosen = chosen.where(subscriber.c.status == status)
    with store.reading() as connection:
        for row in connection.execute(chosen):
            yield reader(row)


def count(store: Store) -> dict[SubscriberStatus, int]:
    """Return how many readers there are of each status."""
    by_status = sa.select(subscriber.c.status, sa.func.count().label("number")).group_by(subscriber.c.status)
    with store.reading() as connection:
        found = {row.status: row.number for row in connection.execute(by_status)}
    return {status: found.get(status, 0) for status in SubscriberStatus}


def suppress(store: Store, address: str, why: str, *, secrets: Mapping[str, str], now: datetime) -> None:
    """Never write to an address again, whether or not it belongs to a reader; the first reason stays. Raise BadAddress."""
    key = normalise(address)
    key_id, secret = next(iter(secrets.items()))
    row = {"address_hash": links.hashed(key, secret), "key_id": key_id, "why": why, "at": now}
    with store.writing() as connection:
        if not connection.scalar(
            sa.select(suppression.c.why).where(suppression.c.address_hash == row["address_hash"])
        ):
            connection.execute(sa.insert(suppression).values(row))
        # A reader from before a new secret was set: the ledger compares these two hashes
        connection.execute(sa.update(subscriber).where(_is(key)).values(address_hash=row["address_hash"]))


def new_row(
    address: str, *, secrets: Mapping[str, str], status: SubscriberStatus, joined_at: datetime
) -> dict[str, Any]:
    """Return the row of a new reader; raise BadAddress."""
    written = clean(address)
    key = written.casefold()
    secret = next(iter(secrets.values()))
    return {
        "public_id": links.new_id(),
        "address": written,
        "address_key": key,
        "address_hash": links.hashed(key, secret),
        "status": status,
        "joined_at": joined_at,
    }


def reader(row: Iterable[Any]) -> Subscriber:
    """Return the reader in a row of the `READER` columns."""
    who, public_id, address, address_hash, status, sections = row
    return Subscriber(
        id=who,
        public_id=public_id,
        handle="#" + address_hash[:4],
        address=address,
        status=STATUSES[status],
        sections=None if sections is None else tuple(json.loads(sections)),
    )


def _one(store: Store, condition: sa.ColumnElement[bool]) -> Subscriber | None:
    with store.reading() as connection:
        row = connection.execute(sa.select(*READER).where(condition)).one_or_none()
    return None if row is None or row.address is None else reader(row)


def _is(key: str) -> sa.ColumnElement[bool]:
    return subscriber.c.address_key == key


def _any_key(key: str, secrets: Mapping[str, str]) -> sa.ColumnElement[bool]:
    return suppression.c.address_hash.in_([links.hashed(key, secret) for secret in secrets.values()])
