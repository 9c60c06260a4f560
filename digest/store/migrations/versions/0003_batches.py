"""By which batch a provider can take an attempt back, and when it is to go out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("attempt", sa.Column("batch", sa.Text))
    op.add_column("attempt", sa.Column("send_at", sa.DateTime(timezone=True)))
