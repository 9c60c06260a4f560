"""Bounces in words only, as qmail and Exim write them."""

from __future__ import annotations

import re
from email.message import Message
from email.parser import HeaderParser

from digest.deliver.feedback.origin import Origin, first_address, head, of_headers, origin, text_of
from digest.deliver.feedback.status import is_hard, one_line
from digest.model.feedback import Feedback, FeedbackKind

_QMAIL = re.compile(
    r"\s*Hi\. This is the [^\n]{0,80}\n.*?^<([^<>\s]{1,64}@[^<>\s]{1,255})>:\s*$", re.MULTILINE | re.DOTALL
)
_END = re.compile(r"^--- ", re.MULTILINE)
_COPY = re.compile(
    r"^-{3,6} (?:Below this line is a copy of the message|This is a copy of)[^\n]*$", re.MULTILINE
)
_MOST = 100_000


def read(letter: Message) -> Feedback | None:
    """Return the bounce in a letter of these kinds, None in any other."""
    words = _words(letter)[:_MOST]
    if found := _QMAIL.match(words):
        said = _END.split(words[found.end() :], maxsplit=1)[0]
        return _bounce(found[1], said, _original(letter, words))
    if failed := first_address(letter, "X-Failed-Recipients"):
        place = words.find(failed)
        return _bounce(failed, words[place : place + 1000] if place >= 0 else "", _original(letter, words))
    return None


def _bounce(address: str, said: str, ours: Origin) -> Feedback:
    kind = FeedbackKind.BOUNCED if is_hard("", said) else FeedbackKind.FAILED
    return Feedback(
        kind=kind,
        address=address,
        token=ours.token,
        message=ours.message,
        edition=ours.edition,
        reason=one_line(said),
    )


def _words(letter: Message) -> str:
    part = next((p for p in letter.walk() if p.get_content_type() == "text/plain"), None)
    return text_of(part).replace("\r\n", "\n") if part else ""


def _original(letter: Message, words: str) -> Origin:
    """Return what is told by the copy of our message below the words, or beside them."""
    if copy := _COPY.search(words):
        below = HeaderParser().parsestr(words[copy.end() :].lstrip())
        if head(below, "Return-Path") and not head(below, "Message-ID"):
            below = HeaderParser().parsestr(words[copy.end() :].lstrip().partition("\n\n")[2].lstrip())
        return of_headers(below)
    return origin(letter)
