from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from digest import links
from digest.config.settings import Sending
from digest.deliver.fences import Fences
from digest.deliver.message import address, encode
from digest.deliver.outbox import Outbox
from digest.deliver.providers import PROVIDERS, UnknownProvider, provider, waits
from digest.model import Accepted, EditionState, Letter, Message
from digest.store import schema
from tests.deliver.fake_sendgrid import KEY, running
from tests.deliver.mail_server import MailServer
from tests.deliver.parts import email, newsletter, reader, run
from tests.store.people import NOW, numbers, with_readers

ENVIRONMENT = {"SMTP_URL": "smtps://mail.council.example", "SENDGRID_API_KEY": "SG.key"}


def test_a_provider_is_found_by_its_name(tmp_path: Path) -> None:
    assert provider("outbox", folder=tmp_path, environment={}, sending=Sending()) == Outbox(
        tmp_path / "outbox"
    )


@contextmanager
def at_work(name: str, folder: Path) -> Iterator[tuple[Any, Callable[[], list[str]]]]:
    """Yield a provider as its users get it, at a counterpart on this machine, and who got a copy of what it carried."""

    def ready(**environment: str) -> Any:
        return provider(name, folder=folder, environment=environment, sending=Sending())

    match name:
        case "outbox":
            box = folder / "outbox"
            yield ready(), lambda: [str(message_from_bytes(f.read_bytes())["To"]) for f in box.glob("*.eml")]
        case "smtp":
            with MailServer().serving() as server:
                yield ready(SMTP_URL=server.url), lambda: server.readers
        case "sendgrid":
            with running(now=NOW.timestamp()) as fake:
                yield ready(SENDGRID_API_KEY=KEY, SENDGRID_BASE_URL=fake.url), fake.readers
        case _:
            pytest.fail(f"{name} has no counterpart to try it on")


@pytest.mark.parametrize("name", PROVIDERS)
def test_through_every_provider_everybody_gets_one_copy(name: str, tmp_path: Path) -> None:
    with at_work(name, tmp_path) as (carrier, readers), with_readers(tmp_path, 12) as store:
        with store.writing() as connection:
            bad = schema.subscriber.c.address == "reader3@example.org"
            connection.execute(sa.update(schema.subscriber).where(bad).values(address="nobody"))
        for _ in range(2):
            ended = run(store, carrier)
            assert (ended.state, numbers(ended)) == (EditionState.SENT, {"sent": 11, "failed": 1})
        assert set(ended.by_provider) == {name}
        assert sorted(readers()) == sorted(f"reader{n}@example.org" for n in range(12) if n != 3)


@pytest.mark.parametrize("name", PROVIDERS)
def test_every_provider_carries_a_single_copy_without_a_ledger(name: str, tmp_path: Path) -> None:
    encoded = encode(email(), newsletter(), date=NOW)
    copy = address(encoded, reader(), token=links.sign("aZ09-_aZ09-_", "secret", "k1"), message_id="m")
    with at_work(name, tmp_path) as (carrier, readers):
        assert isinstance(carrier.send([copy]), Accepted)
        assert readers() == ["ada@example.org"]
        if carrier.repeatable:
            carrier.send([copy])
            assert readers() == ["ada@example.org"]


@pytest.mark.parametrize("name", PROVIDERS)
def test_only_who_can_take_back_is_handed_anything_before_its_time(name: str, tmp_path: Path) -> None:
    found = provider(name, folder=tmp_path, environment=ENVIRONMENT, sending=Sending())
    assert isinstance(found, Fences) == waits(name)


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
        letter = Letter(email(), {}, (raw,))
        outbox.send([Message(name="2026-12-1", to="ada@example.org", token="", letter=letter)])
    assert [(path.name, path.read_bytes()) for path in outbox.folder.iterdir()] == [
        ("2026-12-1.eml", b"second")
    ]
    assert outbox.folder.stat().st_mode & 0o077 == 0
