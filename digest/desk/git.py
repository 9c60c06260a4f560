"""What git knows: files that must never be in it, the commit in hand, where a folder lies in its repository."""

from __future__ import annotations

import subprocess
from pathlib import Path


def tracked(path: Path) -> bool:
    """Whether git keeps this file."""
    return _git(path.parent, "ls-files", "--error-unmatch", path.name) == 0


def not_ignored(folder: Path, name: str) -> bool:
    """Whether git would take this file; not so outside a work tree, nor where there is no git."""
    return _git(folder, "check-ignore", "--quiet", name) == 1


def commit(folder: Path) -> str | None:
    """Return the commit that is checked out where the newsletter lies in git, else None."""
    return _said(folder, "rev-parse", "HEAD") or None


def inside(folder: Path) -> str:
    """Return the way from the top of the repository to a folder, with a / behind; nothing outside of one."""
    return _said(folder, "rev-parse", "--show-prefix")


def _said(folder: Path, *words: str) -> str:
    done = _run(folder, *words)
    return done.stdout.strip() if done and done.returncode == 0 else ""


def _git(folder: Path, *words: str) -> int | None:
    done = _run(folder, *words)
    return done.returncode if done else None


def _run(folder: Path, *words: str) -> subprocess.CompletedProcess[str] | None:
    try:
        return subprocess.run(
            ["git", *words], cwd=folder, check=False, capture_output=True, text=True, timeout=10
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
