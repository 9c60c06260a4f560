"""The tables: who reads, whom never to write to, and what became of each edition."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

LIVE = "attempt.state NOT IN ('refused', 'fenced')"  # literal, so that SQLite knows its partial index serves
RULES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(TypeDecorator[datetime]):
    """A time with its zone, kept as UTC; SQLite has no type for one."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> Any:
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment needs its zone")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None or value.tzinfo:
            return value and value.astimezone(UTC)
        return value.replace(tzinfo=UTC)


metadata = sa.MetaData(naming_convention=RULES)

subscriber = sa.Table(
    "subscriber",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("public_id", sa.String(12), nullable=False, unique=True),
    sa.Column("address", sa.String(254)),
    sa.Column("address_key", sa.String(254), unique=True),
    sa.Column("address_hash", sa.String(64), index=True),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("sections", sa.Text),
    sa.Column("joined_at", Moment, nullable=False),
    sqlite_autoincrement=True,
)

consent = sa.Table(
    "consent",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("subscriber", sa.ForeignKey("subscriber.id"), nullable=False, index=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("wording", sa.Text, nullable=False),
)

suppression = sa.Table(
    "suppression",
    metadata,
    sa.Column("address_hash", sa.String(64), primary_key=True),
    sa.Column("key_id", sa.String(16), nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
)

edition = sa.Table(
    "edition",
    metadata,
    sa.Column("id", sa.String(40), primary_key=True),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("why", sa.Text, nullable=False, server_default=""),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("key_id", sa.String(16), nullable=False),
    sa.Column("key_print", sa.String(32), nullable=False),
    sa.Column("frozen_at", Moment, nullable=False),
    sa.Column("list_size", sa.Integer, nullable=False),
    sa.Column("chunk_size", sa.Integer, nullable=False),
)

delivery = sa.Table(
    "delivery",
    metadata,
    sa.Column("edition", sa.ForeignKey("edition.id"), primary_key=True),
    sa.Column("subscriber", sa.ForeignKey("subscriber.id"), primary_key=True),
    sa.Column("chunk", sa.Integer),
    sa.Column("variant", sa.Text),
    sa.Column("state", sa.String(16)),
    sa.Column("reason", sa.Text),
    sa.Index(None, "edition", "chunk", "state"),  # without state SQLite walks the whole edition for one chunk
    sqlite_with_rowid=False,
)

attempt = sa.Table(
    "attempt",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("edition", sa.ForeignKey("edition.id"), nullable=False),
    sa.Column("chunk", sa.Integer, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("provider", sa.String(40), nullable=False),
    sa.Column("provider_id", sa.Text),
    sa.Column("worker", sa.Text, nullable=False),
    sa.Column("opened_at", Moment, nullable=False),
    sa.Column("settled_at", Moment),
    sa.Column("reason", sa.Text),
    sa.Column(
        "marks", sa.Boolean, nullable=False, server_default=sa.false()
    ),  # dotted before it can be taken
    sa.Column("batch", sa.Text),  # by which the provider can take it back until `send_at`
    sa.Column("send_at", Moment),
)
one_live = sa.Index(
    "one_live_attempt",
    attempt.c.edition,
    attempt.c.chunk,
    unique=True,
    sqlite_where=sa.text(LIVE.replace("attempt.", "")),
    postgresql_where=sa.text(LIVE.replace("attempt.", "")),
)

feedback = sa.Table(
    "feedback",
    metadata,
    sa.Column("event_id", sa.String(200), primary_key=True),
    sa.Column("edition", sa.String(40), nullable=False),  # empty where nobody knows which
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Index(None, "edition", "kind"),
)

worker = sa.Table(
    "worker",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("seen_until", Moment, nullable=False),
)

instance = sa.Table(
    "instance",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("claimed_by", sa.Text, nullable=False),
    sa.Column("claimed_at", Moment, nullable=False),
)
