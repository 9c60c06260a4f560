"""A mail server of yours, over several connections, one reader per transaction."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from digest.config import ConfigError
from digest.config.settings import Sending
from digest.deliver.lines import NoLine, Parcel, Work
from digest.deliver.smtp.hello import Patience, reached
from digest.deliver.smtp.line import Connection
from digest.deliver.smtp.relay import Relay, relay
from digest.model import DigestError, Message, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Smtp:
    """Carries messages to one mail server, which is trusted only with a valid certificate (`SSL_CERT_FILE`)."""

    relay: Relay
    connections: int = 2
    patience: Patience = field(default_factory=Patience)
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context, compare=False, repr=False)
    name: str = "smtp"
    repeatable: bool = False
    chunk: int = 1

    async def open(self) -> Connection:
        """Return a connection that is ready to carry; raise NoLine."""
        wire, offers = await reached(self.relay, self.context, self.patience)
        return Connection(wire=wire, offers=offers, patience=self.patience)

    def send(self, messages: Sequence[Message]) -> Outcome:
        """Send a single message without a ledger, for test copies; raise DigestError when it is in doubt."""
        (message,) = messages
        return asyncio.run(self._one(message))

    async def _one(self, message: Message) -> Outcome:
        only = _Only(Parcel(attempt="", message=message))
        try:
            await self._carried(only)
        except NoLine as problem:
            if not only.doubtful:
                return only.outcome or problem.later
        if only.outcome is None:
            raise DigestError(f"{self.relay}: {only.doubtful}: it may have been taken")
        return only.outcome

    async def _carried(self, work: Work) -> None:
        line = await self.open()
        try:
            await line.carry(work)
            await line.close()
        finally:
            line.abort()


@dataclass(slots=True)
class _Only:
    """The work of carrying one parcel that nobody keeps a ledger of."""

    parcel: Parcel | None
    outcome: Outcome | None = None
    doubtful: str = ""

    async def following(self) -> Parcel | None:
        return self.ready()

    def ready(self) -> Parcel | None:
        parcel, self.parcel = self.parcel, None
        return parcel

    async def mark(self, parcel: Parcel) -> bool:  # noqa: ARG002  # as all Work
        return True

    def settle(self, parcel: Parcel, outcome: Outcome) -> None:  # noqa: ARG002  # as all Work
        self.outcome = outcome

    def doubt(self, parcel: Parcel, reason: str) -> None:  # noqa: ARG002  # as all Work
        self.doubtful = reason

    def back(self, parcel: Parcel) -> None:
        """Nothing to do: whoever sends a test copy sends it again."""


def connect(*, folder: Path, environment: Mapping[str, str], sending: Sending) -> Smtp:  # noqa: ARG001  # as all providers
    """Return the mail server of SMTP_URL; raise ConfigError."""
    return Smtp(
        relay=relay(environment.get("SMTP_URL", "")),
        connections=sending.connections,
        context=_trust(environment.get("SSL_CERT_FILE") or None),
    )


def _trust(authorities: str | None) -> ssl.SSLContext:
    """Return whom to believe that a server is who it says: the machine's authorities, or those in a file."""
    try:
        return ssl.create_default_context(cafile=authorities)
    except (OSError, ssl.SSLError):
        raise ConfigError([f"SSL_CERT_FILE: {authorities}: no certificates can be read there"]) from None
