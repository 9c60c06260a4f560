"""What is set up, what is missing, and how to mend it."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from digest import __version__
from digest.config import Config, ConfigError, Environment, environment, load, placeholders
from digest.desk import build, editions
from digest.desk.desk import Desk
from digest.gather import kinds
from digest.model import DigestError


@dataclass(frozen=True, slots=True)
class Point:
    """One thing looked at: `ok`, `warn` (works, but) or `problem`, with the remedy in its words."""

    level: str
    what: str
    message: str


def doctor(folder: Path, now: datetime, given: Mapping[str, str] | None = None) -> list[Point]:
    """Look at everything and return what was found; never raises for what it finds."""
    points = [Point("ok", "digest", f"{__version__} on Python {platform.python_version()}")]
    try:
        config = load(folder, kinds.names())
    except ConfigError as problem:
        return [*points, *(Point("problem", "sources.yaml", line) for line in problem.mistakes)]
    try:
        env = environment.load(folder, given)
    except ConfigError as problem:
        return [*points, *(Point("problem", "environment", line) for line in problem.mistakes)]
    desk = Desk(folder, config, env, now)
    looks: list[Callable[[Desk], Iterator[Point]]] = [
        _settings,
        _secret,
        _database,
        _templates,
        _provider,
        _editions,
    ]
    for look in looks:
        try:
            points += look(desk)
        except DigestError as problem:
            points.append(Point("problem", look.__name__.strip("_"), str(problem)))
    return points


def _settings(desk: Desk) -> Iterator[Point]:
    config: Config = desk.config
    yield Point(
        "ok",
        "sources.yaml",
        f"{len(config.enabled)} of {len(config.sources)} sources enabled, {len(config.sections)} sections",
    )
    for name in placeholders(config):
        yield Point(
            "warn",
            "sources.yaml",
            f"newsletter.{name} still holds an example address: nothing can be approved before it is yours",
        )


def _secret(desk: Desk) -> Iterator[Point]:
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


def _database(desk: Desk) -> Iterator[Point]:
    from digest.store.subscribers import count

    kind = desk.env.database_url.partition(":")[0].partition("+")[0]
    if not desk.has_store:
        yield Point("warn", "database", f"{kind}: not there yet: the first `digest subscribers add` makes it")
        return
    with desk.store() as store:
        counts = {status: n for status, n in count(store).items() if n}
    yield Point(
        "ok",
        "database",
        f"{kind}: {', '.join(f'{n} {status}' for status, n in counts.items()) or 'no readers yet'}",
    )


def _templates(desk: Desk) -> Iterator[Point]:
    used = build.templates(desk).fingerprint()
    own = desk.folder / "templates"
    yield Point(
        "ok",
        "templates",
        f"{len(used)} in effect, " + ("some of your own" if own.is_dir() else "all as shipped"),
    )


def _provider(desk: Desk) -> Iterator[Point]:
    from digest.deliver import providers

    name = desk.env.provider or desk.config.send.provider
    providers.provider(name, folder=desk.folder, environment=desk.env.values, sending=desk.config.send)
    words = "writes messages to files, nothing leaves this machine" if name == "outbox" else "is known"
    yield Point("ok", "provider", f"{name} {words}")


def _editions(desk: Desk) -> Iterator[Point]:
    known = editions.standings(desk)
    for standing in known.values():
        yield Point(
            "ok",
            "edition",
            f"{standing.slot.id} is {standing.state}, for {standing.slot.send_at:%Y-%m-%d %H:%M}",
        )
    slot = editions.due_next(desk, known)
    yield Point("ok", "schedule", f"next is {slot.id}, {slot.send_at:%A %d %B %Y %H:%M}")
