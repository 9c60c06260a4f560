"""What we hear of a message after it was sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class FeedbackKind(StrEnum):
    """What became of a message, or what its reader wants; `failed` is no fault of the address."""

    DELIVERED = "delivered"
    BOUNCED = "bounced"
    FAILED = "failed"
    COMPLAINED = "complained"
    LEFT = "left"


LAST_WORDS = {FeedbackKind.BOUNCED, FeedbackKind.COMPLAINED, FeedbackKind.LEFT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """One thing heard of one reader, whom `token` proves, `message` (the left of our Message-ID) or `address` tell.

    `event_id` is the same when the same is heard again; `attempt` and `edition` where they are known.
    """

    kind: FeedbackKind
    address: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    message: str = ""
    attempt: str = ""
    edition: str = ""
    event_id: str = ""
    at: datetime | None = None
    reason: str = ""

    @property
    def suppresses(self) -> bool:
        """Whether this address is never to be written to again."""
        return self.kind in LAST_WORDS


@dataclass(frozen=True, slots=True)
class SetAside:
    """Something that is no feedback, and why."""

    reason: str


Heard = Feedback | SetAside
