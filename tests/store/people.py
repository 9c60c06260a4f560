"""A store with readers in it, as tests need one."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from digest.model import Account, DeliveryState
from digest.store import editions, intake, open_store
from digest.store.editions import Frozen
from digest.store.engine import Store
from digest.store.subscribers import Consent

NOW = datetime(2026, 12, 3, 9, 0, tzinfo=UTC)
SECRETS = {"k1": "a secret of sixteen or more"}
CONSENT = Consent(at=NOW, source="sign-up page", wording="Send me the digest each month")
EDITION = "2026-12"
SHA256 = "c0ffee" * 10 + "beef"


def database(folder: Path) -> str:
    """Return where a test's database is: SQLite in its folder, or a new one of the server DIGEST_TEST_POSTGRES."""
    if server := os.environ.get("DIGEST_TEST_POSTGRES"):
        return _on_server(
            sa.make_url(server), "test_" + hashlib.sha256(str(folder).encode()).hexdigest()[:16]
        )
    return f"sqlite:///{folder / 'digest.db'}"


def _on_server(server: sa.URL, name: str) -> str:
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        if not connection.scalar(sa.text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": name}):
            connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
    engine.dispose()
    return server.set(database=name).render_as_string(hide_password=False)


def with_readers(folder: Path, number: int) -> Store:
    store = open_store(database(folder))
    lines = [f"reader{n}@example.org" for n in range(number)]
    assert intake.take_in(store, lines, consent=CONSENT, secrets=SECRETS).added == number
    return store


def freeze(
    store: Store, *, chunk_size: int = 10, sha256: str = SHA256, secrets: Mapping[str, str] = SECRETS
) -> Frozen:
    return editions.freeze(
        store,
        EDITION,
        sha256=sha256,
        secrets=secrets,
        chunk_size=chunk_size,
        instance_name="here",
        now=NOW,
    )


def numbers(account: Account) -> dict[str, int]:
    return {DeliveryState(state).value: number for state, number in account.counts.items()}
