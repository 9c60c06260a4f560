"""The draft as an edition: what stays in, as typed items; what cannot be read becomes a finding with its line."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from digest import when
from digest.compose.draft import ITEM_KEYS, TOP_KEYS, Draft, credit, row_id, words
from digest.compose.gathered import Gathered
from digest.compose.schedule import Slot
from digest.config import Config, Section
from digest.model import Edition, Entry, Event, EventStatus, Finding, Item, Level, Link, Part, VisitStatus

# What breaks XML 1.0 or a terminal: C0 and C1 controls, bidi overrides, noncharacters, lone surrogates.
_BAD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]")


def assemble(
    draft: Draft, gathered: Gathered | None, config: Config, slot: Slot
) -> tuple[Edition, list[Finding]]:
    """Return the edition that goes out at the slot's moment, and a blocking finding for each mistake in the draft."""
    reader = _Reader(draft, {i.id: i for i in gathered.items} if gathered else {}, config)
    parts = tuple(reader.part(section) for section in config.sections)
    reader.strangers()
    readings = [r for r in gathered.readings.values() if config.source(r.source)] if gathered else []
    edition = Edition(
        id=slot.id,
        subject=tidy(draft.data.get("subject")),
        preheader=tidy(draft.data.get("preheader")),
        intro=_BAD.sub("", str(draft.data.get("intro") or "")),
        send_at=slot.send_at,
        changed=gathered.changed if gathered else slot.send_at,
        parts=parts,
        sources_read=sum(r.status is not VisitStatus.FAILED for r in readings),
        sources_all=len(readings),
    )
    return edition, reader.findings


def tidy(value: Any) -> str:
    """Return an editor's words in one line, without characters that no mail program shows."""
    return " ".join(_BAD.sub("", "" if value is None else str(value)).split())


class _Reader:
    """Reads the rows of one draft and collects what is wrong with them."""

    def __init__(self, draft: Draft, known: Mapping[str, Item], config: Config) -> None:
        self.draft, self.known, self.config = draft, known, config
        self.zone = config.newsletter.timezone
        self.findings: list[Finding] = []
        self._ids: set[str] = set()

    def part(self, section: Section) -> Part:
        """Return a section with the items that stay in, in the editor's order."""
        items = [
            item for place, row in self._rows(section.id) if (item := self._item(section.id, place, row))
        ]
        links = tuple(Link(title=link.title, url=link.url, text=link.text) for link in section.links)
        return Part(
            id=section.id,
            title=section.title,
            shows=section.shows,
            items=tuple(items),
            links=links,
        )

    def strangers(self) -> None:
        """Note sections and keys that nobody reads: what stands there would be lost silently."""
        known = {section.id for section in self.config.sections}
        for section in self.draft.data.get("sections") or {}:
            if str(section) not in known:
                self._block(
                    "unknown-section",
                    f'there is no section "{section}" in sources.yaml{_hint(str(section), known)}',
                    "sections",
                    section,
                )
        for key in self.draft.data:
            if key not in TOP_KEYS:
                self._block("unknown-key", f'unknown key "{key}"{_hint(str(key), TOP_KEYS)}', key)

    def _rows(self, section: str) -> Iterator[tuple[int, Any]]:
        for place, row in enumerate((self.draft.data.get("sections") or {}).get(section) or []):
            if isinstance(row, dict):
                yield place, row
            else:
                self._block("not-an-item", "an item needs title: and url:", "sections", section, place)

    def _item(self, section: str, place: int, row: Any) -> Item | None:
        for key in row:
            if key not in ITEM_KEYS:
                self._block(
                    "unknown-key",
                    f'unknown key "{key}"{_hint(str(key), ITEM_KEYS)}',
                    "sections",
                    section,
                    place,
                    key,
                )
        if row.get("keep", True) not in (True, False):
            self._block(
                "keep", f'keep is "{row["keep"]}": write true or false', "sections", section, place, "keep"
            )
        if row.get("keep", True) is False:
            return None
        at, item_id = ("sections", section, place), row_id(row)
        if item_id in self._ids:
            self._block("twice", f"the item {item_id} stands here twice: delete one", *at)
            return None
        self._ids.add(item_id)
        known = self.known.get(item_id)
        if known and "title" not in row:  # named only by its id: what the sources said
            row = {**words(known, self.zone, credit(known, self.config)), **row}
        if not tidy(row.get("title")):
            self._block("no-title", f"the item {item_id} has no title", *at)
            return None
        common: dict[str, Any] = {
            "id": item_id,
            "source": known.source if known else "",
            "section": section,
            "title": tidy(row.get("title")),
            "url": self._link(row, "url", at),
            "summary": tidy(row.get("summary")),
            "credit": tidy(row.get("source")),
            "image": known.image if known else None,
            "keys": known.keys if known else (),
            "also_from": known.also_from if known else (),
        }
        if "when" in row:
            return self._event(row, known, common, at)
        return Entry(**common, published=known.published if isinstance(known, Entry) else None)

    def _event(
        self, row: Any, known: Item | None, common: dict[str, Any], at: tuple[Any, ...]
    ) -> Event | None:
        try:
            span = when.parse(str(row["when"]), self.zone)
            closes, was = (self._moment(row.get(key)) for key in ("closes", "was"))
            status = EventStatus(str(row.get("status") or "confirmed"))
        except ValueError as problem:
            reason = str(problem)
            if "EventStatus" in reason:
                reason = f'status is "{row.get("status")}": write confirmed, tentative or cancelled'
            self._block("time", reason, *at, "when")
            return None
        where = tidy(row.get("where"))
        online = where.lower() == "online"
        event = Event(
            **common,
            starts=span.starts,
            ends=span.ends,
            all_day=span.all_day,
            place="" if online else where,
            online=online or row.get("online") is True,
            rsvp=self._link(row, "rsvp", at),
            organiser=known.organiser if isinstance(known, Event) else "",
            closes=closes,
            status=status,
            was=was,
            was_place=tidy(row.get("was_where")),
        )
        return _exact(event, known, str(row["when"]), self.zone)

    def _moment(self, text: Any) -> datetime | None:
        return when.moment(str(text), self.zone) if text else None

    def _link(self, row: Any, key: str, at: tuple[Any, ...]) -> str | None:
        text = tidy(row.get(key))
        if not text:
            return None
        parts = urlsplit(text)
        web = parts.scheme in {"http", "https"} and parts.hostname and not parts.username and " " not in text
        mail = parts.scheme == "mailto" and re.fullmatch(
            r"[^@\s,;?&]+@[^@\s,;?&]+(\?.*)?", parts.path + (f"?{parts.query}" if parts.query else "")
        )
        if web or (mail and key == "rsvp"):
            return text
        self._block("link", f'{key} "{text}" is not a web address: write https://...', *at, key)
        return None

    def _block(self, rule: str, message: str, *path: Any) -> None:
        line = self.draft.document.line(*path)
        self.findings.append(
            Finding(level=Level.BLOCK, rule=rule, message=message, file=self.draft.document.name, line=line)
        )


def _exact(event: Event, known: Item | None, text: str, zone: Any) -> Event:
    """Return the event with the source's own seconds and zone where the editor left its time alone."""
    if (
        isinstance(known, Event)
        and when.write(known.starts, known.ends, zone, all_day=known.all_day) == text.strip()
    ):
        return replace(event, starts=known.starts, ends=known.ends, all_day=known.all_day)
    return event


def _hint(word: str, known: Any) -> str:
    close = difflib.get_close_matches(word, [str(k) for k in known], 1, 0.6)
    return (
        f'; did you mean "{close[0]}"?'
        if close
        else f": known are {', '.join(sorted(str(k) for k in known))}"
    )


def send_at(draft: Draft, slot: Slot | None, config: Config) -> datetime | None:
    """Return the draft's own `send_at`, else its slot's moment; DraftError text is left to `check`."""
    own = draft.data.get("send_at")
    if own in (None, ""):
        return slot.send_at if slot else None
    return when.moment(str(own), config.newsletter.timezone)
