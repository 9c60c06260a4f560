"""What an answer to a knock means: a link is dead only when it was so twice, minutes apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from urllib.parse import urlsplit

from digest.pages import place_on_the_web

APART = timedelta(minutes=5)
GONE = frozenset({404, 410})
ASKED_AGAIN = {"good": timedelta(days=1), "doubt": timedelta(hours=1), "dead": timedelta(hours=1)}
HOSTS_ENOUGH = 3  # so many unknown names at once, and not one answer: it is this machine that has no network


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back: a status after all redirects and where they led, an unknown host, or another problem."""

    code: int = 0
    url: str = ""
    unknown_host: bool = False
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The newest reply of a link, when it was asked, and since when every reply was dead."""

    reply: Reply
    asked: datetime
    dead_since: datetime | None = None

    @property
    def confirmed(self) -> bool:
        """Whether it was dead twice, and minutes apart."""
        return self.dead_since is not None and self.asked - self.dead_since >= APART


def is_dead(reply: Reply) -> bool:
    """Whether nobody is there: 404, 410, or a name that nobody knows."""
    return reply.unknown_host or reply.code in GONE


def after(before: Known | None, reply: Reply, now: datetime) -> Known:
    """Return what is known of a link after one more reply."""
    since = (before.dead_since if before else None) or now
    return Known(reply=reply, asked=now, dead_since=since if is_dead(reply) else None)


def due(known: Known | None, now: datetime) -> bool:
    """Return whether it is time to ask: at first, after minutes where a death is to be confirmed, else seldom."""
    if known is None or now < known.asked:
        return True
    if is_dead(known.reply):
        wait = ASKED_AGAIN["dead"] if known.confirmed else APART
    else:
        wait = ASKED_AGAIN["good" if 200 <= known.reply.code < 300 else "doubt"]
    return now - known.asked >= wait


def without_network(replies: Iterable[tuple[str, Reply]]) -> bool:
    """Return whether nobody answered at all, and several names were unknown."""
    asked = list(replies)
    unknown = {urlsplit(address).hostname for address, reply in asked if reply.unknown_host}
    return len(unknown) >= HOSTS_ENOUGH and not any(reply.code for _, reply in asked)


def verdict(address: str, known: Known) -> tuple[str, str] | None:
    """Return (rule, end of a sentence) for an editor, None for a link that works."""
    reply = known.reply
    if known.confirmed:
        return "dead-link", f"{_said(reply)}, twice by now: correct the link, or drop it"
    if is_dead(reply):
        minutes = int(APART.total_seconds() // 60)
        return "link-fails", f"{_said(reply)}: it will be asked again, run the check in {minutes} minutes"
    if reply.problem or not 200 <= reply.code < 300:
        return "link-doubt", f"{_said(reply)}: open it yourself"
    if moved := _moved(address, reply.url):
        return "link-doubt", moved
    return None


def _said(reply: Reply) -> str:
    if reply.unknown_host:
        return "has no host, nobody knows its name"
    if reply.problem:
        return f"could not be asked ({reply.problem})"
    try:
        return f"answers {reply.code} ({HTTPStatus(reply.code).phrase.lower()})"
    except ValueError:
        return f"answers {reply.code}"


def _moved(address: str, to: str) -> str:
    """Return where redirects lead, if that is another page."""
    before, after = (place_on_the_web(url) if url else "" for url in (address, to))
    if not to or before.casefold() == after.casefold():
        return ""
    if not after:
        return f"leads to the front page of {urlsplit(to).hostname} now: is the page still there?"
    return f"leads on to {to}: link there if that is its new address"
