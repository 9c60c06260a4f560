"""Findings as lines for people, and as annotations that GitHub shows on the line of a file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digest.model import Finding

_PLACE = re.compile(r"^(?P<file>[^\s:]+):(?P<line>\d+): (?P<words>.+)$")
_KINDS = {"block": "error", "warn": "warning"}


def place(finding: Finding) -> str:
    """Return where to mend a finding, as the beginning of a line."""
    if not finding.file:
        return ""
    return f"{finding.file}:{finding.line}: " if finding.line else f"{finding.file}: "


def line(finding: Finding) -> str:
    """Return a finding as one line."""
    return f"{finding.level}: {place(finding)}{finding.message} [{finding.rule}]"


def annotation(finding: Finding, folder: str) -> str:
    """Return a GitHub Actions workflow command; `folder` is where the newsletter lies in its repository."""
    kind = _KINDS.get(finding.level, "notice")
    return _command(kind, f"{folder}{finding.file}", finding.line, title=finding.rule, words=finding.message)


def error_annotations(message: str, folder: str) -> list[str]:
    """Return an annotation for each line of an error that names a file and a line."""
    found = (_PLACE.match(row) for row in message.splitlines())
    return [
        _command("error", f"{folder}{m['file']}", int(m["line"]), title="cannot be read", words=m["words"])
        for m in found
        if m
    ]


def _command(kind: str, file: str, number: int, *, title: str, words: str) -> str:
    """Return a command in its own grammar, which wants some signs encoded."""
    at = f"file={_property(file)},line={number or 1}" if file else ""
    properties = ",".join(filter(None, (at, f"title={_property(title)}")))
    return f"::{kind} {properties}::{_data(words)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
