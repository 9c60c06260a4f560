"""What is set up, what is missing, and how to mend it."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from digest import __version__
from digest.config import Config, ConfigError, environment, load, placeholders
from digest.deliver import providers
from digest.desk import account, build, editions, guards
from digest.desk.desk import Desk, machine_mistakes
from digest.desk.guards import Point
from digest.gather import kinds
from digest.model import DigestError


def doctor(
    folder: Path, now: datetime, given: Mapping[str, str] | None = None, *, ask: bool = False
) -> list[Point]:
    """Look at everything and return what was found, the provider's account if it may `ask`; never raises for it."""
    points = [Point("ok", "digest", f"{__version__} on Python {platform.python_version()}")]
    known = providers.names()
    try:
        config = load(folder, kinds.names(), known)
    except ConfigError as problem:
        return [*points, *(Point("problem", "sources.yaml", line) for line in problem.mistakes)]
    try:
        env = environment.load(folder, given)
        mistakes = machine_mistakes(env, known)
    except ConfigError as problem:
        mistakes = problem.mistakes
    if mistakes:
        return [*points, *(Point("problem", "environment", line) for line in mistakes)]
    desk = Desk(folder, config, env, now)
    looks: list[Callable[[Desk], Iterator[Point]]] = [
        _settings,
        guards.secret,
        guards.keys,
        guards.database,
        guards.private,
        _templates,
        _provider,
        _editions,
        *([account.tracking] if ask else []),
    ]
    for look in looks:
        try:
            points += look(desk)
        except Exception as problem:  # noqa: BLE001  # a doctor who faints helps nobody
            points.append(Point("problem", look.__name__.strip("_"), _words(problem)))
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


def _words(problem: Exception) -> str:
    if isinstance(problem, DigestError | OSError):
        return str(problem)
    return f"cannot be looked at: {type(problem).__name__}"


def _templates(desk: Desk) -> Iterator[Point]:
    found, newsletter = build.templates(desk), desk.config.newsletter
    found.words(newsletter.language, newsletter.timezone)  # says what its language file lacks
    used, own = found.fingerprint(), desk.folder / "templates"
    yield Point(
        "ok",
        "templates",
        f"{len(used)} in effect, " + ("some of your own" if own.is_dir() else "all as shipped"),
    )


def _provider(desk: Desk) -> Iterator[Point]:
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
