"""The words of the newsletter: every value that passes from one room to the next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from typing import Any


class DigestError(Exception):
    """Something an editor can mend; its text is a sentence for them."""


class SourceError(DigestError):
    """A source could not be read; the edition goes on without it."""


class SourceWarning(UserWarning):
    """Something in a source that an editor should know; parsers say it with `warnings.warn`."""


class Body(bytes):
    """What a source answered, with its final address and content type where the transport told them."""

    url: str = ""
    content_type: str = ""


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


@dataclass(frozen=True, slots=True)
class Window:
    """Two half-open spans: what was published in [opens, closes) is news, what starts in [begins, ends) is coming up."""

    opens: datetime
    closes: datetime
    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing a source said: clean plain text, links http(s) only, times with their zone.

    `keys` are the names under which the same thing may come again; `also_from` the other sources that said it;
    `credit` the source as readers see it, filled in by an edition.
    """

    id: str
    source: str
    section: str
    title: str
    url: str | None = None
    summary: str = ""
    image: str | None = None
    keys: tuple[str, ...] = ()
    also_from: tuple[str, ...] = ()
    first_seen: datetime | None = None
    offered: bool = False
    why: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Item):
    """A post, an announcement: something that was published."""

    published: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Item):
    """One calendar occurrence; `ends` is exclusive (RFC 5545), for an all-day event midnight after its last day."""

    starts: datetime
    ends: datetime | None = None
    all_day: bool = False
    place: str = ""
    online: bool = False
    rsvp: str | None = None
    organiser: str = ""
    closes: datetime | None = None
    status: EventStatus = EventStatus.CONFIRMED


ITEM_KEYS = tuple(
    [
        "id",
        "kind",
        "source",
        "title",
        "url",
        "summary",
        "published",
        "starts",
        "ends",
        "all_day",
        "place",
        "online",
        "rsvp",
        "organiser",
        "closes",
        "status",
        "image",
        "section",
        "keys",
        "also_from",
        "first_seen",
        "offered",
        "why",
    ]
)
_TIMES = {"published", "starts", "ends", "closes", "first_seen"}
_TUPLES = {"keys", "also_from"}


def as_json(item: Item) -> dict[str, Any]:
    """Return an item as plain JSON values, the same keys for entries and events, times ISO 8601 with offset."""

    def plain(name: str) -> Any:
        match getattr(item, name, None):
            case datetime() as moment:
                return moment.isoformat()
            case tuple() as several:
                return list(several)
            case value:
                return value

    kind = "event" if isinstance(item, Event) else "entry"
    return {name: kind if name == "kind" else plain(name) for name in ITEM_KEYS}


def from_json(data: dict[str, Any]) -> Entry | Event:
    """Return the item that `as_json` wrote; unknown keys are left out, a missing one raises KeyError or TypeError."""
    kind: type[Entry] | type[Event] = Event if data["kind"] == "event" else Entry
    known = {f.name for f in fields(kind)}
    values: dict[str, Any] = {}
    for name, value in data.items():
        if name not in known or (value is None and name != "url"):
            continue
        if name in _TIMES:
            values[name] = datetime.fromisoformat(value)
        elif name in _TUPLES:
            values[name] = tuple(value)
        else:
            values[name] = EventStatus(value) if name == "status" else value
    return kind(**values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One source read once. `problem` is a sentence when it failed; `first` when nobody had read it before."""

    source: str
    kind: str
    at: datetime
    status: VisitStatus
    items: tuple[Item, ...] = ()
    problem: str | None = None
    warnings: tuple[str, ...] = ()
    seconds: float = 0.0
    first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A standing link in a section that `shows: links`."""

    title: str
    url: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One section of an edition as readers see it; `more` items did not fit."""

    id: str
    title: str
    shows: str
    items: tuple[Item, ...] = ()
    links: tuple[Link, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One number of the newsletter, ready to render. `intro` is Markdown; `changed` the last change of its words."""

    id: str
    subject: str
    preheader: str
    intro: str
    send_at: datetime
    changed: datetime
    parts: tuple[Part, ...]
    sources_read: int = 0
    sources_all: int = 0

    @property
    def items(self) -> Iterable[Item]:
        """Every item of every part, in order."""
        return (item for part in self.parts for item in part.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class Email:
    """What everybody gets: the same bytes but for personal links, where `links.PLACEHOLDER` stands."""

    edition: str
    subject: str
    preheader: str
    sender: str
    reply_to: str
    html: str
    text: str
    calendar: str
    sha256: str


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
    """One reader's copy: RFC 5322 bytes with CRLF line ends. `name` is stable for edition and reader."""

    name: str
    to: str
    raw: bytes


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
class Finding:
    """Something `check` noticed, with the place to mend it."""

    level: Level
    rule: str
    message: str
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """A named person's word that exactly this content goes out."""

    edition: str
    commit: str | None
    inputs: str
    sha256: str
    by: str
    at: datetime


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
