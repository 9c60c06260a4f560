"""The page on github.com where an edition's file is edited, for an editor who proposes a change there."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import quote

from digest.desk import editing
from digest.desk.desk import Desk

_REMOTE = re.compile(
    r"(?:https://(?:[^@/]+@)?github\.com/|(?:ssh://)?git@github\.com[:/])([\w.-]+/[\w.-]+?)(?:\.git)?/?$"
)


def proposal(desk: Desk, edition: str) -> dict[str, Any]:
    """Return `url` (None with the reason in `why`), the `branch`, and the `text` to put there."""
    text = editing.read(desk.folder, edition)
    return {"text": text, **_where(desk.folder, editing.name(edition))}


def _where(folder: Path, name: str) -> dict[str, Any]:
    top, remote = _git(folder, "rev-parse", "--show-toplevel"), _git(folder, "remote", "get-url", "origin")
    if not top:
        return _nowhere(
            "this newsletter does not lie in a git repository: run git init, then push it to GitHub"
        )
    found = _REMOTE.match(remote)
    if not found:
        return _nowhere("the repository has no remote called origin on github.com")
    branch = _branch(folder)
    path = (folder.resolve() / name).relative_to(Path(top).resolve()).as_posix()
    there = _git(folder, "ls-tree", "--name-only", "--full-tree", f"origin/{branch}", path)
    base = f"https://github.com/{found[1]}"
    url = (
        f"{base}/edit/{quote(branch)}/{quote(path)}"
        if there
        else f"{base}/new/{quote(branch)}?filename={quote(path)}"
    )
    return {"url": url, "branch": branch, "repository": found[1], "why": ""}


def _branch(folder: Path) -> str:
    """Return the branch in hand where the remote has it, else the remote's own."""
    here = _git(folder, "branch", "--show-current")
    if here and _git(folder, "rev-parse", "--verify", "--quiet", f"origin/{here}"):
        return here
    default = _git(folder, "symbolic-ref", "--short", "refs/remotes/origin/HEAD").removeprefix("origin/")
    return default or here or "main"


def _nowhere(why: str) -> dict[str, Any]:
    return {"url": None, "branch": "", "repository": "", "why": why}


def _git(folder: Path, *words: str) -> str:
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *words], check=False, capture_output=True, text=True, timeout=10
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
