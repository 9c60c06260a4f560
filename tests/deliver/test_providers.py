from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from digest.config.settings import Sending
from digest.deliver.outbox import Outbox
from digest.deliver.providers import PROVIDERS, UnknownProvider, provider
from digest.model import Message

ENVIRONMENT = {"SMTP_URL": "smtps://mail.council.example", "SENDGRID_API_KEY": "SG.key"}


def test_a_provider_is_found_by_its_name(tmp_path: Path) -> None:
    assert provider("outbox", folder=tmp_path, environment={}, sending=Sending()) == Outbox(
        tmp_path / "outbox"
    )


@pytest.mark.parametrize("name", PROVIDERS)
def test_every_provider_calls_itself_by_its_name_in_the_table(name: str, tmp_path: Path) -> None:
    found = provider(name, folder=tmp_path, environment=ENVIRONMENT, sending=Sending())
    assert (found.name, found.chunk > 0, isinstance(found.repeatable, bool)) == (name, True, True)


def test_an_unknown_provider_is_told_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(UnknownProvider, match='there is no provider "pigeon"; known are: outbox'):
        provider("pigeon", folder=tmp_path, environment={}, sending=Sending())


def test_a_package_may_bring_a_provider_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pigeons.py").write_text(
        "def connect(*, folder, environment, sending): return environment['LOFT']\n"
    )
    about = tmp_path / "pigeons-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: pigeons\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[digest.providers]\npigeon = pigeons\n")
    monkeypatch.syspath_prepend(tmp_path)
    found: Any = provider("pigeon", folder=tmp_path, environment={"LOFT": "coo"}, sending=Sending())
    assert found == "coo"
    monkeypatch.delitem(sys.modules, "pigeons")


def test_the_outbox_is_for_its_owner_only_and_leaves_no_half_file(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "outbox")
    for raw in (b"first", b"second"):
        outbox.send([Message(name="2026-12-1", to="ada@example.org", raw=raw)])
    assert [(path.name, path.read_bytes()) for path in outbox.folder.iterdir()] == [
        ("2026-12-1.eml", b"second")
    ]
    assert outbox.folder.stat().st_mode & 0o077 == 0
