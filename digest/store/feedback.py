"""What was heard of each edition after it went out: counted once by the event's id, never of whom."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

import sqlalchemy as sa

from digest.model import FeedbackKind
from digest.store.engine import Store, insert_new
from digest.store.schema import attempt, edition, feedback


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One thing heard of an edition, empty where nobody knows of which."""

    event_id: str
    edition: str
    kind: FeedbackKind
    at: datetime


def known(store: Store, event_ids: Collection[str]) -> set[str]:
    """Return which of these events were heard before."""
    with store.reading() as connection:
        return set(
            connection.scalars(sa.select(feedback.c.event_id).where(feedback.c.event_id.in_(event_ids)))
        )


def editions_of(store: Store, attempts: Collection[str]) -> dict[str, str]:
    """Return of which edition attempts were."""
    with store.reading() as connection:
        rows = connection.execute(
            sa.select(attempt.c.id, attempt.c.edition).where(attempt.c.id.in_(attempts))
        )
        return {row.id: row.edition for row in rows}


def record(store: Store, words: Sequence[Word]) -> None:
    """Write down what was heard; what was heard before stays as it was."""
    if words:
        with store.writing() as connection:
            connection.execute(insert_new(connection, feedback), [asdict(word) for word in words])


def tallies(store: Store) -> Mapping[str, Counter[FeedbackKind]]:
    """Return how often each kind of feedback was heard, by edition.

    What nobody knows the edition of counts for the newest that had gone out by then.
    """
    counted = sa.select(_EDITION.label("name"), feedback.c.kind, sa.func.count()).group_by(
        "name", feedback.c.kind
    )
    found: defaultdict[str, Counter[FeedbackKind]] = defaultdict(Counter)
    with store.reading() as connection:
        for name, kind, number in connection.execute(counted):
            found[name or ""][FeedbackKind(kind)] += number
    return found


_NEWEST = (
    sa.select(edition.c.id)
    .where(edition.c.frozen_at <= feedback.c.at)
    .order_by(edition.c.frozen_at.desc())
    .limit(1)
    .scalar_subquery()
)
_EDITION = sa.case((feedback.c.edition != "", feedback.c.edition), else_=_NEWEST)
