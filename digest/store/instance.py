"""Which copy of the database may send: the one that sent first, until a person says otherwise."""

from __future__ import annotations

import hashlib
import platform
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from digest.model import DigestError
from digest.store.engine import Store, insert_new
from digest.store.schema import instance

HERE = {"", "localhost", "127.0.0.1", "::1"}
MACHINE = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))


class NotOurs(DigestError):
    """Another copy of this database sent before: sending from both would write to people twice."""


def identity(store: Store, given: str | None = None) -> str:
    """Return the name of this copy: `given` (DIGEST_INSTANCE), else machine and file, or server and database."""
    if given:
        return given
    url = store.engine.url
    if url.get_backend_name() == "sqlite":
        return f"{_machine()}:{Path(url.database or ':memory:').resolve()}"
    host = url.host or str(url.query.get("host", ""))
    if host in HERE or host.startswith("/"):  # a socket's folder is called the same on every machine
        host = _machine()
    return f"{host}:{url.port or 5432}/{url.database}"


def check(connection: sa.Connection, name: str, *, now: datetime) -> None:
    """Claim the database for `name` if nobody has; raise NotOurs if it is another's."""
    ours = {"id": 1, "name": name, "claimed_by": "first send", "claimed_at": now}
    connection.execute(
        insert_new(connection, instance).values(ours)
    )  # of two at once, one waits for the other
    if connection.scalar(sa.select(instance.c.name)) != name:
        raise NotOurs(
            "this database looks like a copy: it sent from another machine or place before, and that one may still "
            "send. If it never will again, run `digest claim --by NAME`"
        )


def is_ours(store: Store, name: str) -> bool:
    """Whether this copy, `name`, may send: it sent first, or nobody has yet."""
    with store.reading() as connection:
        return connection.scalar(sa.select(instance.c.name)) in {None, name}


def adopt(store: Store, name: str, *, by: str, now: datetime) -> None:
    """Record a person's word that this copy, `name`, is the one that sends from now on."""
    with store.writing() as connection:
        connection.execute(sa.delete(instance))
        connection.execute(sa.insert(instance).values(id=1, name=name, claimed_by=by, claimed_at=now))


def _machine() -> str:
    """Return a name for this machine; systemd asks that its own be hashed before it is stored."""
    known = next((path.read_text().strip() for path in MACHINE if path.is_file()), "") or platform.node()
    return hashlib.sha256(b"digest:" + known.encode()).hexdigest()[:16]
