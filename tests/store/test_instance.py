from __future__ import annotations

import shutil
from pathlib import Path

from digest.store import instance, open_store
from digest.store.engine import Store
from tests.store.people import SQLITE, database


@SQLITE
def test_a_database_is_known_by_its_machine_and_its_real_place(store: Store, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    with open_store(database(tmp_path / "link")) as same:
        assert instance.identity(same) == instance.identity(store)


@SQLITE
def test_a_copied_file_is_another_instance(store: Store, tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    shutil.copy(tmp_path / "digest.db", tmp_path / "copy" / "digest.db")
    with open_store(database(tmp_path / "copy")) as copy:
        assert instance.identity(copy) != instance.identity(store)


def test_a_given_name_wins_so_that_a_container_may_move(store: Store) -> None:
    assert instance.identity(store, "council-digest") == "council-digest"


def test_the_machine_id_itself_is_not_stored(store: Store) -> None:
    known = [path.read_text().strip() for path in instance.MACHINE if path.is_file()]
    assert not any(machine in instance.identity(store) for machine in known)
