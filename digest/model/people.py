"""Readers, their messages, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass, field

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One reader's copy: RFC 5322 bytes with CRLF line ends. `name` is stable for edition and reader.

    `sender` is where what cannot be delivered comes back to.
    """

    name: str
    to: str
    raw: bytes
    sender: str = ""


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
    """Proved not accepted; may be tried again. `stop` when nothing else would get through now either."""

    reason: str
    stop: bool = False


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
