from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from digest.store.engine import Store
from tests.store.people import with_readers


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    with with_readers(home, 25) as opened:
        yield opened
