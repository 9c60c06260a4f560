"""What a mail server's reply means for one message, or for all of them (RFC 5321, RFC 3463)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from digest.model import Accepted, Later, Outcome, Refused

CLOSING = 421
WORDS = 200
_ENHANCED = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})(?:\s|$)")
_ADDRESS = re.compile(r"[^\s<>:;,()\"']+@[^\s<>:;,()\"']+")
_SPENT = re.compile(r"quota|credits?\b|limit exceeded|exceeded .*limit|too many messages", re.IGNORECASE)
_US = {"7.8", "7.9", "7.11", "7.14", "7.60"}  # credentials, not the message
_MEANING = {
    "1.0": "the address is refused",
    "1.1": "there is no such mailbox",
    "1.2": "there is no such domain",
    "1.3": "the address is not one that the mail server takes",
    "1.6": "the mailbox has moved",
    "1.10": "the domain takes no mail",
    "2.0": "the mailbox cannot take it",
    "2.1": "the mailbox is closed",
    "2.2": "the mailbox is full",
    "2.3": "the message is too long for the mailbox",
    "3.4": "the message is too long",
    "4.4": "the domain has no mail server",
    "6.7": "the mail server does not take addresses with accents",
    "7.1": "not allowed",
    "7.0": "refused for security or policy",
}


class Stage(StrEnum):
    """What was said when a reply came."""

    SENDER = "the sender"
    READER = "a reader"
    CONTENT = "the message"


@dataclass(frozen=True, slots=True)
class Reply:
    """A three-digit code and the lines of text after it."""

    code: int
    lines: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return " ".join(self.lines)

    @property
    def good(self) -> bool:
        return self.code < 400

    @property
    def detail(self) -> str:
        """The enhanced code without its class, like 1.1; empty where there is none."""
        found = _ENHANCED.match(self.text)
        return f"{found[2]}.{found[3]}" if found else ""

    @property
    def number(self) -> str:
        """Both codes, like 550 5.1.1."""
        return f"{self.code} {self.code // 100}.{self.detail}" if self.detail else str(self.code)

    def __str__(self) -> str:
        """Return the reply on one line, without what looks like an address."""
        line = "".join(char if char.isprintable() else " " for char in self.text)
        return f"{self.code} {_ADDRESS.sub('(an address)', line)}"[:WORDS].rstrip()


def outcome(reply: Reply, stage: Stage) -> Outcome:
    """Return how the message ended. Refused says why in words of ours: a server's own may name the reader."""
    if reply.good:
        return Accepted()
    if concerns_us(reply, stage):
        return Later(f"the mail server refuses {_whose(reply, stage)}: {reply}", stop=True)
    if reply.code < 500:
        return Later(f"the mail server said not now: {reply.number}")
    return Refused(f"{_MEANING.get(reply.detail, 'refused')} ({reply.number})")


def concerns_us(reply: Reply, stage: Stage) -> bool:
    """Whether every other message would be refused alike: our key, our sender, what we may send."""
    if reply.code in {530, 535, 538} or (reply.code >= 500 and reply.detail in _US):
        return True
    if stage is Stage.SENDER and reply.code >= 500:
        return True
    return reply.detail == "4.5" or (stage is not Stage.READER and bool(_SPENT.search(reply.text)))


def _whose(reply: Reply, stage: Stage) -> str:
    if reply.detail == "4.5" or _SPENT.search(reply.text):
        return "more for now, the quota is spent"
    return "the sender" if stage is Stage.SENDER and reply.code not in {530, 535, 538} else "our key"
