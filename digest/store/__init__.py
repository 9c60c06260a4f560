"""The cellar: what must not be forgotten about people; SQLAlchemy loads when a store is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digest.store.engine import Store


def open_store(url: str) -> Store:
    """Return the store at a database URL, made or brought up to date; raise StoreError when that cannot be done."""
    from digest.store.engine import opened

    return opened(url)
