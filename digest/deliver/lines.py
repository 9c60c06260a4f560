"""What a provider with connections of its own must be able to do, and what it is given to do it with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from digest.model import Later, Message, Outcome


@dataclass(slots=True, eq=False)
class Parcel:
    """One reader's copy and the attempt at it; `tries` counts connections that broke with it in hand."""

    attempt: str
    message: Message
    tries: int = 0


class NoLine(Exception):
    """No connection, or none any more; nothing that was in hand can have been taken."""

    def __init__(self, later: Later) -> None:
        super().__init__(later.reason)
        self.later = later


class TakenOver(NoLine):
    """The connection was given up because another run took over what was under way on it."""


class Work(Protocol):
    """What one connection takes its parcels from, and tells how each of them ended."""

    async def following(self) -> Parcel | None:
        """Return the next parcel when it is due, None when there is none."""

    def ready(self) -> Parcel | None:
        """Return the next parcel if it is due already."""

    async def mark(self, parcel: Parcel) -> bool:
        """Write down, for good, that from now on it may be taken; False when it is another's by now."""

    def settle(self, parcel: Parcel, outcome: Outcome) -> None:
        """Say how a parcel ended."""

    def doubt(self, parcel: Parcel, reason: str) -> None:
        """Say that nobody can know how a marked parcel ended."""

    def back(self, parcel: Parcel) -> None:
        """Give back a parcel that cannot have been taken."""


class Line(Protocol):
    """One connection."""

    async def carry(self, work: Work) -> None:
        """Carry parcels, one transaction each, until there are none; raise NoLine when the connection breaks."""

    async def close(self) -> None:
        """Say good-bye."""

    def abort(self) -> None:
        """Break the connection at once: whatever is under way stays incomplete."""


@runtime_checkable
class Lines(Protocol):
    """A provider that is handed one message at a time over several connections."""

    @property
    def name(self) -> str: ...

    @property
    def connections(self) -> int: ...

    async def open(self) -> Line:
        """Return a connection that is ready to carry; raise NoLine."""
