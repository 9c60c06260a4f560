"""Lists of subscriptions from elsewhere into sources.yaml, and our sources for feed readers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from digest.config import Source
from digest.desk import source_list, source_rows
from digest.desk.desk import Desk, Usage
from digest.desk.source_search import web_address
from digest.gather import discover, kinds, opml, usual
from digest.gather.opml import Outline
from digest.gather.text import clean
from digest.gather.visit import LOCAL
from digest.model import SourceError

LARGEST = 5_000_000
NOT_SEEN = "unverified"
_RSS = {"", "rss", "atom", "feed"}


@dataclass(slots=True)
class Imported:
    """What became of each subscription of a file."""

    rows: list[dict[str, str]] = field(default_factory=list)
    duplicates: int = 0
    refused: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return the document that `digest --json sources import` prints."""
        return {"sources": self.rows, "duplicates": self.duplicates, "refused": self.refused}


def import_file(desk: Desk, path: Path) -> Imported:
    """Append the feeds and calendars of an OPML file to sources.yaml; what cannot be one is named with its line."""
    outlines = _outlines(path)
    done = Imported()
    seen = {source_rows.address(source.url) for source in desk.config.sources}
    taken = {source.id for source in desk.config.sources}
    for outline in outlines:
        try:
            row = _row(desk, outline, taken)
        except Usage as problem:
            done.refused.append({"line": outline.line, "name": _name(outline), "reason": str(problem)})
            continue
        if (place := source_rows.address(row["url"])) in seen:
            done.duplicates += 1
            continue
        seen.add(place)
        taken.add(row["id"])
        done.rows.append(row)
    if done.rows:
        source_list.append(desk.folder, done.rows, NOT_SEEN)
    return done


def export(desk: Desk) -> tuple[list[Source], str]:
    """Return the enabled sources that are on the web, and the OPML that lists them by section."""
    sources = [source for source in desk.config.enabled if source.kind != LOCAL]
    groups = {
        section.title: _written(s for s in sources if s.section == section.id)
        for section in desk.config.sections
    }
    full = {title: outlines for title, outlines in groups.items() if outlines}
    return sources, opml.write(desk.config.newsletter.title, full, desk.now)


def _written(sources: Iterable[Source]) -> list[Outline]:
    return [Outline(name=s.name, url=s.url, type="rss" if s.kind == "feed" else s.kind) for s in sources]


def _outlines(path: Path) -> list[Outline]:
    if not path.is_file():
        raise Usage(f"{path}: no such file")
    with path.open("rb") as file:
        body = file.read(LARGEST + 1)
    if len(body) > LARGEST:
        raise Usage(f"{path}: larger than {LARGEST // 1_000_000} MB: split it")
    try:
        found = opml.parse(body)
    except opml.OpmlError as problem:
        raise Usage(f"{path}:{problem.line}: {problem}") from None
    except SourceError:
        raise Usage(f"{path}: the file is empty") from None
    if not found:
        raise Usage(f"{path}: no subscriptions in it: it has no <outline")
    return found


def _row(desk: Desk, outline: Outline, taken: set[str]) -> dict[str, str]:
    """Return the row for an outline; Usage with the reason when there can be none."""
    if not outline.url and outline.home:
        raise Usage(f"names a web page only: run `digest sources add {outline.home[:200]}`")
    if not outline.url:
        raise Usage("has no address: xmlUrl or url is missing")
    url = web_address(outline.url)
    kind = _kind(outline, url)
    name = source_rows.called(_name(outline), url)
    named = next((s.id for s in desk.config.sections if s.title == outline.group), None)
    return {
        "id": source_rows.unique_id(name, taken),
        "name": name,
        "kind": kind,
        "url": url,
        "section": source_rows.section(desk.config, kind, named),
    }


def _kind(outline: Outline, url: str) -> str:
    known = kinds.names() - {LOCAL}
    if outline.type in known:
        return outline.type
    if (special := usual.kind(url)) in known:
        return str(special)
    if outline.url.lower().startswith("webcal") or urlsplit(url).path.lower().endswith(".ics"):
        return "calendar"
    if outline.type not in _RSS:
        raise Usage(f'is of type "{clean(outline.type, 30)}": only feeds and calendars can be sources')
    return "feed"


def _name(outline: Outline) -> str:
    return clean(outline.name, discover.NAME)
