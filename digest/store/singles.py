"""Attempts at one reader each, many in one transaction: claimed, marked before the last bytes leave, settled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

import sqlalchemy as sa

from digest.model import AttemptState, EditionState, Later, Outcome
from digest.store.editions import OVER, call_off
from digest.store.engine import Store, insert_new
from digest.store.ledger import IN_DOUBT, UNSETTLED, Claim, ending, state_of
from digest.store.members import let_go, members
from digest.store.schema import attempt


def claim(
    store: Store, name: str, chunks: Sequence[int], *, provider: str, worker: str, now: datetime
) -> list[Claim]:
    """Open the attempts at many chunks; those that another has, or where nobody is to be written to, are left out."""
    rows = [
        {"id": uuid4().hex, "edition": name, "chunk": chunk, "state": AttemptState.OPEN, "marks": True}
        | {"provider": provider, "worker": worker, "opened_at": now}
        for chunk in chunks
    ]
    with store.writing() as connection:
        if state_of(connection, name) in OVER:
            return []
        opened = insert_new(connection, attempt).returning(attempt.c.chunk, attempt.c.id)
        ours = {row.chunk: row.id for row in connection.execute(opened, rows)}
        let_go(connection, name, list(ours))
        readers = members(connection, name, list(ours))
        if empty := [ours[chunk] for chunk in ours if not readers[chunk]]:
            connection.execute(sa.delete(attempt).where(attempt.c.id.in_(empty)))
    return [
        Claim(attempt=ours[chunk], edition=name, chunk=chunk, provider=provider, members=readers[chunk])
        for chunk in chunks
        if readers.get(chunk)
    ]


@dataclass(slots=True)
class Page:
    """What is to be written down together: attempts that ended, those in doubt with the reason, those to mark."""

    ended: list[tuple[str, Outcome]] = field(default_factory=list)
    doubtful: list[tuple[str, str]] = field(default_factory=list)
    marked: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.ended or self.doubtful or self.marked)


def book(store: Store, name: str, page: Page, *, now: datetime) -> set[str]:
    """Write a page down for good; return which of the attempts to mark were still ours, and are marked now."""
    with store.writing() as connection:
        for attempts, values in _alike(page.ended):
            _write(connection, _SETTLE, attempts, values | {"settled_at": now})
        for one, reason in page.doubtful:
            _write(connection, _PARK, [one], _plain(AttemptState.UNKNOWN, reason, now))
        again = any(isinstance(outcome, Later) for _, outcome in page.ended)
        if again and state_of(connection, name) == EditionState.CANCELLED:
            call_off(connection, name)
        return _mark(connection, page.marked)


def take_back(store: Store, attempts: Sequence[str], reason: str, *, now: datetime) -> None:
    """Plan anew what was refused for no fault of the readers."""
    with store.writing() as connection:
        _write(connection, _TAKE_BACK, attempts, _plain(AttemptState.REFUSED, reason, now))


def _plain(state: AttemptState, reason: str, now: datetime) -> dict[str, object]:
    return {"state": state, "provider_id": None, "reason": reason, "settled_at": now}


def _from(*states: AttemptState) -> sa.Update:
    """Return the statement that changes those of `ours` that are in one of `states`."""
    in_state = sa.or_(*(attempt.c.state == state for state in states))
    columns = ("state", "provider_id", "reason", "settled_at")
    values: dict[str, sa.BindParameter[object]] = {name: sa.bindparam(f"new_{name}") for name in columns}
    return sa.update(attempt).where(_OURS, in_state).values(values)


# Made once: to make them takes longer than to execute them.
_OURS = attempt.c.id.in_(sa.bindparam("ours", expanding=True))
_SETTLE, _PARK, _TAKE_BACK = _from(*IN_DOUBT), _from(*UNSETTLED), _from(AttemptState.REJECTED)
_MARK = (
    sa.update(attempt).where(_OURS, attempt.c.state == AttemptState.OPEN).values(state=AttemptState.DOTTED)
)


def _mark(connection: sa.Connection, attempts: Sequence[str]) -> set[str]:
    if not attempts:
        return set()
    marked = connection.execute(_MARK, {"ours": attempts})
    if marked.rowcount == len(attempts):
        return set(attempts)
    ours = sa.select(attempt.c.id).where(attempt.c.id.in_(attempts), attempt.c.state == AttemptState.DOTTED)
    return set(connection.scalars(ours))


def _write(
    connection: sa.Connection, statement: sa.Update, attempts: Sequence[str], values: dict[str, object]
) -> None:
    new = {f"new_{name}": value for name, value in values.items()}
    if attempts:
        connection.execute(statement, new | {"ours": attempts})


def _alike(ended: Iterable[tuple[str, Outcome]]) -> Iterator[tuple[list[str], dict[str, object]]]:
    """Yield attempts that ended alike together."""
    groups: defaultdict[tuple[tuple[str, object], ...], list[str]] = defaultdict(list)
    for one, outcome in ended:
        values: dict[str, object] = {"provider_id": None, **ending(outcome)}
        groups[tuple(values.items())].append(one)
    for alike, attempts in groups.items():
        yield attempts, dict(alike)
