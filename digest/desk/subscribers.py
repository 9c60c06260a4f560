"""The people who get the newsletter: added one by one or from a file, and listed without their addresses."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from digest.config import ConfigError
from digest.desk.desk import Desk, Usage

WORDING = "asked an editor to be added"


def not_in_public(desk: Desk) -> None:
    """Refuse where a log would show addresses to everybody."""
    if desk.env.github_actions:
        raise ConfigError(
            [
                "GITHUB_ACTIONS: commands about readers do not run here, its logs are public: run it on your machine"
            ]
        )


def add(desk: Desk, addresses: Iterable[str], consent: str) -> list[dict[str, Any]]:
    """Add readers who asked for it; return for each what happened, under its handle."""
    from digest.store import subscribers

    not_in_public(desk)
    _, secret = desk.env.signing
    with desk.store() as store:
        return [
            subscribers.add(
                store, address, secret=secret, now=desk.now, source="command line", wording=consent
            )
            for address in addresses
        ]


def import_file(desk: Desk, path: Path, consent: str) -> dict[str, Any]:
    """Import a CSV file of readers; return counts and the refused rows with line number and reason."""
    from digest.store import subscribers

    not_in_public(desk)
    if not path.is_file():
        raise Usage(f"{path}: no such file")
    if _tracked(path):
        raise Usage(
            f"{path}: git tracks this file, and readers' addresses never belong in git: move it out first"
        )
    _, secret = desk.env.signing
    with desk.store() as store, path.open(encoding="utf-8-sig", newline="") as lines:
        return subscribers.import_csv(
            store, lines, secret=secret, now=desk.now, source=path.name, wording=consent
        )


def listing(desk: Desk) -> dict[str, Any]:
    """Return the readers by handle, and how many there are of each status."""
    from digest.store import subscribers

    not_in_public(desk)
    if not desk.has_store:
        return {"subscribers": [], "counts": {}}
    with desk.store() as store:
        readers = subscribers.listing(store)
        return {
            "subscribers": [{"handle": masked(r.address, r.handle), "status": r.status} for r in readers],
            "counts": subscribers.counts(store),
        }


def masked(address: str, handle: str) -> str:
    """Return at most the first letter and the host of an address, with the handle that logs use."""
    name, _, host = address.rpartition("@")
    return f"{name[:1]}...@{host}{handle}"


def _tracked(path: Path) -> bool:
    try:
        done = subprocess.run(
            ["git", "ls-files", "--error-unmatch", path.name],
            cwd=path.parent,
            check=False,
            capture_output=True,
            timeout=10,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
