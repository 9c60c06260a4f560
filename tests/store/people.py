"""A store with readers in it, as tests need one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

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
ELSEWHERE = "database.url"


SQLITE = pytest.mark.parametrize("home", ["sqlite"], indirect=True)  # for what only SQLite has


def database(folder: Path) -> str:
    """Return where a test's database is: SQLite in its folder, unless it was said to live elsewhere."""
    elsewhere = folder / ELSEWHERE
    return elsewhere.read_text() if elsewhere.exists() else f"sqlite:///{folder / 'digest.db'}"


def live_at(folder: Path, url: str) -> None:
    """Say where the database of a test is, to all its processes."""
    (folder / ELSEWHERE).write_text(url)


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
