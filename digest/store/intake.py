"""A list of readers from elsewhere: CSV lines in, every refused one named by its number."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

import sqlalchemy as sa

from digest import links
from digest.model import SubscriberStatus
from digest.store import schema
from digest.store.addresses import BadAddress
from digest.store.engine import Store, insert_new
from digest.store.schema import subscriber, suppression
from digest.store.subscribers import Consent, new_row

HEADS = {"email", "e-mail", "email address", "e-mail address", "address"}
BATCH = 10_000
Row = dict[str, Any]


@dataclass(slots=True)
class Intake:
    """What became of a list: `already` holds those known before and those named twice; `refused` line and reason."""

    added: int = 0
    already: int = 0
    suppressed: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


def take_in(store: Store, lines: Iterable[str], *, consent: Consent, secrets: Mapping[str, str]) -> Intake:
    """Add the readers of a CSV list (column `email`, else the first) in one transaction; nobody comes back by it."""
    result = Intake()
    rows = _rows(lines, result, consent, secrets)
    with store.writing() as connection:
        barred = set(connection.scalars(sa.select(suppression.c.address_hash)))
        while batch := list(islice(rows, BATCH)):
            welcome = [row for row in batch if not _barred(row, barred, secrets)]
            added = _insert(connection, welcome, consent) if welcome else 0
            result.added += added
            result.already += len(welcome) - added
            result.suppressed += len(batch) - len(welcome)
    return result


def _rows(
    lines: Iterable[str], result: Intake, consent: Consent, secrets: Mapping[str, str]
) -> Iterator[Row]:
    for number, address in _addresses(lines, result):
        try:
            yield new_row(address, secrets=secrets, status=SubscriberStatus.ACTIVE, joined_at=consent.at)
        except BadAddress as problem:
            result.refused.append((number, str(problem)))


def _addresses(lines: Iterable[str], result: Intake) -> Iterator[tuple[int, str]]:
    """Yield line number and address; a first line that names a column is a header."""
    column, first = 0, True
    rest, mark = _separated(lines)
    table = csv.reader(rest, delimiter=mark)
    while True:
        try:
            cells = next(table)
        except StopIteration:
            return
        except csv.Error as problem:
            result.refused.append((table.line_num, f"cannot be read: {problem}"))
            continue
        if not any(cell.strip() for cell in cells):
            continue
        heads = [cell.strip().lower() for cell in cells]
        if first and HEADS & set(heads):
            column = next(i for i, head in enumerate(heads) if head in HEADS)
        else:
            yield table.line_num, cells[column] if column < len(cells) else ""
        first = False


def _separated(lines: Iterable[str]) -> tuple[Iterator[str], str]:
    """Return the lines, and what stands between cells: in Europe Excel writes semicolons, elsewhere some write tabs."""
    rest = (line.lstrip("\ufeff") for line in lines)
    head = list(islice(rest, 1))
    while head and not head[-1].strip():
        head += islice(rest, 1)
    bare = re.sub(r'"[^"]*"', "", head[-1]) if head else ""
    return chain(head, rest), max(",;\t", key=bare.count)


def _barred(row: Row, barred: set[str], secrets: Mapping[str, str]) -> bool:
    if not barred:
        return False
    return any(links.hashed(row["address_key"], secret) in barred for secret in secrets.values())


def _insert(connection: sa.Connection, rows: list[Row], consent: Consent) -> int:
    """Insert who is new and their consent; return how many are."""
    connection.execute(insert_new(connection, subscriber), rows)
    agreed = sa.select(
        subscriber.c.id,
        sa.bindparam("when", type_=schema.Moment),
        sa.bindparam("where", type_=sa.Text),
        sa.bindparam("words", type_=sa.Text),
    ).where(subscriber.c.public_id == sa.bindparam("who"))
    words = {"when": consent.at, "where": consent.source, "words": consent.wording}
    connection.execute(
        sa.insert(schema.consent).from_select(["subscriber", "at", "source", "wording"], agreed),
        [{"who": row["public_id"], **words} for row in rows],
    )
    new = subscriber.c.public_id.in_([row["public_id"] for row in rows])
    return connection.scalar(sa.select(sa.func.count()).where(new)) or 0
