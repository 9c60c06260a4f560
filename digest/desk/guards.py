"""What guards readers, for the doctor: the secret, the database, and what git must not take."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from digest.config import Environment
from digest.desk import git
from digest.desk.desk import Desk


@dataclass(frozen=True, slots=True)
class Point:
    """One thing looked at: `ok`, `warn` (works, but) or `problem`, with the remedy in its words."""

    level: str
    what: str
    message: str


def secret(desk: Desk) -> Iterator[Point]:
    """Say which key signs."""
    env: Environment = desk.env
    if not env.secrets:
        yield Point("problem", "DIGEST_SECRET", "not set: `digest init .` writes one into .env")
        return
    yield Point(
        "ok",
        "DIGEST_SECRET",
        f"{env.signing[0]} signs"
        + (f", {len(env.secrets) - 1} older still valid" if len(env.secrets) > 1 else ""),
    )


def keys(desk: Desk) -> Iterator[Point]:
    """Say which keys must stay."""
    from digest.store.keys import needed

    if not desk.has_store:
        return
    with desk.store() as store:
        for need in needed(store, desk.env.secrets):
            if need.there:
                yield Point("ok", "DIGEST_SECRET", f"keep {need.key_id}: it is needed for {need.what_for}")
            else:
                yield Point(
                    "problem",
                    "DIGEST_SECRET",
                    f"{need.key_id} is gone or has another secret, and is needed for {need.what_for}: put it back",
                )


def database(desk: Desk) -> Iterator[Point]:
    """Say who is in the database, and whether this copy of it may send."""
    from digest.store import instance
    from digest.store.subscribers import count

    kind = desk.env.database_url.partition(":")[0].partition("+")[0]
    if not desk.has_store:
        yield Point("warn", "database", f"{kind}: not there yet: the first `digest subscribers add` makes it")
        return
    with desk.store() as store:
        counts = {status: n for status, n in count(store).items() if n}
        ours = instance.is_ours(store, instance.identity(store, desk.env.instance))
    yield Point(
        "ok",
        "database",
        f"{kind}: {', '.join(f'{n} {status}' for status, n in counts.items()) or 'no readers yet'}",
    )
    if not ours:
        yield Point(
            "problem",
            "database",
            "this copy cannot send, another machine or place did: if that one never will again, run `digest claim --by NAME`",
        )


def private(desk: Desk) -> Iterator[Point]:
    """Say what git would take that holds people or secrets."""
    from digest.store.place import file, place

    readers = file(place(desk.env.database_url, desk.folder.resolve()))
    names = {".env": ".env", "digest.db": str(readers or "digest.db"), "outbox/": "outbox/1.eml"}
    for what, name in names.items():
        if git.not_ignored(desk.folder, name):
            yield Point(
                "warn",
                "git",
                f"would take {what}, which must stay private: `digest init .` mends .gitignore",
            )
