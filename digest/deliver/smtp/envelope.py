"""How a message is announced to a mail server, and how DATA carries it."""

from __future__ import annotations

from digest.model import Message


def envelope(message: Message) -> tuple[bytes, bytes]:
    """Return the commands MAIL and RCPT."""
    utf8 = " BODY=8BITMIME SMTPUTF8" if accented(message) else ""
    return f"MAIL FROM:<{message.sender}>{utf8}\r\n".encode(), f"RCPT TO:<{message.to}>\r\n".encode()


def accented(message: Message) -> bool:
    """Whether an address needs SMTPUTF8 (RFC 6531); domains are in ASCII already."""
    return not (message.sender + message.to).isascii()


def stuffed(raw: bytes) -> bytes:
    """Return a message as DATA carries it: a dot before each dot that begins a line (RFC 5321 section 4.5.2)."""
    return raw.replace(b"\r\n.", b"\r\n..")
