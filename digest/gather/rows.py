"""Rows of a YAML file that an editor writes: each mistake told with its line, its row left out, the others used."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from digest import yaml
from digest.gather.text import tell
from digest.hints import did_you_mean

Made = TypeVar("Made")


class Mistake(ValueError):
    """What is wrong in a row, with file, line and remedy."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the list `section`."""

    document: yaml.Document
    section: str
    number: int
    data: dict[str, Any]

    def read(self, key: str, reader: Callable[[str], Made], missing: Made) -> Made:
        """Return what `reader` makes of the text at `key`, `missing` when there is none; raise Mistake."""
        value = self.data.get(key)
        if value is None or value == "":
            return missing
        if isinstance(value, dict | list):
            raise self.mistake(key, "must be text")
        try:
            return reader(str(value))
        except ValueError as problem:
            raise self.mistake(key, str(problem)) from None

    def need(self, key: str, reader: Callable[[str], Made], remedy: str) -> Made:
        """Return what `reader` makes of the text at `key`; raise Mistake when nothing is there."""
        found = self.read(key, lambda text: reader(text) or None, None)
        if found is None:
            raise self.mistake(key, f"is missing: {remedy}")
        return found

    def mistake(self, key: str, what: str) -> Mistake:
        return Mistake(f"{self.at(key)}: {key}: {what}")

    def at(self, key: str) -> str:
        """Return file and line of a key, or of the row when the key is not there."""
        return f"{self.document.name}:{self.document.line(self.section, self.number, key)}"


def each(
    document: yaml.Document, section: str, known: Collection[str], make: Callable[[Row], Made]
) -> Iterator[Made]:
    """Yield what `make` makes of each row of `section`; a row that raises Mistake is told and left out."""
    listed = document.data.get(section)
    if listed is None:
        return
    if not isinstance(listed, list):
        tell(
            f"{document.name}:{document.line(section)}: {section}: write a list, each row beginning with - title:"
        )
        return
    for number, data in enumerate(listed):
        if not isinstance(data, dict):
            where = document.line(section, number)
            tell(f"{document.name}:{where}: {section}: a row must begin with - title:; this row is left out")
            continue
        row = Row(document, section, number, data)
        for key in data:
            if key not in known:
                tell(f'{row.at(str(key))}: unknown key "{key}"{did_you_mean(str(key), known)}')
        try:
            yield make(row)
        except Mistake as mistake:
            tell(f"{mistake}; this row is left out")
