"""A letter to us as feedback: a report, a wish to leave, or set aside with the reason."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message

from digest.deliver.feedback import arf, dsn, plain
from digest.deliver.feedback.origin import TOKEN, first_address, head
from digest.model.feedback import Feedback, FeedbackKind, Heard, SetAside

LARGEST = 1_000_000
_SUBJECT = re.compile(rf"\s*(?:unsubscribe[\s:]+)?({TOKEN})\s*", re.IGNORECASE)
_IN_ADDRESS = re.compile(rf"\+({TOKEN})@")
_LEAVE = re.compile(
    r"\s*(?:(?:re|fwd?|aw)\s*:\s*)*(?:please\s+)?(?:unsubscribe(?:\s+me)?|remove me)[\s.!]*", re.IGNORECASE
)
_AWAY = re.compile(
    r"(?:re\s*:\s*)?(?:out of (?:the )?office|automatic(?:ally generated)? reply|auto(?:matic|mated)?[ -]?(?:reply|response)"
    r"|on (?:annual )?leave|away from|abwesen|automatische antwort|réponse automatique|ateb awtomatig)",
    re.IGNORECASE,
)


def read(raw: bytes) -> list[Heard]:
    """Return what a letter says; no bytes make it raise, and the list is never empty."""
    try:
        return _read(message_from_bytes(raw[:LARGEST]))
    except Exception:  # noqa: BLE001  # the library's parser fails on hostile mail in more ways than it names
        return [SetAside("a letter that cannot be read")]


def _read(letter: Message) -> list[Heard]:
    if said := arf.fields(letter):
        return [arf.read(letter, said)]
    if recipients := dsn.blocks(letter):
        return list(dsn.read(letter, recipients))
    if asked := _SUBJECT.fullmatch(_subject(letter)):
        return [Feedback(kind=FeedbackKind.LEFT, token=asked[1])]
    if bounce := plain.read(letter):
        return [bounce]
    if reason := automatic(letter):
        return [SetAside(reason)]
    if token := _token(letter):
        return [Feedback(kind=FeedbackKind.LEFT, token=token)]
    sender = first_address(letter, "From")
    if sender and _LEAVE.fullmatch(_subject(letter)):
        return [Feedback(kind=FeedbackKind.LEFT, address=sender)]
    return [SetAside("a letter for a person to read")]


def automatic(letter: Message) -> str:
    """Return why a letter was written by no person (RFC 3834), empty if it was."""
    submitted = head(letter, "Auto-Submitted").strip().lower()
    if (submitted and not submitted.startswith("no")) or _AWAY.match(_subject(letter).strip()):
        return "an automatic reply"
    if any(name in letter for name in ("X-Auto-Response-Suppress", "X-Autoreply", "X-Autorespond")):
        return "an automatic reply"
    if head(letter, "Precedence").strip().lower() in {"auto_reply", "bulk", "junk", "list"}:
        return "a letter to many"
    if head(letter, "Return-Path").strip() == "<>":
        return "a notification that names no reader"
    return ""


def _token(letter: Message) -> str:
    """Return the token in the address that a letter was sent to, like `leave+TOKEN@example.org`."""
    for name in ("Delivered-To", "X-Original-To", "To"):
        if found := _IN_ADDRESS.search(head(letter, name)):
            return found[1]
    return ""


def _subject(letter: Message) -> str:
    raw = head(letter, "Subject")
    try:
        return str(make_header(decode_header(raw)))
    except (ValueError, LookupError):
        return raw
