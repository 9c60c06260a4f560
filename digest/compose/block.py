"""One item's block of edition.yaml, as an editor left it, as a typed item."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from digest import when
from digest.compose.draft import ITEM_KEYS, credit, row_id, words
from digest.compose.mistakes import Mistakes
from digest.compose.picture import picture
from digest.compose.sequence import counted
from digest.config import Config, Section
from digest.model import Entry, Event, EventStatus, Item

_ID = re.compile(r"[A-Za-z0-9_-]{1,40}")
_MAIL = re.compile(r"mailto:[^@\s,;?&]+@[^@\s,;?&]+(\?\S*)?")


@dataclass(slots=True)
class Block:
    """One block and where it stands; mistakes in it are noted, and make it no item."""

    row: Any
    section: Section
    at: tuple[Any, ...]
    config: Config
    mistakes: Mistakes

    def kept(self) -> bool:
        """Return whether the item stays in."""
        return self._yes("keep", otherwise=True)

    def item(self, known: Item | None) -> Item | None:
        """Return the item, with what the sources said of it (`known`) where the block says nothing."""
        self.mistakes.unknown(self.row.keys(), ITEM_KEYS, *self.at)
        if known and "title" not in self.row:  # named only by its id: what the sources said
            self.row = {**words(known, self._zone, credit(known, self.config)), **self.row}
        if self._text("id") and not _ID.fullmatch(row_id(self.row)):
            self._wrong("id", "an id names files and never changes: write letters, digits and -", "id")
        title = self._text("title")
        if not title:
            self._wrong("no-title", f"the item {row_id(self.row)} has no title")
            return None
        common: dict[str, Any] = {
            "id": row_id(self.row),
            "source": known.source if known else "",
            "section": self.section.id,
            "title": title,
            "url": self._link("url"),
            "summary": self._text("summary"),
            "credit": self._text("source"),
            "image": known.image if known else None,
            "picture": picture(self.row.get("picture"), self.mistakes, *self.at, "picture"),
            "keys": known.keys if known else (),
            "also_from": known.also_from if known else (),
        }
        if self.row.get("when"):
            return self._event(known, common)
        if isinstance(known, Event) or self.section.shows == "events":
            self._wrong("no-time", f'"{title}" has no when: {when.REMEDY}')
            return None
        return Entry(**common, published=known.published if isinstance(known, Entry) else None)

    @property
    def _zone(self) -> ZoneInfo:
        zone: ZoneInfo = self.config.newsletter.timezone
        return zone

    def _event(self, known: Item | None, common: Mapping[str, Any]) -> Event | None:
        try:
            span = when.parse(str(self.row["when"]), self._zone)
        except ValueError as problem:
            self._wrong("time", str(problem), "when")
            return None
        where = self._text("where")
        online = where.lower() == "online"
        event = Event(
            **common,
            starts=span.starts,
            ends=span.ends,
            all_day=span.all_day,
            place="" if online else where,
            online=online or self._yes("online", otherwise=False),
            rsvp=self._link("rsvp"),
            organiser=known.organiser if isinstance(known, Event) else "",
            closes=self._moment("closes"),
            status=self._status(),
            was=self._moment("was"),
            was_place=self._text("was_where"),
        )
        return counted(known, _exact(event, known, str(self.row["when"]), self._zone))

    def _yes(self, key: str, *, otherwise: bool) -> bool:
        """Return what a key says, `otherwise` where it says nothing that can be read."""
        said = self.row.get(key, otherwise)
        if said is not True and said is not False:
            self._wrong(key, f'{key} is "{"" if said is None else said}": write true or false', key)
            return otherwise
        return said

    def _status(self) -> EventStatus:
        given = self._text("status") or "confirmed"
        if given not in set(EventStatus):
            self._wrong("status", f'status is "{given}": write confirmed, tentative or cancelled', "status")
            return EventStatus.CONFIRMED
        return EventStatus(given)

    def _moment(self, key: str) -> datetime | None:
        try:
            return when.moment(str(self.row[key]), self._zone) if self.row.get(key) else None
        except ValueError as problem:
            self._wrong("time", str(problem), key)
            return None

    def _link(self, key: str) -> str | None:
        text = self._text(key)
        if not text or is_web(text) or (key == "rsvp" and _MAIL.fullmatch(text)):
            return text or None
        self._wrong("link", f'{key} "{text}" is not a web address: write https://...', key)
        return None

    def _text(self, key: str) -> str:
        return self.mistakes.line(self.row.get(key), *self.at, key)

    def _wrong(self, rule: str, message: str, *key: str) -> None:
        self.mistakes.block(rule, message, *self.at, *key)


def is_web(text: str) -> bool:
    """Return whether this is a whole http(s) address without user info."""
    try:
        parts = urlsplit(text)
        whole = parts.hostname and not parts.username and (parts.port is None or parts.port > 0)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(whole) and " " not in text


def _exact(event: Event, known: Item | None, text: str, zone: ZoneInfo) -> Event:
    """Return the event with the source's own seconds and zone where the editor left its time alone."""
    if (
        isinstance(known, Event)
        and when.write(known.starts, known.ends, zone, all_day=known.all_day) == text.strip()
    ):
        return replace(event, starts=known.starts, ends=known.ends, all_day=known.all_day)
    return event
