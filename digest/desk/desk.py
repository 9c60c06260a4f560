"""The desk: one newsletter's folder, settings and clock, opened for one command."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from digest.config import Config, ConfigError, Environment, environment, load
from digest.deliver import providers
from digest.gather import kinds
from digest.gather.addresses import Gate
from digest.model import DigestError

if TYPE_CHECKING:
    from digest.store.engine import Store


class Ending(DigestError):
    """An end that knows more than its words: `document` is what `--json` prints beside the error."""

    def __init__(self, message: str, document: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.document = document or {}


class Refusal(Ending):
    """Refused by policy: not approved, changed since, too late, nobody to send to."""


class Usage(DigestError):
    """The command cannot mean this: the text says what to write instead."""


class Unfinished(Ending):
    """Not finished; the same command goes on where this one stopped."""


class Halted(Ending):
    """It ran, and a person must mend something before it goes on."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A newsletter in hand. `now` is the moment that this command takes for the present."""

    folder: Path
    config: Config
    env: Environment
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        """The newsletter's time zone."""
        zone: ZoneInfo = self.config.newsletter.timezone
        return zone

    @property
    def editions(self) -> Path:
        """Where editions lie, one folder each."""
        return self.folder / "editions"

    def state(self, edition: str) -> Path:
        """Return the folder of an edition's approval and receipt."""
        return self.env.state / "editions" / edition

    def store(self) -> Store:
        """Open the database of people; the caller closes it."""
        from digest.store import open_store

        return open_store(self.env.database_url, self.folder)

    @property
    def has_store(self) -> bool:
        """Whether a database is there already; a SQLite one is made by the first reader."""
        from digest.store import is_there

        return is_there(self.env.database_url, self.folder)


def open_desk(folder: Path, now: datetime, env: Mapping[str, str] | None = None) -> Desk:
    """Return the desk of the newsletter in `folder`; raise ConfigError with every mistake of its settings."""
    known = providers.names()
    desk = Desk(folder, load(folder, kinds.names(), known), environment.load(folder, env), now)
    if mistakes := machine_mistakes(desk.env, known):
        raise ConfigError(mistakes)
    return desk


def machine_mistakes(env: Environment, known: Collection[str]) -> list[str]:
    """Return what is wrong with the environment in the eyes of those who use it; `known` are the providers."""
    mistakes = []
    if env.provider and env.provider not in known:
        mistakes.append(
            f'DIGEST_PROVIDER: there is no provider "{env.provider}": write {", ".join(sorted(known))}'
        )
    try:
        Gate.naming(env.allow_private_hosts)
    except DigestError as problem:
        mistakes.append(str(problem))
    return mistakes
