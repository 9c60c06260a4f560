"""Hard or soft: whether an address will never work, or only did not this time (RFC 3463)."""

from __future__ import annotations

import re

_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_ADDRESS = re.compile(r"[^\s\"'<>(),;:\[\]]+@[^\s\"'<>(),;:\[\]]+")
_REPLY = re.compile(r"(?<![\d.])([45])\d\d(?![\d.])")
_NOBODY = re.compile(
    r"user (?:is )?unknown|unknown (?:user|recipient|address|mailbox)|no such (?:user|recipient|mailbox|person|address)"
    r"|(?:user|recipient|mailbox|address|account)[^.;\n]{0,40}(?:does ?n[o']t exist|not found|unknown|disabled|inactive)"
    r"|no mailbox (?:here )?by that name|invalid (?:recipient|mailbox|address)|recipientnotfound"
    r"|(?:host|domain)(?: name)? not found|nxdomain|recipient address rejected: access denied",
    re.IGNORECASE,
)
_SENDERS_FAULT = {"5.1.7", "5.1.8", "5.1.9"}
_GONE = {"5.2.1", "5.4.4"}
_VAGUE = ("0", "3", "4", "5")  # subjects under which servers file what they have no number for


def is_hard(status: str, diagnostic: str = "") -> bool:
    """Return whether nothing will ever arrive there: not for full boxes, sizes, policies, nor the sender's faults."""
    code = _exact(status, diagnostic)
    if code is None:
        reply = _REPLY.search(diagnostic)
        return bool(reply and reply[1] == "5" and _NOBODY.search(diagnostic))
    kind, subject, _ = code.split(".")
    if kind != "5" or code in _SENDERS_FAULT:
        return False
    if subject == "1" or code in _GONE:
        return True
    return subject in _VAGUE and bool(_NOBODY.search(diagnostic))


def one_line(text: str) -> str:
    """Return what a server said, fit for a log: printable, short, without addresses."""
    clean = "".join(letter if letter.isprintable() else " " for letter in text[:1000])
    return " ".join(_ADDRESS.sub("(an address)", clean).split())[:200]


def _exact(status: str, diagnostic: str) -> str | None:
    """Return the status, or the one in the server's own words where the first says only "5.0.0"."""
    found = [match[0] for match in (_STATUS.search(status), _STATUS.search(diagnostic)) if match]
    telling = [code for code in found if not code.endswith(".0.0")]
    return next(iter(telling or found), None)
