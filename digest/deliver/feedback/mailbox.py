"""Letters from where they lie: a mailbox (IMAP), a file of one or many, or a pipe."""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

from digest.deliver.feedback.mail import LARGEST
from digest.model import DigestError

TIMEOUT = 30
LOOPBACK = {"127.0.0.1", "::1", "localhost"}
_NEXT = re.compile(rb"(?:\A|(?<=\n)\r?\n)From \S+ [^\n]{0,80}\d\d:\d\d[^\n]*\n")
_FORM = "write imaps://user:password@host/INBOX, with %40 for an @ in the user's name"


class NoMailbox(DigestError):
    """The letters cannot be read; the words never repeat the password."""


def letters(where: str, *, pipe: BinaryIO) -> Iterator[bytes]:
    """Yield letters from an imaps:// address, a file, or `-` for the pipe; raise NoMailbox.

    A letter in a mailbox is marked as read when the next is asked for: what was in hand at a crash comes again.
    """
    if "://" in where:
        yield from _imap(where)
    elif where == "-":
        yield from _many(pipe.read())
    else:
        try:
            raw = Path(where).read_bytes()
        except OSError as problem:
            raise NoMailbox(f"{where}: {problem.strerror}") from None
        yield from _many(raw)


def _many(raw: bytes) -> Iterator[bytes]:
    """Yield one letter, or those of an mbox (RFC 4155)."""
    first, *held = _NEXT.split(raw)
    yield from held or [first]


def _imap(where: str) -> Iterator[bytes]:
    with _opened(where) as box:
        for number in _words(box.uid("SEARCH", "UNSEEN"), b"").split():
            yield _letter(box.uid("FETCH", number.decode(), f"(BODY.PEEK[]<0.{LARGEST}>)"))
            box.uid("STORE", number.decode(), "+FLAGS.SILENT", r"(\Seen)")


@contextmanager
def _opened(where: str) -> Iterator[imaplib.IMAP4]:
    user, password, host, port, folder, safe = _parts(where)
    try:
        box = (
            imaplib.IMAP4_SSL(host, port, ssl_context=ssl.create_default_context(), timeout=TIMEOUT)
            if safe
            else imaplib.IMAP4(host, port, timeout=TIMEOUT)
        )
        try:
            login = f"\0{user}\0{password}".encode()
            box.authenticate("PLAIN", lambda _: login)
            _words(box.select(f'"{folder}"'), None)
            yield box
        finally:
            with suppress(OSError, imaplib.IMAP4.error):
                box.logout()
    except imaplib.IMAP4.abort:
        raise NoMailbox(
            f"the mailbox at {host} cannot be read: it does not answer as a mailbox does"
        ) from None
    except imaplib.IMAP4.error:
        raise NoMailbox(f"the mailbox at {host} refuses: look at user, password and folder") from None
    except OSError as problem:
        raise NoMailbox(f"the mailbox at {host} cannot be read: {_why(problem)}") from None


def _parts(where: str) -> tuple[str, str, str, int, str, bool]:
    try:
        url = urlsplit(where)
        host, port = url.hostname or "", url.port
    except ValueError:
        raise NoMailbox(f"not the address of a mailbox: {_FORM}") from None
    safe = url.scheme == "imaps"
    if not host or not url.username or not (safe or (url.scheme == "imap" and host in LOOPBACK)):
        raise NoMailbox(f"not the address of a mailbox: {_FORM}")
    folder = unquote(url.path.lstrip("/")) or "INBOX"
    if not folder.isprintable() or not folder.isascii() or set(folder) & set('"\\'):
        raise NoMailbox("a folder's name may hold plain letters only")
    return (
        unquote(url.username),
        unquote(url.password or ""),
        host,
        port or (993 if safe else 143),
        folder,
        safe,
    )


def _words(answer: tuple[str, list[bytes | None]], missing: bytes | None) -> bytes:
    """Return the first line of an answer; raise what the library raises for a refusal."""
    status, lines = answer
    if status != "OK":
        raise imaplib.IMAP4.error(status)
    return (lines[0] if lines else None) or missing or b""


def _letter(answer: tuple[str, list[object]]) -> bytes:
    _, parts = answer
    return next((bytes(part[1]) for part in parts if isinstance(part, tuple)), b"")


def _why(problem: OSError) -> str:
    if isinstance(problem, ssl.SSLCertVerificationError):
        return f"its certificate is not to be trusted ({problem.verify_message})"
    if isinstance(problem, TimeoutError):
        return "no answer in time"
    return (problem.strerror or type(problem).__name__).lower()
