"""What the tests of this wing share: the shipped templates, and golden files that open in a browser."""

from __future__ import annotations

from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from digest.render import Templates


class Html(SingleFileSnapshotExtension):
    """One .html file a golden."""

    _write_mode = WriteMode.TEXT
    file_extension = "html"


class Text(Html):
    """One .txt file a golden."""

    file_extension = "txt"


@pytest.fixture(scope="session")
def templates() -> Templates:
    return Templates()


@pytest.fixture
def golden_html(snapshot: SnapshotAssertion) -> Any:
    return snapshot.use_extension(Html)


@pytest.fixture
def golden_text(snapshot: SnapshotAssertion) -> Any:
    return snapshot.use_extension(Text)
