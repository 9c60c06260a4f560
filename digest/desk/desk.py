"""The desk: one newsletter's folder, settings and clock, opened for one command."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from digest.config import Config, Environment, environment, load
from digest.gather import kinds
from digest.model import DigestError

if TYPE_CHECKING:
    from digest.store.engine import Store


class Refusal(DigestError):
    """Refused by policy: not approved, changed since, too late, nobody to send to."""


class Usage(DigestError):
    """The command cannot mean this: the text says what to write instead."""


class Unfinished(DigestError):
    """Not finished; the same command goes on where this one stopped."""


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

        return open_store(self.env.database_url)

    @property
    def has_store(self) -> bool:
        """Whether a database is there already; a SQLite one is made by the first reader."""
        path = self.env.database_url.removeprefix("sqlite:///")
        return path == self.env.database_url or Path(path).exists()


def open_desk(folder: Path, now: datetime, env: Mapping[str, str] | None = None) -> Desk:
    """Return the desk of the newsletter in `folder`; raise ConfigError with every mistake of its settings."""
    return Desk(folder, load(folder, kinds.names()), environment.load(folder, env), now)
