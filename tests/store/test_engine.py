from __future__ import annotations

import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from digest.store import engine, is_there, migrate, open_store
from digest.store.engine import Store
from digest.store.place import Busy, StoreError
from digest.store.schema import consent, metadata, subscriber
from tests.store.people import SQLITE, database


def test_a_new_database_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    with open_store(database(tmp_path)) as store, store.writing() as connection:
        connection.execute(sa.text("UPDATE edition SET why = ''"))
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes == {"digest.db": 0o600, "digest.db-wal": 0o600, "digest.db-shm": 0o600}


@SQLITE
def test_a_commit_is_on_the_disk_and_foreign_keys_hold(store: Store) -> None:
    with store.reading() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("synchronous", "journal_mode", "foreign_keys", "busy_timeout")
        }
    assert found == {"synchronous": 2, "journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 30000}


def test_a_failed_transaction_leaves_nothing_behind(store: Store) -> None:
    def half_done() -> None:
        with store.writing() as connection:
            connection.execute(sa.delete(subscriber))
            connection.execute(sa.text("INSERT INTO nowhere VALUES (1)"))

    with store.writing() as connection:
        connection.execute(sa.delete(consent))
    with pytest.raises(StoreError, match=r"no such table|does not exist"):
        half_done()
    with store.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(subscriber)) == 25


def test_the_migrations_make_the_tables_of_the_schema(store: Store) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.config import Config
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    with store.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    script = Config()
    script.set_main_option("script_location", "digest.store:migrations")
    assert ScriptDirectory.from_config(script).get_heads() == [migrate.HEAD]


@SQLITE
def test_the_migrations_make_exactly_what_the_schema_would(store: Store) -> None:
    with store.reading() as connection:
        sql = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'alembic%'"
        migrated = {name: " ".join(words.split()) for name, words in connection.exec_driver_sql(sql)}
    fresh = sa.create_engine("sqlite://")
    metadata.create_all(fresh)
    with fresh.connect() as connection:
        made = {name: " ".join(words.split()) for name, words in connection.exec_driver_sql(sql)}
    fresh.dispose()
    assert set(migrated) == set(made)
    assert migrated["one_live_attempt"].replace('"', "") == made["one_live_attempt"]


def test_programs_may_open_a_new_database_at_once(bare: str) -> None:
    with ThreadPoolExecutor(6) as pool:
        for store in pool.map(lambda _: open_store(bare), range(6)):
            store.close()


def test_a_database_of_a_newer_program_is_left_alone(store: Store, tmp_path: Path) -> None:
    with store.writing() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(migrate.NewerSchema, match="update this one"):
        open_store(database(tmp_path))


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (
            "sqlite:////nowhere/at/all/digest.db",
            "cannot open the database sqlite:////nowhere/at/all/digest.db",
        ),
        ("nonsense", "DIGEST_DATABASE_URL: write sqlite:///PATH"),
        ("oracel://ada:pw@host/x", "DIGEST_DATABASE_URL: write sqlite:///PATH"),
    ],
)
def test_a_database_that_cannot_be_opened_is_named_without_a_password(url: str, words: str) -> None:
    with pytest.raises(StoreError, match=words) as told:
        open_store(url)
    assert "pw" not in str(told.value)


@pytest.mark.parametrize("name", ["what?", "100%25", "a b", "#1"])
def test_a_relative_file_lies_in_the_newsletters_folder_whatever_that_is_called(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).mkdir()
    assert not is_there("sqlite:///readers.db", Path(name))
    open_store("sqlite:///readers.db", Path(name)).close()
    assert is_there("sqlite:///readers.db", Path(name))
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name / "readers.db").is_file()


@SQLITE
def test_a_database_that_another_program_holds_is_busy(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "PRAGMAS", ("busy_timeout=20",))
    with store.writing(), open_store(database(tmp_path)) as other:
        with pytest.raises(Busy, match="database is locked"), other.writing():
            pass
        with other.reading():
            pass


def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "digest.db").write_text("Dear diary, " * 500)
    with pytest.raises(StoreError, match="file is not a database"):
        open_store(database(tmp_path))


def test_an_error_of_the_database_never_holds_an_address(store: Store) -> None:
    row = {"public_id": "x" * 12, "address": "ada@example.org", "address_key": "reader1@example.org"}
    with pytest.raises(StoreError) as told, store.writing() as connection:
        connection.execute(sa.insert(subscriber).values(**row, status="active", joined_at=None))
    assert "@example.org" not in str(told.value)


@pytest.mark.parametrize(
    ("line", "absent"),
    [
        ("import digest.store, digest.store.addresses", "sqlalchemy"),
        ("from digest.store import open_store; open_store(sys.argv[1]).close()", "alembic"),
    ],
)
@SQLITE
def test_heavy_libraries_load_only_when_needed(store: Store, tmp_path: Path, line: str, absent: str) -> None:
    program = f"import sys; {line}; sys.exit(any(name.startswith('{absent}') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", program, database(tmp_path)], check=False).returncode == 0
