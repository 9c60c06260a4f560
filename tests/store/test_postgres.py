"""What is PostgreSQL's alone: how it is named, how it is known again, and what it is when it goes away."""

from __future__ import annotations

import subprocess
import sys

import pytest
import sqlalchemy as sa

from digest.store import instance, is_there, open_store, subscribers
from digest.store.place import Busy, NoDatabase
from tests.postgres import Server


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_its_address_may_be_written_as_hosts_write_it(postgres: Server, scheme: str) -> None:
    url = postgres.url("ours").replace("postgresql", scheme, 1)
    assert is_there(url)
    with open_store(url) as store:
        assert sum(subscribers.count(store).values()) == 0


def test_without_its_driver_the_editor_is_told_what_to_install() -> None:
    program = (
        "import sys; sys.modules['psycopg'] = None; from digest.cli import main;"
        "sys.argv = ['digest', 'subscribers', 'list']; main()"
    )
    env = {"DIGEST_DATABASE_URL": "postgresql://digest@db.example.org/digest", "PATH": "/usr/bin"}
    done = subprocess.run(
        [sys.executable, "-c", program], check=False, capture_output=True, text=True, env=env
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith("pip install 'localgov-digest[postgres]'\n")
    assert len(done.stderr.splitlines()) == 1


def test_a_database_that_is_not_there_is_named_without_a_password(postgres: Server) -> None:
    url = postgres.url("nowhere").replace("postgres@", "postgres:pw-of-ours@")
    with pytest.raises(NoDatabase, match='"nowhere" does not exist') as told:
        open_store(url)
    assert "pw-of-ours" not in str(told.value)


def test_a_server_that_broke_the_connection_is_asked_again_later(postgres: Server) -> None:
    one = sa.select(sa.literal(1))
    with postgres.fresh() as url, open_store(url) as store:
        with postgres.connected() as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                [store.engine.url.database],
            )
        with pytest.raises(Busy, match="out of reach"), store.reading() as connection:
            connection.execute(one)
        with store.reading() as connection:
            assert connection.scalar(one) == 1


def test_a_server_reached_by_a_socket_is_another_on_another_machine(
    postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(postgres.url("ours")) as store:
        here = instance.identity(store)
        monkeypatch.setattr(instance, "MACHINE", ())
        monkeypatch.setattr("platform.node", lambda: "elsewhere")
        assert instance.identity(store) != here


def test_a_server_with_a_name_is_the_same_from_everywhere() -> None:
    from digest.store.engine import Store

    with Store(sa.create_engine("postgresql+psycopg://digest:secret@db.example.org/news")) as store:
        assert instance.identity(store) == "db.example.org:5432/news"
