"""edition.yaml: the edition as an editor reads and changes it, in any text editor or browser."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from digest import when, yaml
from digest.compose.schedule import Slot
from digest.compose.syntax import explain
from digest.config import Config
from digest.files import save
from digest.model import DigestError, Event, EventStatus, Item

FILE = "edition.yaml"
ENTRY_KEYS = ("id", "keep", "title", "url", "source", "summary")
EVENT_KEYS = (
    "id",
    "keep",
    "title",
    "when",
    "was",
    "where",
    "was_where",
    "online",
    "status",
    "rsvp",
    "closes",
    "url",
    "source",
    "summary",
)
ITEM_KEYS = frozenset((*ENTRY_KEYS, *EVENT_KEYS, "by", "picture"))
PICTURE_KEYS = ("url", "alt", "width", "height")
TOP_KEYS = ("subject", "preheader", "intro", "send_at", "corrects", "sections")

_HEAD = """\
# {title}, edition {id}, goes out {send_at} ({zone}).
#
# Everything here may be changed; your changes stay when the sources are read again.
#   leave an item out      keep: false, or delete it (a deleted item stays deleted)
#   change the order       move the item's lines; sections stand in the order of sources.yaml
#   add one of your own    - {{by: hand, keep: true, title: ..., url: "https://...", summary: ...}}
#   ... or an event        the same with  when: 2026-12-10 15:00-17:00  and  where: ...
#   show a picture         picture: {{url: "https://...", alt: what it shows, width: 1088, height: 612}}
#   bring in what is out   - id: ITEM    (digest why TITLE tells its id and why it is out)
# intro is Markdown: a few words of your own at the top.
subject: ""
preheader: ""
intro: ""
sections: {{}}
"""


class DraftError(DigestError):
    """edition.yaml cannot be read at all; the text names file, line and remedy."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An edition.yaml in hand; `data` is changed in place and keeps comments and order."""

    document: yaml.Document

    @property
    def data(self) -> Any:
        """The mapping at the top."""
        return self.document.data

    def rows(self) -> Iterator[tuple[str, int, Any]]:
        """Yield (section id, place, item) for every item that is a mapping."""
        for section, rows in (self.data.get("sections") or {}).items():
            for place, row in enumerate(rows or []):
                if isinstance(row, dict):
                    yield str(section), place, row

    def kept(self) -> dict[str, list[str]]:
        """Return the ids of the items that stay in, by section."""
        ids: dict[str, list[str]] = {}
        for section, _, row in self.rows():
            if row.get("keep", True) is not False:
                ids.setdefault(section, []).append(row_id(row))
        return ids

    def kept_rows(self) -> dict[str, dict[str, Any]]:
        """Return the blocks that stay in, by id, each with its `section`."""
        kept = ((section, row) for section, _, row in self.rows() if row.get("keep", True) is not False)
        return {row_id(row): {**row, "section": section} for section, row in kept}


def row_id(row: Mapping[str, Any]) -> str:
    """Return an item's id; one added by hand has one made from its title and time."""
    if given := row.get("id"):
        return str(given)
    words = f"{row.get('title')}|{row.get('when', '')}"
    return "hand" + hashlib.sha256(words.encode()).hexdigest()[:6]


def start(config: Config, slot: Slot) -> Draft:
    """Return an empty draft with its instructions."""
    zone: ZoneInfo = config.newsletter.timezone
    text = _HEAD.format(
        title=config.newsletter.title.replace("\n", " "),
        id=slot.id,
        send_at=f"{slot.send_at.astimezone(zone):%Y-%m-%d %H:%M}",
        zone=zone.key,
    )
    return Draft(yaml.parse(text, FILE))


def read(folder: Path) -> Draft | None:
    """Return the draft in `folder`, None where there is none; raise DraftError with line and remedy."""
    path = folder / FILE
    if not path.is_file():
        return None
    name = f"editions/{folder.name}/{FILE}"
    try:
        return parse(path.read_text(encoding="utf-8-sig"), name)
    except UnicodeDecodeError:
        raise DraftError(f"{name}:1: not UTF-8: save it again as UTF-8") from None


def parse(text: str, name: str = FILE) -> Draft:
    """Return the draft that `text` says; raise DraftError with line and remedy."""
    try:
        document = yaml.parse(text, name)
    except yaml.YamlError as problem:
        told = explain(text, problem)
        raise DraftError("\n".join(f"{name}:{line}: {words}" for line, words in told)) from None
    if not isinstance(document.data, dict):
        raise DraftError(f"{name}:1: must start with subject:, preheader: and sections:")
    _shape(document)
    return Draft(document)


def write(folder: Path, draft: Draft) -> bool:
    """Write the draft whole if it differs from the file; return whether it did."""
    path, text = folder / FILE, yaml.dump(draft.data)
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return False
    save(path, text)
    return True


def words(item: Item, zone: ZoneInfo, credit: str) -> dict[str, Any]:
    """Return an item as the fields of edition.yaml that a source fills; empty ones are left out."""
    fields: dict[str, Any] = {"title": item.title, "url": item.url, "source": credit, "summary": item.summary}
    if isinstance(item, Event):
        fields |= {
            "when": when.write(item.starts, item.ends, zone, all_day=item.all_day),
            "where": item.place or ("Online" if item.online else ""),
            "online": True if item.online and item.place not in ("", "Online") else None,
            "was": item.was and f"{item.was.astimezone(zone):%Y-%m-%d %H:%M}",
            "was_where": item.was_place,
            "status": None if item.status is EventStatus.CONFIRMED else str(item.status),
            "rsvp": item.rsvp,
            "closes": item.closes and f"{item.closes.astimezone(zone):%Y-%m-%d %H:%M}",
        }
    return {k: v for k, v in fields.items() if v not in (None, "")}


def row(item: Item, zone: ZoneInfo, credit: str) -> Any:
    """Return an item as a new block of edition.yaml, its keys in reading order."""
    filled = {"id": item.id, "keep": True} | words(item, zone, credit)
    keys = EVENT_KEYS if isinstance(item, Event) else ENTRY_KEYS
    return yaml.mapping({k: filled[k] for k in keys if k in filled})


def credit(item: Item, config: Config) -> str:
    """Return the names of an item's sources as readers see them."""
    names = []
    for source_id in (item.source, *item.also_from):
        source = config.source(source_id)
        names.append((source.credit or source.name) if source else source_id)
    return ", ".join(dict.fromkeys(names))


def _shape(document: yaml.Document) -> None:
    """Raise DraftError with every place where the lists of sections and items are something else."""
    name, wrong = document.name, list[str]()
    sections = document.data.get("sections") or {}
    if not isinstance(sections, dict):
        wrong.append(
            f"{name}:{document.line('sections')}: sections: must be a section's id and its list of items"
        )
        sections = {}
    for section, rows in sections.items():
        if rows is not None and not isinstance(rows, list):
            line = document.line("sections", section)
            wrong.append(f"{name}:{line}: {section}: must be a list: start each item with -")
    if wrong:
        raise DraftError("\n".join(wrong))
