"""A newsletter that grew moves to another database: everything comes along, and nothing is sent from two places."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from digest.model import Accepted, FeedbackKind
from digest.store import accounts, editions, feedback, ledger, open_store, schema, subscribers
from digest.store.editions import Frozen
from digest.store.instance import NotOurs, adopt
from digest.store.move import main
from tests.store.people import CONSENT, EDITION, NOW, SECRETS, SHA256, freeze, with_readers


def begun(folder: Path) -> str:
    """Return where a database is that has sent a part of an edition, and heard of it."""
    with with_readers(folder, 12) as store:
        subscribers.suppress(store, "reader3@example.org", "bounced", secrets=SECRETS, now=NOW)
        freeze(store)
        claim = ledger.claim(store, EDITION, 0, provider="postman", worker="w", now=NOW)
        assert claim
        ledger.settle(store, claim, Accepted("m1"), failed={1: "no such user"}, now=NOW)
        feedback.record(
            store,
            [feedback.Word(event_id="e1", edition=EDITION, kind=FeedbackKind.DELIVERED, at=NOW)],
        )
    return f"sqlite:///{folder / 'digest.db'}"


def go_on(url: str) -> Frozen:
    with open_store(url) as store:
        return editions.freeze(
            store,
            EDITION,
            sha256=SHA256,
            secrets=SECRETS,
            chunk_size=10,
            instance_name="there",
            now=NOW,
        )


def test_everything_comes_along_and_numbers_go_on(
    tmp_path: Path, bare: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "old").mkdir()
    old = begun(tmp_path / "old")
    assert main([old, bare]) == 0
    assert "12 subscriber" in capsys.readouterr().out
    with open_store(old) as before, open_store(bare) as after:
        assert accounts.account(after, EDITION) == accounts.account(before, EDITION)
        for table in (schema.subscriber, schema.suppression, schema.consent, schema.feedback):
            with before.reading() as one, after.reading() as other:
                chosen = sa.select(table).order_by(*table.primary_key)
                assert one.execute(chosen).all() == other.execute(chosen).all()
        added = subscribers.add(after, "new@example.org", consent=CONSENT, secrets=SECRETS)
    assert added == "added"


def test_the_copy_sends_only_after_a_person_said_so(tmp_path: Path, bare: str) -> None:
    (tmp_path / "old").mkdir()
    assert main([begun(tmp_path / "old"), bare]) == 0
    with pytest.raises(NotOurs):
        go_on(bare)
    with open_store(bare) as store:
        adopt(store, "there", by="Dot", now=NOW)
    assert go_on(bare).list_size == 12


def test_nothing_is_copied_over_other_readers_or_from_nowhere(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("old", "other"):
        (tmp_path / name).mkdir()
    with_readers(tmp_path / "other", 3).close()
    assert main([begun(tmp_path / "old"), f"sqlite:///{tmp_path / 'other' / 'digest.db'}"]) == 1
    assert "holds readers already" in capsys.readouterr().err
    assert main([f"sqlite:///{tmp_path / 'nowhere.db'}", "sqlite://"]) == 2
    assert not (tmp_path / "nowhere.db").exists()
