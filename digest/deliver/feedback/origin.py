"""Which of our messages a report is about: from the headers that it gives back."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email.message import Message
from email.parser import HeaderParser
from email.utils import getaddresses

from digest import links

TOKEN = rf"[A-Za-z0-9_-]{{{links.WIDTH}}}"
_LEAVE = re.compile(rf"/u/({TOKEN})(?![A-Za-z0-9_-])")
_OURS = re.compile(r"<([0-9a-f]{24})@")
_EDITION = re.compile(r"([a-zA-Z0-9-]{1,40}):[a-z0-9-]{1,40}:digest:")
_BACK = {"message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global"}


@dataclass(frozen=True, slots=True)
class Origin:
    """What the headers of the original say; empty where they do not."""

    token: str = field(default="", repr=False)
    message: str = ""
    edition: str = ""
    address: str = field(default="", repr=False)


def origin(report: Message) -> Origin:
    """Return what the returned message or headers within a report say."""
    for part in report.walk():
        if part is not report and part.get_content_type() in _BACK:
            return of_headers(_headers(part))
    return Origin()


def of_headers(original: Message) -> Origin:
    """Return what the headers of one of our messages say about its reader."""
    leave = re.sub(r"\s+", "", head(original, "List-Unsubscribe"))
    found = _LEAVE.search(leave)
    named = _OURS.search(head(original, "Message-ID"))
    edition = _EDITION.match(head(original, "Feedback-ID").strip())
    return Origin(
        token=found[1] if found else "",
        message=named[1] if named else "",
        edition=edition[1] if edition else "",
        address=first_address(original, "X-HmXmrOriginalRecipient", "To"),
    )


def head(message: Message, name: str) -> str:
    """Return a header as text, empty when it is not there."""
    return str(message.get(name, ""))


def first_address(message: Message, *names: str) -> str:
    """Return the first address in the first of these headers that has one."""
    for name in names:
        for _, address in getaddresses([head(message, name)[:4000]]):
            if "@" in address:
                return address.strip()
    return ""


def text_of(part: Message) -> str:
    """Return the words of a part, whatever its encoding claims to be."""
    raw = part.get_payload(decode=True)
    if isinstance(raw, bytes):
        return raw.decode("utf-8", "replace")
    return ""


def _headers(part: Message) -> Message:
    payload = part.get_payload()
    if isinstance(payload, list) and payload and isinstance(payload[0], Message):
        return payload[0]
    return HeaderParser().parsestr(text_of(part).lstrip())
