"""What we hear back is acted on at once: whoever bounced, complained or left gets nothing more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO

from digest import links
from digest.config import ConfigError
from digest.deliver.feedback import heard, mailbox, read, verify
from digest.deliver.message import message_id
from digest.desk.desk import Desk, Usage
from digest.desk.subscribers import not_in_public
from digest.model import Subscriber
from digest.model.feedback import Feedback, FeedbackKind, Heard, SetAside

if TYPE_CHECKING:
    from digest.store.engine import Store

UNPROVED = "a bounce or complaint that does not show our message: anybody could have written it"
STRANGER = "about somebody who is no reader"


def by_mail(desk: Desk, where: str | None, *, pipe: BinaryIO) -> dict[str, Any]:
    """Read letters from an imaps:// address, a file or `-`; return counts. Raise Usage, NoMailbox."""
    not_in_public(desk)
    named = where or desk.env.values.get("DIGEST_MAILBOX")
    if not named:
        raise Usage(
            "where do letters come in? --mailbox imaps://user:password@host/INBOX, a FILE, or - for a pipe"
        )
    letters = (one for letter in mailbox.letters(named, pipe=pipe) for one in read(letter))
    return _take(desk, letters, signed=False)


def by_webhook(desk: Desk, body: bytes, *, signature: str, timestamp: str) -> dict[str, Any]:
    """Take one call of SendGrid's event webhook; return counts. Raise Unsigned, which is answered with 401."""
    key = desk.env.values.get("SENDGRID_WEBHOOK_KEY")
    if not key:
        raise ConfigError(
            ["SENDGRID_WEBHOOK_KEY: not set: copy it from the event webhook's page at SendGrid"]
        )
    verify(body, signature=signature, timestamp=timestamp, key=key, now=desk.now)
    return _take(desk, heard(body), signed=True)


@dataclass(slots=True)
class _Intake:
    """What was heard in one go; an event that is told twice counts once."""

    desk: Desk
    store: Store
    signed: bool
    counts: Counter[str] = field(default_factory=Counter)
    aside: Counter[str] = field(default_factory=Counter)
    known: set[str] = field(default_factory=set)

    def take(self, one: Heard) -> None:
        from digest.store import subscribers

        if isinstance(one, SetAside):
            self.aside[one.reason] += 1
            return
        if one.event_id and one.event_id in self.known:
            return
        self.known.add(one.event_id)
        reader = self._reader(one)
        if reader is None:
            self.aside[STRANGER] += 1
        elif not self._believed(one, reader):
            self.aside[UNPROVED] += 1
        else:
            self.counts[one.kind] += 1
            if one.suppresses:
                keys, now = self.desk.env.keys, self.desk.now
                subscribers.suppress(self.store, reader.address, one.kind, secrets=keys, now=now)

    def _reader(self, one: Feedback) -> Subscriber | None:
        from digest.store import subscribers
        from digest.store.addresses import BadAddress

        if one.token:
            public_id = links.verify(one.token, self.desk.env.keys)
            return subscribers.named(self.store, public_id) if public_id else None
        try:
            return subscribers.find(self.store, one.address)
        except BadAddress:
            return None

    def _believed(self, one: Feedback, reader: Subscriber) -> bool:
        """Return whether it is signed, shows our message, or is a reader's own wish."""
        if self.signed or one.token or one.kind not in {FeedbackKind.BOUNCED, FeedbackKind.COMPLAINED}:
            return True
        secrets = self.desk.env.keys.values()
        return any(one.message == message_id(one.edition, reader.public_id, secret) for secret in secrets)


def _take(desk: Desk, found: Iterable[Heard], *, signed: bool) -> dict[str, Any]:
    with desk.store() as store:
        intake = _Intake(desk, store, signed)
        for one in found:
            intake.take(one)
    return {
        **{kind.value: intake.counts[kind] for kind in FeedbackKind},
        "set_aside": sum(intake.aside.values()),
        "reasons": dict(intake.aside.most_common()),
    }
