"""One database, opened so that a commit is still there after the power went."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError

from digest.store import migrate
from digest.store.place import (
    Busy,
    Collision,
    NoDatabase,
    StoreError,
    file,
    place,
    unreadable,
    without_driver,
)

TOLD = "the database: "
PASSING = ("08", "40", "53300", "55P03", "57P")  # classes and codes of PostgreSQL's errors
COLLISION = "40"  # a deadlock, or what cannot be put in order
PATIENCE = 30.0  # seconds
PRAGMAS = (f"busy_timeout={PATIENCE * 1000:.0f}", "synchronous=FULL", "foreign_keys=ON")


@dataclass(frozen=True, slots=True)
class Store:
    """A database of people. `reading` sees one moment; `writing` is one durable transaction."""

    engine: sa.Engine

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        with _told(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        with _told(), self.engine.connect() as connection, connection.execution_options(writing=True).begin():
            yield connection

    def close(self) -> None:
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def opened(url: str, folder: Path) -> Store:
    """Return the store at `url` with the newest schema; raise NoDatabase, Busy or NewerSchema."""
    where = place(url, folder)
    try:
        engine = _engine(where)
    except ModuleNotFoundError as problem:
        raise without_driver(problem.name) from None
    except (ArgumentError, NoSuchModuleError, ImportError):
        raise unreadable() from None
    try:
        store = Store(engine)
        migrate.up_to_date(store.reading, store.writing)
    except (StoreError, OSError) as problem:
        engine.dispose()
        if isinstance(problem, Busy) and file(where):
            raise
        name, why = where.render_as_string(hide_password=True), str(problem).removeprefix(TOLD)
        raise NoDatabase(f"DIGEST_DATABASE_URL: cannot open the database {name}: {why}") from None
    except BaseException:
        engine.dispose()
        raise
    return store


@contextmanager
def _told() -> Iterator[None]:
    """Say in one line what the database could not do, and whether it may do it later."""
    try:
        yield
    except DBAPIError as problem:
        why = str(problem.orig).partition("\n")[0]  # PostgreSQL's second line repeats what was to be written
        if problem.connection_invalidated or _passing(problem, why):
            kind = Collision if _code(problem).startswith(COLLISION) else Busy
            raise kind(f"the database is busy or out of reach: {why}") from None
        raise StoreError(TOLD + why) from None


def _passing(problem: DBAPIError, why: str) -> bool:
    """Whether it may go better the next time: locks, deadlocks, a server that restarts or is full."""
    if "locked" in why:
        return True
    code = getattr(problem.orig, "sqlstate", "")  # none where there was no connection at all
    return isinstance(problem, OperationalError) and (code is None or code.startswith(PASSING))


def _code(problem: DBAPIError) -> str:
    return getattr(problem.orig, "sqlstate", None) or ""


def insert_new(connection: sa.Connection, table: sa.Table) -> postgresql.Insert | sqlite.Insert:
    """Return an INSERT that leaves out rows a unique index already has."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()


def _engine(url: sa.URL) -> sa.Engine:
    engine = sa.create_engine(
        url,
        hide_parameters=True,  # an error must not carry an address
        execution_options={"preserve_rowcount": True},  # else psycopg does not say how many were inserted
    )
    if url.get_backend_name() == "sqlite":
        if path := file(url):
            sa.event.listen(engine, "do_connect", lambda *_: _private(path))
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
        _write_ahead(cursor)


def _write_ahead(cursor: sqlite3.Cursor) -> None:
    """Keep a write-ahead log. Where several programs begin one at once, SQLite refuses without waiting."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as problem:
            if "locked" not in str(problem) or time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return


def _begin(connection: sa.Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
