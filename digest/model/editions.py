"""One number of the newsletter: as editors see it, and as everybody gets it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from digest.model.items import Item
from digest.model.states import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A standing link in a section that `shows: links`."""

    title: str
    url: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One section of an edition as readers see it; `more` items did not fit."""

    id: str
    title: str
    shows: str
    items: tuple[Item, ...] = ()
    links: tuple[Link, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What was put right in an edition after it went out, and when; `text` is Markdown."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One number of the newsletter, ready to render. `intro` is Markdown; `changed` the last change of its words."""

    id: str
    subject: str
    preheader: str
    intro: str
    send_at: datetime
    changed: datetime
    parts: tuple[Part, ...]
    sources_read: int = 0
    sources_all: int = 0
    corrections: tuple[Correction, ...] = ()

    @property
    def items(self) -> Iterable[Item]:
        """Every item of every part, in order."""
        return (item for part in self.parts for item in part.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class Email:
    """What everybody gets: the same bytes but for personal links, where `links.PLACEHOLDER` stands.

    A letter is an email too; its name stands as `edition`.
    """

    edition: str
    subject: str
    preheader: str
    sender: str
    reply_to: str
    html: str
    text: str
    calendar: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something `check` noticed, with the place to mend it; `item` is the id of the item that it is about."""

    level: Level
    rule: str
    message: str
    file: str = ""
    line: int = 0
    item: str = ""
