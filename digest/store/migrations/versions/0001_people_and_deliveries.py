"""People, suppressions, editions, deliveries, attempts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _people()
    _editions()
    _attempts()


def _people() -> None:
    op.create_table(
        "subscriber",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("public_id", sa.String(12), nullable=False),
        sa.Column("address", sa.String(254)),
        sa.Column("address_key", sa.String(254)),
        sa.Column("address_hash", sa.String(64)),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("sections", sa.Text),
        sa.Column("joined_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_subscriber"),
        sa.UniqueConstraint("public_id", name="uq_subscriber_public_id"),
        sa.UniqueConstraint("address_key", name="uq_subscriber_address_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_subscriber_address_hash", "subscriber", ["address_hash"])
    op.create_table(
        "consent",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("subscriber", sa.Integer, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("wording", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_consent"),
        sa.ForeignKeyConstraint(["subscriber"], ["subscriber.id"], name="fk_consent_subscriber"),
    )
    op.create_index("ix_consent_subscriber", "consent", ["subscriber"])
    op.create_table(
        "suppression",
        sa.Column("address_hash", sa.String(64), nullable=False),
        sa.Column("key_id", sa.String(16), nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("address_hash", name="pk_suppression"),
    )


def _editions() -> None:
    op.create_table(
        "edition",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("why", sa.Text, nullable=False, server_default=""),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("key_id", sa.String(16), nullable=False),
        sa.Column("key_print", sa.String(32), nullable=False),
        sa.Column("frozen_at", MOMENT, nullable=False),
        sa.Column("list_size", sa.Integer, nullable=False),
        sa.Column("chunk_size", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_edition"),
    )
    op.create_table(
        "delivery",
        sa.Column("edition", sa.String(40), nullable=False),
        sa.Column("subscriber", sa.Integer, nullable=False),
        sa.Column("chunk", sa.Integer),
        sa.Column("variant", sa.Text),
        sa.Column("state", sa.String(16)),
        sa.Column("reason", sa.Text),
        sa.PrimaryKeyConstraint("edition", "subscriber", name="pk_delivery"),
        sa.ForeignKeyConstraint(["edition"], ["edition.id"], name="fk_delivery_edition"),
        sa.ForeignKeyConstraint(["subscriber"], ["subscriber.id"], name="fk_delivery_subscriber"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_delivery_edition_chunk_state", "delivery", ["edition", "chunk", "state"])


def _attempts() -> None:
    op.create_table(
        "attempt",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("edition", sa.String(40), nullable=False),
        sa.Column("chunk", sa.Integer, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("provider", sa.String(40), nullable=False),
        sa.Column("provider_id", sa.Text),
        sa.Column("worker", sa.Text, nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("settled_at", MOMENT),
        sa.Column("reason", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_attempt"),
        sa.ForeignKeyConstraint(["edition"], ["edition.id"], name="fk_attempt_edition"),
    )
    live = sa.text("state NOT IN ('refused', 'fenced')")
    op.create_index(
        "one_live_attempt",
        "attempt",
        ["edition", "chunk"],
        unique=True,
        sqlite_where=live,
        postgresql_where=live,
    )
    op.create_table(
        "instance",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("claimed_by", sa.Text, nullable=False),
        sa.Column("claimed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_instance"),
    )
