"""Where a setting stands in sources.yaml, looked up when something is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from digest import yaml


def lines(folder: Path) -> Callable[..., int]:
    """Return what finds the line of a setting by its path; the file is read at the first question."""

    @cache
    def document() -> yaml.Document | None:
        try:
            return yaml.read(folder / "sources.yaml")
        except (OSError, yaml.YamlError):  # it could be read when the desk opened: somebody is writing it
            return None

    def line(*path: str | int) -> int:
        found = document()
        return found.line(*path) if found else 0

    return line
