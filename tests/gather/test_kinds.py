"""A source's kind names its reader."""

import subprocess
import sys
from pathlib import Path

import pytest

from digest.gather import kinds
from digest.model import SourceError
from tests.gather.reading import WINDOW, source


@pytest.mark.parametrize("kind", sorted(kinds.KINDS))
def test_every_kind_of_the_table_has_a_reader(kind: str) -> None:
    assert callable(kinds.parser(kind))


def test_an_unknown_kind_is_named_with_those_that_are_known() -> None:
    with pytest.raises(SourceError, match=r'unknown kind "rrs": known are .*feed'):
        kinds.parser("rrs")


def test_a_third_partys_kind_is_found_by_its_entry_point(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    info = tmp_path / "noticeboard-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: noticeboard\nVersion: 1\n")
    (info / "entry_points.txt").write_text(
        "[digest.sources]\nnotices = noticeboard:parse\nfeed = noticeboard:parse\n"
    )
    (tmp_path / "noticeboard.py").write_text("def parse(body, source, window):\n    yield body.decode()\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert "notices" in kinds.names()
    found: list[object] = list(kinds.parser("notices")(b"a notice", source("notices"), WINDOW))
    assert found == ["a notice"]
    assert kinds.parser("feed").__module__ == "digest.gather.feed"


def test_knowing_the_names_loads_no_reader() -> None:
    code = (
        "import sys; from digest.gather import kinds; kinds.names(); "
        "print([m for m in ('feedparser', 'icalendar', 'selectolax', 'pydantic') if m in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"
