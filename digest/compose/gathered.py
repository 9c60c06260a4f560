"""gathered.json: what the sources said, each decision with its reason, and the base of the next merge."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from digest.files import save
from digest.model import DigestError, Item, Visit, VisitStatus, as_json, from_json

FILE = "gathered.json"
NO_ROOM = "no room: "  # such an item is carried over to the next edition, once


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The newest visit of a source for one edition; `good` is the newest one that succeeded, `opens` its window."""

    source: str
    kind: str
    status: VisitStatus
    at: datetime
    opens: datetime
    items: int = 0
    new: int = 0
    good: datetime | None = None
    problem: str | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """All that one edition knows about its sources. `changed` is the last gathering that changed anything."""

    edition: str
    changed: datetime
    opens: datetime
    closes: datetime
    readings: dict[str, Reading] = field(default_factory=dict)
    items: tuple[Item, ...] = ()
    proposed: dict[str, str] = field(default_factory=dict)

    @property
    def offered(self) -> dict[str, Item]:
        """The items that were put before the editor, by id."""
        return {item.id: item for item in self.items if item.offered}


def read(folder: Path) -> Gathered | None:
    """Return what was gathered for the edition in `folder`, None before the first time; DigestError if damaged."""
    path = folder / FILE
    if not path.is_file():
        return None
    at = path.stat()
    return _read(path, at.st_ino, at.st_mtime_ns, at.st_size)


@lru_cache(maxsize=4)
def _read(path: Path, *_same_file: int) -> Gathered:
    """Return what is in a file; one that nobody has touched since is not read a second time."""
    try:
        return _from_json(json.loads(path.read_text(encoding="utf-8"), object_hook=_value))
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise DigestError(
            f"{path.parent.name}/{FILE}: damaged ({problem}): restore it with git, it is not meant to be edited"
        ) from None


def write(folder: Path, gathered: Gathered) -> None:
    """Write gathered.json whole or not at all."""
    save(folder / FILE, _lines(gathered))


def _lines(gathered: Gathered) -> Iterator[str]:
    """Yield JSON with a line for each source and each item, so that a diff shows what changed."""
    write = json.JSONEncoder(ensure_ascii=False).encode
    yield "{"
    for name, value in _head(gathered).items():
        yield f"\n {write(name)}: {write(value)},"
    for name, rows, more in (
        ("sources", map(reading_json, gathered.readings.values()), "],"),
        ("items", map(as_json, gathered.items), "]\n}\n"),
    ):
        yield f"\n {write(name)}: ["
        for number, row in enumerate(rows):
            yield f"{',' if number else ''}\n  {write(row)}"
        yield more


def readings(
    visits: Iterable[Visit], opens: dict[str, datetime], before: dict[str, Reading], new: dict[str, int]
) -> dict[str, Reading]:
    """Return the newest reading of each source; a failure keeps the good one of before."""
    fresh = {}
    for visit in visits:
        good = visit.at if visit.status != VisitStatus.FAILED else None
        old = before.get(visit.source)
        fresh[visit.source] = Reading(
            source=visit.source,
            kind=visit.kind,
            status=visit.status,
            at=visit.at,
            opens=opens[visit.source],
            items=len(visit.items),
            new=new.get(visit.source, 0),
            good=good or (old.good if old else None),
            problem=visit.problem,
            warnings=visit.warnings,
        )
    return {**before, **fresh}


def reading_json(reading: Reading) -> dict[str, Any]:
    """Return a reading as plain JSON values."""
    return {
        "id": reading.source,
        "kind": reading.kind,
        "status": reading.status,
        "at": reading.at.isoformat(),
        "opens": reading.opens.isoformat(),
        "items": reading.items,
        "new": reading.new,
        "good": reading.good.isoformat() if reading.good else None,
        "problem": reading.problem,
        "warnings": list(reading.warnings),
    }


def _head(gathered: Gathered) -> dict[str, Any]:
    return {
        "edition": gathered.edition,
        "changed": gathered.changed.isoformat(),
        "window": {"opens": gathered.opens.isoformat(), "closes": gathered.closes.isoformat()},
        "proposed": gathered.proposed,
    }


def _value(row: dict[str, Any]) -> Any:
    """Return an item as itself, while it is read: thousands of rows never wait in memory for their turn."""
    return from_json(row) if row.keys() >= {"title", "keys"} else row


def _from_json(data: dict[str, Any]) -> Gathered:
    moment = datetime.fromisoformat
    rows = [
        Reading(
            source=row["id"],
            kind=row["kind"],
            status=VisitStatus(row["status"]),
            at=moment(row["at"]),
            opens=moment(row["opens"]),
            items=row["items"],
            new=row["new"],
            good=moment(row["good"]) if row["good"] else None,
            problem=row["problem"],
            warnings=tuple(row["warnings"]),
        )
        for row in data["sources"]
    ]
    return Gathered(
        edition=data["edition"],
        changed=moment(data["changed"]),
        opens=moment(data["window"]["opens"]),
        closes=moment(data["window"]["closes"]),
        readings={row.source: row for row in rows},
        items=tuple(data["items"]),
        proposed=dict(data["proposed"]),
    )
