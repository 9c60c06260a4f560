"""Both databases: what is promised about one is promised about the other."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres import NoServer, Server, serving
from tests.store.people import database, live_at


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """One PostgreSQL server for all tests, started by the first that needs it."""
    try:
        with serving() as server:
            yield server
    except NoServer as problem:
        if os.environ.get("DIGEST_REQUIRE_POSTGRES"):
            pytest.fail(f"no PostgreSQL: {problem}")
        pytest.skip(f"no PostgreSQL: {problem}")


@pytest.fixture(params=["sqlite", "postgresql"])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """A folder whose `database` is SQLite, and the next time one of the PostgreSQL server."""
    if request.param == "sqlite":
        yield tmp_path
        return
    server: Server = request.getfixturevalue("postgres")
    with server.fresh() as url:
        live_at(tmp_path, url)
        yield tmp_path


@pytest.fixture(params=["sqlite", "postgresql"])
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a database may be made, or is there and empty."""
    if request.param == "sqlite":
        yield database(tmp_path)
        return
    server: Server = request.getfixturevalue("postgres")
    with server.fresh("template0") as url:
        yield url
