"""The cellar: what must not be forgotten about people; SQLAlchemy loads when a store is opened."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from digest.config.environment import DATABASE

if TYPE_CHECKING:
    from digest.store.engine import Store


def open_store(url: str, folder: Path = Path()) -> Store:
    """Return the store at a database URL, made or brought up to date; raise StoreError when that cannot be done.

    A SQLite file that is not an absolute path lies in `folder`.
    """
    from digest.store.engine import opened

    return opened(url, folder)


def is_there(url: str, folder: Path = Path()) -> bool:
    """Whether there is a database to open: a SQLite one is made by the first reader, others by their server."""
    if url == DATABASE:  # the usual case needs no library to read it
        return (folder / DATABASE.removeprefix("sqlite:///")).exists()
    from digest.store.place import file, place

    path = file(place(url, folder))
    return path is None or path.exists()
