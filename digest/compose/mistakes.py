"""What is wrong in a draft, each with its line and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from digest.compose.draft import Draft, row_id
from digest.hints import did_you_mean
from digest.model import Finding, Level

# What breaks XML 1.0 or a terminal: C0 and C1 controls, bidi overrides, noncharacters, lone surrogates.
BAD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]")


@dataclass(slots=True)
class Mistakes:
    """The findings of one draft, in the order in which they were met."""

    draft: Draft
    findings: list[Finding] = field(default_factory=list)

    def block(self, rule: str, message: str, *path: Any) -> None:
        """Note something that must be mended before an approval; `path` leads to its place in the draft."""
        document = self.draft.document
        finding = Finding(
            level=Level.BLOCK,
            rule=rule,
            message=message,
            file=document.name,
            line=document.line(*path),
            item=self._item(path),
        )
        self.findings.append(finding)

    def text(self, value: Any, *path: Any) -> str:
        """Return an editor's words, without characters that no mail program shows; a list is a mistake."""
        if isinstance(value, list | dict):
            self.block("not-text", f'{path[-1]} must be text: put it in quotes, "..."', *path)
            return ""
        return BAD.sub("", "" if value is None else str(value))

    def line(self, value: Any, *path: Any) -> str:
        """Return an editor's words in one line."""
        return " ".join(self.text(value, *path).split())

    def unknown(self, keys: Collection[Any], allowed: Collection[str], *path: Any) -> None:
        """Note keys that nobody reads: what stands there would be lost silently."""
        for key in keys:
            if key not in allowed:
                self.block("unknown-key", f'unknown key "{key}"{did_you_mean(str(key), allowed)}', *path, key)

    def _item(self, path: tuple[Any, ...]) -> str:
        """Return the id of the item that a path leads into."""
        match path:
            case ("sections", section, int(place), *_):
                row = self.draft.data["sections"][section][place]
                return row_id(row) if isinstance(row, dict) else ""
        return ""
