"""edition.yaml as text and as data, and where in the text each item and each value stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from digest.compose.draft import FILE, Draft, parse, row_id


@dataclass(frozen=True, slots=True, order=True)
class Splice:
    """Put `text` in the place of what stands between two offsets."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One item: its section, its place there, its data, and the nodes that know where it stands."""

    section: str
    place: int
    data: Any
    node: Any
    rows: Any


@dataclass(frozen=True)
class Sheet:
    """One text of edition.yaml; asking for the data of a broken one raises DraftError."""

    text: str
    name: str = FILE

    @cached_property
    def draft(self) -> Draft:
        """The text as data."""
        return parse(self.text, self.name)

    @property
    def root(self) -> Any:
        """The text as nodes, each with the offsets of its first and last character."""
        return self.draft.document.root

    @cached_property
    def keys(self) -> dict[tuple[str, int], str]:
        """A name for each item by section and place: its id; one that stands there twice gets a number."""
        seen: dict[str, int] = {}
        names = {}
        for section, place, row in self.draft.rows():
            item_id = row_id(row)
            seen[item_id] = seen.get(item_id, 0) + 1
            names[section, place] = item_id if seen[item_id] == 1 else f"{item_id}~{seen[item_id]}"
        return names

    def row(self, key: str) -> Row | None:
        """Return the item of that name, None when it is not there."""
        at = next((at for at, name in self.keys.items() if name == key), None)
        if at is None:
            return None
        section, place = at
        rows = value(value(self.root, "sections"), section)
        data = next(row for name, n, row in self.draft.rows() if (name, n) == at)
        return Row(section, place, data, rows.value[place], rows)

    def line_of(self, offset: int) -> int:
        """Return where the line begins in which `offset` is."""
        return self.text.rfind("\n", 0, offset) + 1

    def line_end(self, offset: int) -> int:
        """Return where the line ends in which `offset` is: behind its newline."""
        found = self.text.find("\n", offset)
        return len(self.text) if found < 0 else found + 1

    def content_end(self, node: Any) -> int:
        """Return where a node's last character is: behind it there may be comments and empty lines."""
        if isinstance(node.value, list) and not node.flow_style:
            last = node.value[-1]
            return self.span(*last)[1] if isinstance(last, tuple) else self.content_end(last)
        start, end = int(node.start_mark.index), node.end_mark.index
        if start == end:  # nothing stands there, and its mark is where the next thing begins
            return self.text.rfind("-", 0, start) + 1
        return start + len(self.text[start:end].rstrip())

    def span(self, key: Any, node: Any) -> tuple[int, int]:
        """Return where a mapping's value begins and ends; one that is nothing stands behind its colon."""
        if node.start_mark.index == node.end_mark.index:
            colon = self.text.index(":", key.end_mark.index) + 1
            return colon, colon
        return int(node.start_mark.index), self.content_end(node)

    def spliced(self, splices: Iterable[Splice]) -> str:
        """Return the text with all splices made; those at one place stand in the order in which they were given."""
        text, shift = self.text, 0
        for cut in sorted(splices, key=lambda s: (s.start, s.end)):
            text = text[: cut.start + shift] + cut.text + text[cut.end + shift :]
            shift += len(cut.text) - (cut.end - cut.start)
        return text


@lru_cache(maxsize=8)
def sheet_of(text: str, name: str = FILE) -> Sheet:
    """Return the sheet of a text; one in hand is read once. Its data is to be looked at, never to be changed."""
    return Sheet(text, name)


def pair(node: Any, key: str) -> tuple[Any, Any] | None:
    """Return the nodes of a mapping's key and value, None where there is no such key."""
    pairs = getattr(node, "value", None)
    if not isinstance(pairs, list):
        return None
    return next((found for found in pairs if isinstance(found, tuple) and found[0].value == key), None)


def value(node: Any, key: str) -> Any:
    """Return the node of a mapping's value, None where there is none."""
    found = pair(node, key)
    return found[1] if found else None
