"""Where an edition, a reader, a delivery, an attempt or a visit stands."""

from __future__ import annotations

from enum import StrEnum


class EventStatus(StrEnum):
    """RFC 5545 section 3.8.1.11, as it concerns a reader."""

    CONFIRMED = "confirmed"
    TENTATIVE = "tentative"
    CANCELLED = "cancelled"


class VisitStatus(StrEnum):
    """How one reading of one source ended."""

    OK = "ok"
    UNCHANGED = "unchanged"
    EMPTY = "empty"
    FAILED = "failed"


class EditionState(StrEnum):
    """Where an edition stands between the first draft and the last reader."""

    DRAFT = "draft"
    APPROVED = "approved"
    SENDING = "sending"
    STOPPED = "stopped"
    SENT = "sent"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"
    MISSED = "missed"


class SubscriberStatus(StrEnum):
    """Whether somebody gets editions."""

    PENDING = "pending"
    ACTIVE = "active"
    PAUSED = "paused"
    LEFT = "left"


class DeliveryState(StrEnum):
    """What became of one edition for one subscriber; `sent` is accepted by the provider, not delivered."""

    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    SUPPRESSED = "suppressed"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


class AttemptState(StrEnum):
    """One try at a chunk: written down before the first byte leaves."""

    OPEN = "open"
    DOTTED = "dotted"
    FENCING = "fencing"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    REFUSED = "refused"
    FENCED = "fenced"
    UNKNOWN = "unknown"


class Level(StrEnum):
    """How much a finding matters: only `block` stops an approval."""

    BLOCK = "block"
    WARN = "warn"
    NOTE = "note"
