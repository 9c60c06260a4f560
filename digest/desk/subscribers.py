"""The people who get the newsletter: added one by one or from a file, and listed without their addresses."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digest import links
from digest.config import ConfigError
from digest.desk.desk import Desk, Usage

if TYPE_CHECKING:
    from digest.store.engine import Store


def not_in_public(desk: Desk) -> None:
    """Refuse where a log would show addresses to everybody."""
    if desk.env.github_actions:
        raise ConfigError(
            [
                "GITHUB_ACTIONS: commands about readers do not run here, its logs are public: run it on your machine"
            ]
        )


def add(desk: Desk, addresses: Iterable[str], consent: str) -> list[dict[str, Any]]:
    """Add readers who asked for it; return for each what happened, masked."""
    not_in_public(desk)
    secret = desk.env.signing[1]
    with desk.store() as store:
        return [_add(desk, store, address, secret, consent) for address in addresses]


def import_file(desk: Desk, path: Path, consent: str) -> dict[str, Any]:
    """Import a CSV file of readers; return counts and the refused rows with line number and reason."""
    from digest.store.intake import take_in
    from digest.store.subscribers import Consent

    not_in_public(desk)
    if not path.is_file():
        raise Usage(f"{path}: no such file")
    if _tracked(path):
        raise Usage(
            f"{path}: git tracks this file, and readers' addresses never belong in git: move it out first"
        )
    desk.env.signing  # noqa: B018  # raises with the remedy when there is no key
    agreed = Consent(at=desk.now, source=path.name, wording=consent)
    try:
        with desk.store() as store, path.open(encoding="utf-8-sig", newline="") as lines:
            done = take_in(store, lines, consent=agreed, secrets=desk.env.secrets)
    except UnicodeDecodeError:
        raise Usage(f"{path}: not UTF-8: save it again as CSV UTF-8") from None
    refused = [{"line": line, "reason": reason} for line, reason in done.refused]
    return {"added": done.added, "already": done.already, "suppressed": done.suppressed, "refused": refused}


def listing(desk: Desk) -> dict[str, Any]:
    """Return the readers by masked address, and how many there are of each status."""
    from digest.store.subscribers import count, everyone

    not_in_public(desk)
    if not desk.has_store:
        return {"subscribers": [], "counts": {}}
    with desk.store() as store:
        readers = [{"reader": masked(r.address, r.handle), "status": r.status} for r in everyone(store)]
        return {"subscribers": readers, "counts": {status: n for status, n in count(store).items() if n}}


def _add(desk: Desk, store: Store, address: str, secret: str, consent: str) -> dict[str, Any]:
    from digest.store.addresses import BadAddress, normalise
    from digest.store.subscribers import Consent
    from digest.store.subscribers import add as take_in

    try:
        key = normalise(address)
        agreed = Consent(at=desk.now, source="command line", wording=consent)
        result = take_in(store, address, consent=agreed, secrets=desk.env.secrets)
    except BadAddress as problem:
        return {"reader": "?", "result": "refused", "reason": str(problem)}
    return {"reader": masked(key, links.handle(key, secret)), "result": str(result), "reason": ""}


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
