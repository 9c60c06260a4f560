from __future__ import annotations

import io
import re
import socketserver
import ssl
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import trustme

from digest.deliver.feedback.mailbox import NoMailbox, letters
from tests.feedback.letters import QMAIL, TOKEN, letter

MBOX = (
    b"From a@example.org Thu Dec  3 09:00:00 2026\nA: 1\n\nOne\n\n"
    b"From b@example.org Thu Dec  3 09:01:00 2026\nB: 2\n\nFrom us\n"
)


class Box(socketserver.ThreadingTCPServer):
    """A mailbox (RFC 3501) for one user, as far as reading new letters goes."""

    daemon_threads = True
    context: ssl.SSLContext | None = None
    nonsense = False

    def __init__(self, *held: bytes) -> None:
        super().__init__(("127.0.0.1", 0), Line)
        self.held, self.seen, self.asked = list(held), set[int](), list[str]()

    @property
    def url(self) -> str:
        return f"imap://editor%40example.org:p%40ss-%C3%A9@127.0.0.1:{self.server_address[1]}/INBOX"

    def get_request(self) -> Any:
        raw, where = super().get_request()
        return (self.context.wrap_socket(raw, server_side=True) if self.context else raw), where

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that go away."""


class Line(socketserver.StreamRequestHandler):
    server: Box

    def handle(self) -> None:
        self.say("What?" if self.server.nonsense else "* OK ready")
        while raw := self.rfile.readline():
            tag, _, words = raw.decode().strip().partition(" ")
            self.server.asked.append(words)
            if not self.answer(tag, words):
                return

    def say(self, text: str | bytes) -> None:
        self.wfile.write((text.encode() if isinstance(text, str) else text) + b"\r\n")

    def answer(self, tag: str, words: str) -> bool:
        box = self.server
        match words.upper().split():
            case ["CAPABILITY"]:
                self.say("* CAPABILITY IMAP4rev1 AUTH=PLAIN")
            case ["AUTHENTICATE", "PLAIN"]:
                self.say("+ ")
                if b64decode(self.rfile.readline()) != "\0editor@example.org\0p@ss-é".encode():
                    self.say(f"{tag} NO wrong")
                    return True
            case ["SELECT", '"INBOX"']:
                self.say(f"* {len(box.held)} EXISTS")
            case ["SELECT", *_]:
                self.say(f"{tag} NO no such folder")
                return True
            case ["UID", "SEARCH", "UNSEEN"]:
                self.say(
                    "* SEARCH " + " ".join(str(n + 1) for n in range(len(box.held)) if n + 1 not in box.seen)
                )
            case ["UID", "FETCH", number, _]:
                raw = box.held[int(number) - 1]
                self.say(f"* {number} FETCH (UID {number} BODY[]<0> {{{len(raw)}}}")
                self.say(raw + b")")
            case ["UID", "STORE", number, *_]:
                box.seen.add(int(number))
            case ["LOGOUT"]:
                self.say("* BYE then")
                self.say(f"{tag} OK done")
                return False
        self.say(f"{tag} OK done")
        return True


@contextmanager
def serving(box: Box) -> Iterator[Box]:
    thread = Thread(target=box.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield box
    finally:
        box.shutdown()
        thread.join()
        box.server_close()


def read(where: object, pipe: bytes = b"") -> list[bytes]:
    return list(letters(str(where), pipe=io.BytesIO(pipe)))


def test_new_letters_are_read_once() -> None:
    with serving(Box(letter(TOKEN), QMAIL)) as box:
        assert read(box.url) == [letter(TOKEN), QMAIL]
        assert read(box.url) == []


def test_a_letter_that_was_in_hand_at_a_crash_comes_again() -> None:
    with serving(Box(letter(TOKEN), QMAIL)) as box:
        reading = letters(box.url, pipe=io.BytesIO())
        assert next(reading) == letter(TOKEN)
        del reading
        assert read(box.url) == [letter(TOKEN), QMAIL]
        assert not any("BODY[]" in words for words in box.asked)


def test_no_more_of_a_letter_is_fetched_than_is_read() -> None:
    with serving(Box(QMAIL)) as box:
        read(box.url)
        assert any(re.search(r"BODY\.PEEK\[\]<0\.\d+>", words) for words in box.asked)


def test_a_mailbox_that_refuses_is_told_without_its_password() -> None:
    with serving(Box()) as box:
        for wrong in (box.url.replace("p%40ss", "wrong"), box.url.replace("INBOX", "Elsewhere")):
            with pytest.raises(NoMailbox, match="refuses: look at user, password and folder") as told:
                read(wrong)
            assert "wrong" not in str(told.value)
            assert "ss-" not in str(told.value)


def test_a_certificate_that_is_not_to_be_trusted_ends_it_before_the_password_leaves() -> None:
    box = Box(QMAIL)
    box.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(box.context)
    with serving(box), pytest.raises(NoMailbox, match="certificate is not to be trusted"):
        read(box.url.replace("imap:", "imaps:"))
    assert box.asked == []


@pytest.mark.parametrize("where", ["imap://a:b@mail.example.org/INBOX", "imaps://mail.example.org", "imaps://a:b@", "https://a:b@c", "imaps://a:b@[", "imaps://a:b@c:x/", "imaps://a:b@c/%0d%0a", 'imaps://a:b@c/"'])  # fmt: skip
def test_an_address_that_cannot_be_or_is_not_safe_is_refused(where: str) -> None:
    with pytest.raises(NoMailbox):
        read(where)


def test_a_mailbox_that_makes_no_sense_is_told() -> None:
    with serving(Box(QMAIL)) as box:
        box.nonsense = True
        with pytest.raises(NoMailbox, match="it does not answer as a mailbox does"):
            read(box.url)


def test_nobody_there_is_told_in_one_sentence() -> None:
    with Box() as box:
        url = box.url
    with pytest.raises(NoMailbox, match=r"the mailbox at 127\.0\.0\.1 cannot be read: connection refused"):
        read(url)


def test_a_file_holds_one_letter_or_many(tmp_path: Path) -> None:
    one, many = tmp_path / "one.eml", tmp_path / "many.mbox"
    one.write_bytes(QMAIL)
    many.write_bytes(MBOX)
    assert read(one) == [QMAIL]
    assert read(many) == [b"A: 1\n\nOne\n", b"B: 2\n\nFrom us\n"]
    assert read("-", MBOX) == read(many)
    assert read("-", b"From us") == [b"From us"]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoMailbox, match="No such file"):
        read(tmp_path / "gone.eml")
