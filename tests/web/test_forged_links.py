"""Links that nobody signed: the same pages, the same way through the database, nobody put off the list."""

from __future__ import annotations

import hashlib
from pathlib import Path
from urllib.parse import quote

import pytest

from digest import links
from digest.store.schema import subscriber
from tests.web.conftest import SECRETS, Door, opened, people

FORGED = {
    "empty": "",
    "no algorithm": "eyJhbGciOiJub25lIn0.e30.",
    "cut": "AAAA",
    "another's signature": "1.deadbeef",
    "null": "\0",
    "long": "a" * 60_000,
    "beyond ASCII": "é" * links.WIDTH,
    "a path": "../../healthz",
    "a stranger's, well signed with another secret": links.sign(
        "AAAAAAAAAAAA", "no secret of ours at all", "k1"
    ),
    "nobody's, well signed": links.sign("AAAAAAAAAAAA", SECRETS["k1"], "k1"),
    "for another purpose": links.sign("AAAAAAAAAAAA", SECRETS["k1"], "k1", "confirm"),
}


def bent(door: Door) -> list[str]:
    """Return a reader's own link with one letter changed, too short, too long, and with another reader's signature."""
    ada, bea = door.token("ada"), door.token("bea")
    other = "A" if ada[-5] != "A" else "B"
    return [
        ada[:-5] + other + ada[-4:],
        ada[:-1],
        ada + "A",
        ada[: -links.MAC_WIDTH] + bea[-links.MAC_WIDTH :],
    ]


@pytest.mark.parametrize("token", FORGED.values(), ids=FORGED)
def test_a_forged_link_gets_the_page_that_a_reader_gets_but_for_the_address(door: Door, token: str) -> None:
    reader, forged = f"/u/{door.token('ada')}", f"/u/{quote(token, safe='')}"
    for method, query in (("GET", ""), ("POST", ""), ("POST", "?undo")):
        theirs = door.client.request(method, reader + query)
        ours = door.client.request(method, forged + query)
        assert ours.status_code == 200
        assert ours.text == theirs.text.replace("a...@example.org", "the one that this link was sent to")
        changing = {"content-length", "date"}
        assert [h for h in ours.headers.items() if h[0] not in changing] == [
            h for h in theirs.headers.items() if h[0] not in changing
        ]
    assert (door.status("ada"), door.status("bea")) == ("active", "active")


def test_a_link_with_one_letter_changed_is_nobodys(door: Door) -> None:
    for token in bent(door):
        door.post(f"/u/{token}")
    assert (door.status("ada"), door.status("bea")) == ("active", "active")


def test_the_erased_are_nobody(door: Door) -> None:
    link = f"/u/{door.token('ada')}"
    with door.booth.store.writing() as connection:
        gone = subscriber.c.address_key == "ada@example.org"
        connection.execute(subscriber.update().where(gone).values(address=None, address_key=None))
    assert "the one that this link was sent to" in door.post(link).text


def test_a_forged_link_waits_for_the_disk_as_a_readers_does(tmp_path: Path) -> None:
    """What is written for a stranger is as much as for a reader, so the clock tells nobody who is one."""
    people(tmp_path)
    journal = tmp_path / "digest.db-wal"

    def grows(door: Door, link: str) -> bool:
        before = hashlib.sha256(journal.read_bytes()).digest()
        assert door.post(link).status_code == 200
        return hashlib.sha256(journal.read_bytes()).digest() != before

    with opened(tmp_path) as door:
        link = f"/u/{door.token('ada')}"
        door.post("/u/warm")
        assert grows(door, link)
        assert grows(door, link)
        assert grows(door, "/u/AAAA")
        assert grows(door, "/u/AAAA?undo")
