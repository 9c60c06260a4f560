from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from digest.store.engine import Store
from tests.store.people import with_readers


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with with_readers(tmp_path, 25) as opened:
        yield opened
