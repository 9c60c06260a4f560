"""The edition as the page's left side shows it: sections, items, what was left out, and what was found beside each."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from digest.compose.draft import credit, row_id
from digest.compose.edits import Sheet
from digest.desk.desk import Desk
from digest.desk.editions import Standing
from digest.desk.filling import said as said_by
from digest.model import Entry, Event, Finding, Item
from digest.preview.days import day, day_of

FIELDS = (
    "title",
    "url",
    "summary",
    "source",
    "when",
    "where",
    "rsvp",
    "closes",
    "status",
    "was",
    "was_where",
)
TOP = ("subject", "preheader", "intro")


def outline(sheet: Sheet, standing: Standing, desk: Desk, findings: Iterable[Finding]) -> dict[str, Any]:
    """Return the page's left side as plain JSON values."""
    known = {item.id: item for item in (standing.gathered.items if standing.gathered else ())}
    said, beside = said_by(desk, standing), _beside(sheet, findings)
    rows: dict[str, list[dict[str, Any]]] = {}
    for section, place, row in sheet.draft.rows():
        key = sheet.keys[section, place]
        item = _item(row, said.get(row_id(row)), known.get(row_id(row)), desk)
        rows.setdefault(section, []).append({"key": key, **item, "findings": beside.get(key, [])})
    here = {row_id(row) for _, _, row in sheet.draft.rows()}
    return {
        **{key: _text(sheet.draft.data.get(key)) for key in TOP},
        "sections": list(_sections(rows, desk)),
        "left_out": [_left_out(i, desk) for i in known.values() if i.id not in here],
        "findings": beside.get("", []),
        "beside": {key: beside.get(f":{key}", []) for key in TOP},
    }


def _sections(rows: Mapping[str, list[dict[str, Any]]], desk: Desk) -> Iterator[dict[str, Any]]:
    for section in desk.config.sections:
        links = [{"title": link.title, "url": link.url} for link in section.links]
        common = {"id": section.id, "title": section.title, "shows": section.shows, "links": links}
        yield common | {"items": rows.get(section.id, []), "known": True}
    known = {section.id for section in desk.config.sections}
    for name in (name for name in rows if name not in known):
        yield {"id": name, "title": name, "shows": "", "links": [], "items": rows[name], "known": False}


def _item(
    row: Mapping[str, Any], said: Mapping[str, Any] | None, known: Item | None, desk: Desk
) -> dict[str, Any]:
    words = row if said is None or "title" in row else {**said, **row}
    shown = {key: _text(words.get(key)) for key in FIELDS}
    source = {key: _text(said.get(key)) for key in FIELDS} if said is not None else None
    changed = [key for key in FIELDS if source is not None and shown[key] != source[key]]
    picture = row.get("picture")
    return {
        "id": row_id(row),
        **shown,
        "keep": row.get("keep", True) is not False,
        "hand": known is None,
        "event": bool(shown["when"]) or isinstance(known, Event),
        "date": day(shown["when"], desk.zone) or day_of(known, desk.zone),
        "picture": {k: _text(v) for k, v in picture.items()} if isinstance(picture, dict) else None,
        "said": source,
        "changed": changed + (["picture"] if picture and said is not None else []),
    }


def _left_out(item: Item, desk: Desk) -> dict[str, Any]:
    return {
        "id": item.id,
        "title": item.title,
        "url": item.url or "",
        "summary": item.summary,
        "source": credit(item, desk.config),
        "section": item.section,
        "date": day_of(item, desk.zone),
        "event": isinstance(item, Event),
        "undated": isinstance(item, Entry) and item.published is None,
        "why": "you took it out" if item.offered else item.why,
    }


def _beside(sheet: Sheet, findings: Iterable[Finding]) -> dict[str, list[dict[str, Any]]]:
    """Return findings by the item's name, `:subject` and its kin for the texts on top, "" for the rest."""
    document = sheet.draft.document
    keys = {row_id(row): sheet.keys[s, n] for s, n, row in reversed(list(sheet.draft.rows()))}
    lines = [(document.line(key), f":{key}") for key in TOP if key in document.data]
    lines += [(document.line("sections"), "")]
    lines += [(document.line("sections", s, n), key) for (s, n), key in sheet.keys.items()]
    lines.sort()
    found: dict[str, list[dict[str, Any]]] = {}
    for finding in findings:
        place = keys.get(finding.item, "") or _at(finding, document.name, lines)
        found.setdefault(place, []).append(_plain(finding))
    return found


def _at(finding: Finding, name: str, lines: list[tuple[int, str]]) -> str:
    if finding.file != name or not finding.line:
        return ""
    at = bisect_right(lines, finding.line, key=lambda pair: pair[0]) - 1
    return lines[at][1] if at >= 0 else ""


def _plain(finding: Finding) -> dict[str, Any]:
    return {
        "level": str(finding.level),
        "rule": finding.rule,
        "message": finding.message,
        "place": f"{finding.file}:{finding.line}" if finding.line else finding.file,
    }


def _text(value: Any) -> str:
    return "" if value is None else str(value)
