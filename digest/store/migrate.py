"""Bring the schema up to date; Alembic loads only when it is not."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import sqlalchemy as sa

from digest.model import DigestError

HEAD = "0004"
LOCK = 0x646967657374  # "digest", among the numbers of PostgreSQL's advisory locks
Opening = Callable[[], AbstractContextManager[sa.Connection]]


class NewerSchema(DigestError):
    """The database was written by a later version of this program."""


def up_to_date(reading: Opening, writing: Opening) -> None:
    """Run the migrations that are missing, in one transaction; raise NewerSchema."""
    with reading() as connection:
        if _version(connection) == HEAD:
            return
    with writing() as connection:
        _alone(connection)
        if (version := _version(connection)) == HEAD:
            return
        if version is not None and version > HEAD:
            raise NewerSchema("the database was written by a newer digest: update this one")
        _upgrade(connection)


def _alone(connection: sa.Connection) -> None:
    """Wait until nobody else migrates; a transaction that writes is alone in SQLite anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))


def _version(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return version


def _upgrade(connection: sa.Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "digest.store:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
