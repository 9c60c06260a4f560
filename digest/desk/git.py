"""What git knows of files that must never be in it."""

from __future__ import annotations

import subprocess
from pathlib import Path


def tracked(path: Path) -> bool:
    """Whether git keeps this file."""
    return _git(path.parent, "ls-files", "--error-unmatch", path.name) == 0


def not_ignored(folder: Path, name: str) -> bool:
    """Whether git would take this file; not so outside a work tree, nor where there is no git."""
    return _git(folder, "check-ignore", "--quiet", name) == 1


def _git(folder: Path, *words: str) -> int | None:
    try:
        return subprocess.run(
            ["git", *words], cwd=folder, check=False, capture_output=True, timeout=10
        ).returncode
    except (OSError, subprocess.TimeoutExpired):
        return None
