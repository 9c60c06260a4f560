"""All that a database knows, into an empty one elsewhere: `python -m digest.store.move FROM TO`."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import sqlalchemy as sa

from digest.model import DigestError
from digest.store import is_there, open_store, schema
from digest.store.engine import Store
from digest.store.place import NoDatabase

BATCH = 5_000


def move(source: Store, target: Store) -> dict[str, int]:
    """Copy every table in one transaction and return how many rows each has; raise DigestError if anybody is there.

    The copy does not send until a person says `digest claim` there.
    """
    tables = [table for table in schema.metadata.sorted_tables if table is not schema.worker]
    with source.reading() as old, target.writing() as new:
        if new.scalar(sa.select(sa.exists(sa.select(schema.subscriber)))):
            raise DigestError("the new database holds readers already: name an empty one")
        copied = {table.name: _copy(table, old, new) for table in tables}
        for table in tables:
            _count_on(table, new)
    return copied


def main(words: Sequence[str]) -> int:
    """Move as the command line says, and return its exit code."""
    if len(words) != 2:
        print(
            "write: python -m digest.store.move sqlite:///digest.db postgresql+psycopg://USER@HOST/NAME",
            file=sys.stderr,
        )
        return 2
    if not is_there(words[0]):
        print(f"there is no database {words[0]}", file=sys.stderr)
        return 2
    try:
        with open_store(words[0]) as source, open_store(words[1]) as target:
            copied = move(source, target)
    except DigestError as problem:
        print(problem, file=sys.stderr)
        return 2 if isinstance(problem, NoDatabase) else 1
    print(", ".join(f"{number} {name}" for name, number in copied.items()))
    return 0


def _copy(table: sa.Table, old: sa.Connection, new: sa.Connection) -> int:
    number = 0
    for rows in old.execute(sa.select(table)).mappings().partitions(BATCH):
        new.execute(sa.insert(table), [dict(row) for row in rows])
        number += len(rows)
    return number


def _count_on(table: sa.Table, new: sa.Connection) -> None:
    """Let PostgreSQL number the next row after the last one that came from elsewhere."""
    number = table.c.get("id")
    if new.dialect.name != "postgresql" or number is None or not isinstance(number.type, sa.Integer):
        return
    highest = new.scalar(sa.select(sa.func.max(number)))
    if highest and (counter := new.scalar(sa.select(sa.func.pg_get_serial_sequence(table.name, "id")))):
        new.execute(sa.select(sa.func.setval(counter, highest)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
