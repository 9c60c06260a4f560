from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from digest import links
from digest.model import SubscriberStatus
from digest.store import open_store, schema, subscribers
from digest.store.addresses import BadAddress
from digest.store.engine import Store
from digest.store.intake import take_in
from digest.store.subscribers import Added
from tests.store.people import CONSENT, NOW, SECRETS, database


def join(store: Store, address: str, secrets: dict[str, str] = SECRETS) -> Added:
    return subscribers.add(store, address, consent=CONSENT, secrets=secrets)


def test_a_reader_joins_with_the_words_they_agreed_to(store: Store) -> None:
    assert join(store, "Ada@Example.org") is Added.ADDED
    ada = subscribers.find(store, "ada@example.org")
    assert ada is not None
    assert (ada.address, ada.status, ada.sections) == ("Ada@example.org", SubscriberStatus.ACTIVE, None)
    assert ada.handle == links.handle("ada@example.org", SECRETS["k1"])
    assert subscribers.named(store, ada.public_id) == ada
    with store.reading() as connection:
        row = connection.execute(sa.select(schema.consent).where(schema.consent.c.subscriber == ada.id)).one()
    assert (row.at, row.source, row.wording) == (NOW, CONSENT.source, CONSENT.wording)


def test_somebody_joins_once_however_they_write_their_address(store: Store) -> None:
    assert [join(store, typed) for typed in ("ada@example.org", " ADA@example.org ")] == [
        Added.ADDED,
        Added.ALREADY,
    ]
    assert sum(subscribers.count(store).values()) == 26


def test_nobody_suppressed_comes_back_by_being_added(store: Store) -> None:
    subscribers.suppress(store, "ADA@example.org", "complained", secrets=SECRETS, now=NOW)
    assert join(store, "ada@example.org") is Added.SUPPRESSED
    assert subscribers.find(store, "ada@example.org") is None


def test_a_suppression_outlives_a_new_secret(store: Store) -> None:
    subscribers.suppress(store, "ada@example.org", "bounced", secrets=SECRETS, now=NOW)
    assert join(store, "ada@example.org", {"k2": "a newer secret of ours", **SECRETS}) is Added.SUPPRESSED


def test_whoever_left_stays_away_when_added_again(store: Store) -> None:
    with store.writing() as connection:
        connection.execute(
            sa.update(schema.subscriber).where(schema.subscriber.c.id == 1).values(status="left")
        )
    assert join(store, "reader0@example.org") is Added.SUPPRESSED
    assert [reader.id for reader in subscribers.everyone(store, SubscriberStatus.LEFT)] == [1]
    assert subscribers.count(store)[SubscriberStatus.LEFT] == 1


def test_the_first_reason_of_a_suppression_stays(store: Store) -> None:
    for why in ("complained", "bounced"):
        subscribers.suppress(store, "ada@example.org", why, secrets=SECRETS, now=NOW)
    with store.reading() as connection:
        assert list(connection.scalars(sa.select(schema.suppression.c.why))) == ["complained"]


def test_a_bad_address_does_not_join(store: Store) -> None:
    with pytest.raises(BadAddress):
        join(store, "ada@example.org\nBcc: bea@example.org")


def test_a_list_is_taken_in_and_every_refused_line_is_named(tmp_path: Path) -> None:
    lines = """\ufeffName,Email
Ada,ada@example.org
"Bea, the second",BEA@example.org

Again,Ada@Example.org
Nobody,nobody
Left,left@example.org
Short
"""
    with open_store(database(tmp_path)) as store:
        subscribers.suppress(store, "left@example.org", "unsubscribed", secrets=SECRETS, now=NOW)
        intake = take_in(
            store, lines.splitlines(), consent=CONSENT, secrets={"k2": "a newer secret of ours", **SECRETS}
        )
        people = [reader.address for reader in subscribers.everyone(store)]
        with store.reading() as connection:
            consents = connection.scalar(sa.select(sa.func.count()).select_from(schema.consent))
    assert people == ["ada@example.org", "BEA@example.org"]
    assert (intake.added, intake.already, intake.suppressed, consents) == (2, 1, 1, 2)
    assert [line for line, _ in intake.refused] == [6, 8]
    assert intake.refused[0][1].startswith("there is no name and @")


def test_a_list_without_a_header_gives_its_first_column_and_can_be_taken_in_again(tmp_path: Path) -> None:
    lines = ["ada@example.org;x", "ada@example.org,Ada", "bea@example.org"]
    with open_store(database(tmp_path)) as store:
        first, second = (take_in(store, lines, consent=CONSENT, secrets=SECRETS) for _ in range(2))
    assert (first.added, first.already, len(first.refused)) == (2, 0, 1)
    assert (second.added, second.already, len(second.refused)) == (0, 2, 1)


def test_a_line_that_is_no_csv_is_refused_and_the_rest_taken_in(tmp_path: Path) -> None:
    lines = ["ada@example.org", "x" * 140_000, "bea@example.org"]
    with open_store(database(tmp_path)) as store:
        intake = take_in(store, lines, consent=CONSENT, secrets=SECRETS)
    assert (intake.added, intake.refused[0][0]) == (2, 2)
