"""Alembic runs this file; the open transaction comes from `digest.store.migrate`."""

from __future__ import annotations

from alembic import context

from digest.store.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
