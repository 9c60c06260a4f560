"""One database, opened so that a commit is still there after the power went."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from digest.model import DigestError
from digest.store import migrate

PRAGMAS = ("busy_timeout=30000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")


class StoreError(DigestError):
    """The database cannot be used; the words hold no password."""


@dataclass(frozen=True, slots=True)
class Store:
    """A database of people. `reading` sees one moment; `writing` is one durable transaction."""

    engine: sa.Engine

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        with self.engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        with self.engine.execution_options(writing=True).begin() as connection:
            yield connection

    def close(self) -> None:
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def opened(url: str) -> Store:
    """Return the store at `url` with the newest schema; raise StoreError."""
    try:
        where = sa.make_url(url)
        engine = _engine(where)
    except (ArgumentError, NoSuchModuleError, ImportError):
        raise StoreError(
            "DIGEST_DATABASE_URL: write sqlite:///PATH or postgresql+psycopg://USER@HOST/NAME"
        ) from None
    try:
        store = Store(engine)
        migrate.up_to_date(store.reading, store.writing)
    except (DBAPIError, OSError) as problem:
        engine.dispose()
        name, why = where.render_as_string(hide_password=True), getattr(problem, "orig", problem)
        raise StoreError(f"cannot open the database {name}: {why}") from None
    except BaseException:
        engine.dispose()
        raise
    return store


def insert_new(connection: sa.Connection, table: sa.Table) -> postgresql.Insert | sqlite.Insert:
    """Return an INSERT that leaves out rows a unique index already has."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()


def _engine(url: sa.URL) -> sa.Engine:
    engine = sa.create_engine(url, hide_parameters=True)  # an error must not carry an address
    if url.get_backend_name() == "sqlite":
        if url.database:
            sa.event.listen(engine, "do_connect", lambda *_: _private(Path(str(url.database))))
        sa.event.listen(engine, "connect", _prepare)
        sa.event.listen(engine, "begin", _begin)
    return engine


def _private(path: Path) -> None:
    """Make a new file that only its owner reads; SQLite gives -wal and -shm the same mode."""
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # sqlite3 would else begin transactions of its own
    with closing(connection.cursor()) as cursor:
        for pragma in PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")


def _begin(connection: sa.Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
