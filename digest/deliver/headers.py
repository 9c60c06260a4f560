"""The headers that every reader of an edition gets alike."""

from __future__ import annotations

from datetime import datetime
from email.header import Header
from email.headerregistry import BaseHeader, HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import formataddr, parseaddr
from typing import Any, ClassVar, Literal
from urllib.parse import urlsplit

from digest import links
from digest.config import Newsletter
from digest.model import Email

WIDTH = 76


class _Whole(BaseHeader):
    """A header folded only at its spaces.

    Nobody reads an encoded word in List-Unsubscribe, and the library's own folding of a long non-ASCII subject may
    lose a space (https://github.com/python/cpython/issues/92081).
    """

    max_count: ClassVar[Literal[1]] = 1

    @classmethod
    def parse(cls, value: str, kwds: dict[str, Any]) -> None:
        kwds["parse_tree"], kwds["decoded"] = None, value

    def fold(self, *, policy: object) -> str:  # noqa: ARG002  # the name is the library's
        return line(self.name, str(self))


def line(name: str, value: str) -> str:
    """Return a header folded at spaces; a first word too long for any line stays beside the name."""
    lines = [f"{name}:"]
    for place, word in enumerate(value.split(" ")):
        if len(lines[-1]) + 1 + len(word) > WIDTH and (place or len(word) < WIDTH):
            lines.append("")
        lines[-1] += f" {word}"
    return "\r\n".join([*lines, ""])


def _policy() -> EmailPolicy[EmailMessage]:
    registry = HeaderRegistry()
    for name in ("from", "reply-to", "subject", "list-id", "list-unsubscribe", "feedback-id"):
        registry.map_to_type(name, _Whole)
    return SMTP.clone(max_line_length=WIDTH, header_factory=registry)


POLICY = _policy()


def write(message: EmailMessage, email: Email, newsletter: Newsletter, *, date: datetime) -> None:
    """Set every header but the reader's own; `links.PLACEHOLDER` stands for the reader's token."""
    leave = f"<{links.unsubscribe(newsletter.people, links.PLACEHOLDER)}>"
    if newsletter.unsubscribe_mailbox:
        leave += f", <mailto:{mailbox(newsletter.unsubscribe_mailbox)[1]}?subject={links.PLACEHOLDER}>"
    list_id = f"{newsletter.id}.{_ascii(urlsplit(newsletter.base_url).hostname or '')}"
    message["From"] = _named("From", *mailbox(email.sender))
    message["Reply-To"] = _named("Reply-To", *mailbox(email.reply_to))
    message["Subject"] = _words("Subject", " ".join(email.subject.split()))
    message["Date"] = date
    message["List-Id"] = _named("List-Id", newsletter.title, list_id)
    message["List-Unsubscribe"] = leave
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message["Auto-Submitted"] = "auto-generated"
    message["Precedence"] = "bulk"
    message["X-Auto-Response-Suppress"] = "OOF, DR, RN, NRN, AutoReply"
    message["Feedback-ID"] = f"{email.edition}:{newsletter.id}:digest:{newsletter.id[:15]}"


def mailbox(text: str) -> tuple[str, str]:
    """Return name and address of `Name <address>`, the domain in ASCII."""
    name, address = parseaddr(text)
    local, _, domain = address.rpartition("@")
    return name, f"{local}@{_ascii(domain)}"


def _named(header: str, name: str, where: str) -> str:
    """Return `Name <where>`, the name quoted or encoded where it must be."""
    encoded = _words(header, name)
    return formataddr((name, where)) if encoded == name else f"{encoded} <{where}>"


def _words(header: str, text: str) -> str:
    """Return text as a header may hold it: itself, or encoded words (RFC 2047) that each fit on their line."""
    if text.isascii() and text.isprintable() and "=?" not in text:
        return text
    return Header(text, "utf-8", maxlinelen=WIDTH - 1, header_name=header).encode(linesep="")


def _ascii(domain: str) -> str:
    if domain.isascii():
        return domain
    import idna

    return idna.encode(domain, uts46=True).decode()
