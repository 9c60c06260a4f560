"""Readers, their messages, and what became of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from digest.model.editions import Email
from digest.model.states import DeliveryState, EditionState, SubscriberStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """Somebody who asked for the newsletter. `public_id` stands in links, `handle` (keyed hash) in logs."""

    id: int
    public_id: str
    handle: str
    address: str
    status: SubscriberStatus
    sections: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Letter:
    """What all copies of an email share: its headers but for a reader's own, its bytes cut where the token goes.

    In `headers` a placeholder stands for the token.
    """

    email: Email
    headers: Mapping[str, str]
    parts: tuple[bytes, ...]


@dataclass(frozen=True, kw_only=True)
class Message:
    """One reader's copy. `name` is stable for edition and reader; `head` holds their own headers.

    `sender` is where what cannot be delivered comes back to.
    """

    name: str
    to: str
    token: str
    letter: Letter
    head: bytes = b""
    sender: str = ""

    @cached_property
    def raw(self) -> bytes:
        """RFC 5322 bytes with CRLF line ends, made when a provider first wants them."""
        return self.head + self.token.encode().join(self.letter.parts)


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider took what it was handed, but for `refused` (message name to reason); `provider_id` is its name for it."""

    provider_id: str = ""
    refused: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refused:
    """The provider said never, for this reader."""

    reason: str


@dataclass(frozen=True, slots=True)
class Later:
    """Proved not accepted; may be tried again. `stop` when nothing else would get through now either.

    `wait` is how many seconds the provider asks to be left alone.
    """

    reason: str
    stop: bool = False
    wait: float = 0.0


Outcome = Accepted | Refused | Later


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What became of everybody on the frozen list. The counts add up to `planned`, the size of that list.

    In `by_provider` those whom no provider was asked to reach stand under `none`; `why` says why it stopped,
    `blocked` that running again will not help before a person has acted.
    """

    edition: str
    state: EditionState
    planned: int
    counts: dict[DeliveryState, int] = field(default_factory=dict)
    by_provider: dict[str, dict[DeliveryState, int]] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)
    why: str = ""
    blocked: bool = False
