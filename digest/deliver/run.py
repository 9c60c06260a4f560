"""What one run of one edition works with: the ledger, each reader's copy, the clock, and who may say stop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from digest import links
from digest.deliver.message import Encoded, address, message_id
from digest.deliver.pace import Pace
from digest.model import Account, Message, Subscriber
from digest.store import accounts
from digest.store.engine import Store
from digest.store.workers import Worker

PATIENCE = 3  # setbacks in a row that end a run, for each that hands over
Stop = Callable[[], bool]
Told = Callable[[Account], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """Each reader's copy of an email, the same bytes however often it is made."""

    edition: str
    encoded: Encoded
    key_id: str
    secret: str

    def of(self, reader: Subscriber) -> Message:
        """Return a reader's copy; raise NoMessage when there can be none."""
        token = links.sign(reader.public_id, self.secret, self.key_id)
        name = message_id(self.edition, reader.public_id, self.secret)
        return address(self.encoded, reader, token=token, message_id=name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of one edition; `scheduled` is when it is to go out, None for as soon as may be."""

    store: Store
    edition: str
    copies: Copies
    worker: Worker
    clock: Callable[[], datetime]
    pace: Pace = field(default_factory=lambda: Pace(None))
    stop: Stop = lambda: False
    told: Told = lambda _: None
    scheduled: datetime | None = None
    fence_limit: int = 8

    def tell(self) -> None:
        """Tell how far it got."""
        self.told(accounts.account(self.store, self.edition))
