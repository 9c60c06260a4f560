"""What the rules look at, and how they say what they found and where to mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from digest.compose.check.rules import RULES
from digest.compose.draft import Draft, row_id
from digest.compose.gathered import Gathered
from digest.config import Config
from digest.model import Edition, Finding, Level

SETTINGS = "sources.yaml"


def no_lines(*_path: str | int) -> int:
    """Return 0: nobody knows the lines of sources.yaml here."""
    return 0


@dataclass(slots=True)
class Matter:
    """An edition, its draft and its settings; `line_of` finds a setting's line in sources.yaml."""

    edition: Edition
    draft: Draft
    gathered: Gathered | None
    config: Config
    line_of: Callable[..., int] = no_lines
    _rows: dict[str, tuple[str, int, Any]] = field(init=False)

    def __post_init__(self) -> None:
        rows = sorted(self.draft.rows(), key=lambda found: found[2].get("keep", True) is False)
        self._rows = {row_id(row): (section, place, row) for section, place, row in reversed(rows)}

    def row(self, item_id: str) -> Any:
        """Return an item's block of edition.yaml."""
        return self._rows.get(item_id, ("", 0, {}))[2]

    def say(self, rule: str, message: str, *path: str, level: Level | None = None) -> Finding:
        """Return a finding about the edition as a whole, or about the text at `path`."""
        document = self.draft.document
        return Finding(
            level=level or RULES[rule],
            rule=rule,
            message=message,
            file=document.name,
            line=document.line(*path),
        )

    def of(self, item_id: str, rule: str, message: str, key: str = "title") -> Finding:
        """Return a finding about a field of an item."""
        section, place, _ = self._rows.get(item_id, ("", 0, {}))
        document = self.draft.document
        return Finding(
            level=RULES[rule],
            rule=rule,
            message=message,
            file=document.name,
            line=document.line("sections", section, place, key),
            item=item_id,
        )

    def setting(self, rule: str, message: str, *path: str | int) -> Finding:
        """Return a finding about a setting."""
        return Finding(level=RULES[rule], rule=rule, message=message, file=SETTINGS, line=self.line_of(*path))


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings in the order in which an editor wants them: what blocks first, then by place."""
    weight = {level: n for n, level in enumerate(Level)}
    return sorted(findings, key=lambda f: (weight[f.level], f.file, f.line))
