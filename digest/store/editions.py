"""An edition on its way: the list frozen once, its chunks numbered, nobody added later."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from digest.model import AttemptState, DeliveryState, DigestError, EditionState
from digest.store import frozen_list, instance
from digest.store.engine import Store, insert_new
from digest.store.frozen_list import untried
from digest.store.schema import attempt, delivery, edition

OVER = frozenset({EditionState.SENT, EditionState.CANCELLED})


class NoReaders(DigestError):
    """There is nobody to write to."""


class KeyGone(DigestError):
    """The key that signs this edition's links is no longer set, or its name means another secret now."""


class ContentDiffers(DigestError):
    """Some readers have, or may have, other content of the same edition."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """What was fixed when the first send began; `key_id` signs all links of this edition."""

    id: str
    state: EditionState
    why: str
    sha256: str
    key_id: str
    key_print: str
    frozen_at: datetime
    list_size: int
    chunk_size: int


def freeze(
    store: Store,
    name: str,
    *,
    sha256: str,
    secrets: Mapping[str, str],
    chunk_size: int,
    instance_name: str,
    now: datetime,
    corrects: str = "",
) -> Frozen:
    """Freeze the list of an edition, or take up the one frozen before; the first of `secrets` signs a new one.

    `corrects` names the edition whose readers alone are on it. Raise NoReaders, NotOurs, ContentDiffers, KeyGone,
    StillGoing: then nothing has changed.
    """
    key_id, secret = next(iter(secrets.items()))
    row = {
        "id": name,
        "state": EditionState.SENDING,
        "sha256": sha256,
        "key_id": key_id,
        "key_print": fingerprint(secret),
        "frozen_at": now,
        "list_size": 0,
        "chunk_size": chunk_size,
    }
    with store.writing() as connection:
        instance.check(connection, instance_name, now=now)
        if connection.execute(insert_new(connection, edition).values(row)).rowcount:
            size = frozen_list.enlist(connection, name, chunk_size, corrects=corrects)
            if not connection.scalar(sa.select(sa.exists().where(untried(name)))):
                raise NoReaders("there are no readers to send to: add some with `digest subscribers add`")
            connection.execute(sa.update(edition).where(edition.c.id == name).values(list_size=size))
            return _locked(connection, name)
        frozen = _locked(connection, name)
        if frozen.state in OVER:
            return frozen
        _check(frozen, sha256, secrets)
        return _taken_up(connection, frozen, chunk_size)


def cancel_planned(store: Store, name: str) -> int:
    """Cancel what cannot have been sent; return for how many. An edition that is sent stays sent."""
    with store.writing() as connection:
        if _locked(connection, name).state in OVER:
            return 0
        unmarked = sa.and_(
            attempt.c.edition == name, attempt.c.marks, attempt.c.state == AttemptState.OPEN
        )  # its sender cannot mark it any more, and sends nothing without
        connection.execute(sa.update(attempt).where(unmarked).values(state=AttemptState.REFUSED))
        connection.execute(
            sa.update(edition).where(edition.c.id == name).values(state=EditionState.CANCELLED)
        )
        return call_off(connection, name)


def call_off(connection: sa.Connection, name: str) -> int:
    """Cancel every planned delivery of a cancelled edition; return how many."""
    off = {"state": DeliveryState.CANCELLED, "reason": "the edition was cancelled"}
    return connection.execute(sa.update(delivery).where(untried(name)).values(off)).rowcount


def content(store: Store, name: str) -> str | None:
    """Return the hash of what an edition began to go out with, None if it never did."""
    with store.reading() as connection:
        return connection.scalar(sa.select(edition.c.sha256).where(edition.c.id == name))


def states(store: Store) -> dict[str, EditionState]:
    """Return where every edition stands that has ever begun to go out."""
    with store.reading() as connection:
        rows = connection.execute(sa.select(edition.c.id, edition.c.state))
        return {name: EditionState(state) for name, state in rows}


def fingerprint(secret: str) -> str:
    """Return what a secret is known by; it can be compared, never read back."""
    return hmac.digest(secret.encode(), b"digest:fingerprint", "sha256").hex()[:32]


def _check(frozen: Frozen, sha256: str, secrets: Mapping[str, str]) -> None:
    if frozen.sha256 != sha256:
        raise ContentDiffers(f"{frozen.id} began to go out with other content: send that, or cancel it")
    secret = secrets.get(frozen.key_id)
    if secret is None:
        raise KeyGone(f"{frozen.id} was signed with the key {frozen.key_id}: put it back into DIGEST_SECRET")
    if fingerprint(secret) != frozen.key_print:
        raise KeyGone(
            f"{frozen.id} was signed with another secret than the key {frozen.key_id} has now: put the old one back "
            "into DIGEST_SECRET, or readers would get a second copy"
        )


def _taken_up(connection: sa.Connection, frozen: Frozen, chunk_size: int) -> Frozen:
    """Go on with a list frozen earlier, in chunks of another size if the provider changed."""
    if frozen.chunk_size != chunk_size:
        frozen_list.regroup(connection, frozen.id, chunk_size)
    now = {"state": EditionState.SENDING, "why": "", "chunk_size": chunk_size}
    connection.execute(sa.update(edition).where(edition.c.id == frozen.id).values(now))
    return replace(frozen, state=EditionState.SENDING, why="", chunk_size=chunk_size)


def _locked(connection: sa.Connection, name: str) -> Frozen:
    """Return an edition, no claim passing meanwhile; raise DigestError if it never began to go out."""
    row = connection.execute(sa.select(edition).where(edition.c.id == name).with_for_update()).one_or_none()
    if row is None:
        raise DigestError(f"{name} has not begun to go out")
    return Frozen(**{**row._asdict(), "state": EditionState(row.state)})
