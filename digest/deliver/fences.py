"""What a provider must be able to do that takes messages before their time, and takes them back when nobody can know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, Self, runtime_checkable

from digest.model import Later, Message, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try at a chunk: an opaque id, the batch by which it can be taken back, and when it is to go out."""

    id: str
    batch: str = ""
    send_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Fenced:
    """Whatever the provider has under this batch, or still gets, will never go out."""


@dataclass(frozen=True, slots=True)
class Unfenced:
    """It cannot be taken back any more: its readers may have it."""

    reason: str


@runtime_checkable
class Fences(Protocol):
    """A provider that can be told when messages are to go out, and told otherwise before."""

    @property
    def name(self) -> str: ...

    @property
    def chunk(self) -> int: ...

    def reserve(self) -> str | Later:
        """Return a new batch, to be written down before the attempt that uses it."""

    def under(self, attempt: Attempt) -> Self:
        """Return the provider for one attempt: what it sends goes out at that moment, and can be fenced."""

    def send(self, messages: Sequence[Message]) -> Outcome: ...

    def fence(self, attempt: Attempt, *, now: datetime) -> Fenced | Unfenced | Later:
        """Take an attempt back that the ledger holds as fencing: the other order loses people."""

    def release(self, attempt: Attempt, *, now: datetime) -> bool:
        """Free what a fenced attempt holds at the provider, once its time is over."""
