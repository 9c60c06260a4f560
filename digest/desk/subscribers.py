"""The people who get the newsletter: added one by one or from a file, and listed without their addresses."""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digest import links
from digest.config import ConfigError
from digest.desk import git
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


def add(desk: Desk, addresses: Iterable[str], consent: str, *, seen: bool = False) -> list[dict[str, Any]]:
    """Add readers who asked for it; return for each what happened.

    A reader is a handle there; `seen`, when only a person in front of a terminal looks, a masked address.
    """
    not_in_public(desk)
    secret = desk.env.signing[1]
    with desk.store() as store:
        done = [_add(desk, store, address, secret, consent) for address in addresses]
    return [row | {"reader": _reader(*row["reader"], seen=seen)} for row in done]


def import_file(desk: Desk, path: Path, consent: str) -> dict[str, Any]:
    """Import a CSV file of readers; return counts and the refused rows with line number and reason."""
    from digest.store.intake import take_in
    from digest.store.subscribers import Consent

    not_in_public(desk)
    if not path.is_file():
        name = "this" if "@" in str(path) else str(path)
        raise Usage(f"{name} is no file: import reads a CSV file, `digest subscribers add` takes addresses")
    if git.tracked(path):
        raise Usage(
            f"{path}: git tracks this file, and readers' addresses never belong in git: move it out first"
        )
    keys = desk.env.keys
    agreed = Consent(at=desk.now, source=path.name, wording=consent)
    try:
        with desk.store() as store, path.open(encoding=_encoding(path), newline="") as lines:
            done = take_in(store, lines, consent=agreed, secrets=keys)
    except UnicodeError:
        raise Usage(f"{path}: not UTF-8: save it again as CSV UTF-8") from None
    refused = [{"line": line, "reason": reason} for line, reason in done.refused]
    return {"added": done.added, "already": done.already, "suppressed": done.suppressed, "refused": refused}


def listing(desk: Desk, *, seen: bool = False) -> dict[str, Any]:
    """Return the readers as `add` does, and how many there are of each status."""
    from digest.store.subscribers import count, everyone

    not_in_public(desk)
    if not desk.has_store:
        return {"subscribers": [], "counts": {}}
    with desk.store() as store:
        readers = [
            {"reader": _reader(r.address, r.handle, seen=seen), "status": r.status} for r in everyone(store)
        ]
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
        return {"reader": ("", "?"), "result": "refused", "reason": str(problem)}
    return {"reader": (key, links.handle(key, secret)), "result": str(result), "reason": ""}


def _reader(address: str, handle: str, *, seen: bool) -> str:
    """Return the handle that logs use, for a person's eyes with the first letter and the host of the address."""
    name, at, host = address.rpartition("@")
    return f"{name[:1]}...@{host}{handle}" if seen and at else handle


def _encoding(path: Path) -> str:
    """Return UTF-16 for a file that begins with its mark, as Excel's "Unicode text" does, else UTF-8."""
    with path.open("rb") as file:
        return "utf-16" if file.read(2) in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE} else "utf-8-sig"
