"""Where the database is: an address read once, by the library that opens it."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError

from digest.model import DigestError

MEMORY = {"", ":memory:"}
POSTGRES = {"postgres", "postgresql"}  # as hosts write it, without a driver


class StoreError(DigestError):
    """The database cannot be used; the words hold no password."""


class NoDatabase(StoreError):
    """There is no database of ours where DIGEST_DATABASE_URL says."""


class Busy(StoreError):
    """Another program holds the database, or it went away for a while: the same command goes on later."""


class Collision(Busy):
    """Two transactions stood in each other's way, and this one was undone: the same again will do."""


def place(url: str, folder: Path) -> sa.URL:
    """Return where the database is; a relative SQLite file lies in `folder`. Raise NoDatabase."""
    try:
        found = sa.make_url(url)
    except (ArgumentError, ValueError):
        raise unreadable() from None
    if found.drivername in POSTGRES:
        return found.set(drivername="postgresql+psycopg")
    path = file(found)
    return found if path is None else found.set(database=str(folder / path))


def file(url: sa.URL) -> Path | None:
    """Return the file of a SQLite database, None for a server's, and for one that no file holds."""
    name = url.database or ""
    if url.get_backend_name() != "sqlite" or name in MEMORY or name.startswith("file:"):
        return None
    return Path(name)


def unreadable() -> NoDatabase:
    """Return the mistake of an address that names no database."""
    return NoDatabase("DIGEST_DATABASE_URL: write sqlite:///PATH or postgresql://USER@HOST/NAME")


def without_driver(module: str | None) -> NoDatabase:
    """Return the mistake of a database whose driver is not installed."""
    if module != "psycopg":
        return unreadable()
    return NoDatabase(
        "DIGEST_DATABASE_URL: PostgreSQL needs a driver that is not installed: pip install 'localgov-digest[postgres]'"
    )
