"""What we hear back is acted on at once: whoever bounced, complained or left gets nothing more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
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
BATCH = 500
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
    """What was heard in one go; an event that is told again, now or another day, counts once."""

    desk: Desk
    store: Store
    signed: bool
    counts: Counter[str] = field(default_factory=Counter)
    aside: Counter[str] = field(default_factory=Counter)

    def take(self, heard: Sequence[Heard]) -> None:
        """Act on what was heard, then write down that it was."""
        from digest.store import feedback

        found = {self._name(one, reader): (one, reader) for one, reader in self._about_readers(heard)}
        before = feedback.known(self.store, found)
        new = [(name, *pair) for name, pair in found.items() if name not in before]
        names = feedback.editions_of(self.store, {one.attempt for _, one, _ in new})
        for _, one, reader in new:
            self._act(one, reader)
        words = [
            feedback.Word(
                event_id=name,
                edition=one.edition or names.get(one.attempt, ""),
                kind=one.kind,
                at=one.at or self.desk.now,
            )
            for name, one, _ in new
        ]
        feedback.record(self.store, words)
        self.counts.update(word.kind for word in words)

    def _about_readers(self, heard: Sequence[Heard]) -> Iterator[tuple[Feedback, Subscriber]]:
        """Yield what is about a reader and can be believed; the rest is set aside."""
        for one in heard:
            if isinstance(one, SetAside):
                self.aside[one.reason] += 1
            elif (reader := self._reader(one)) is None:
                self.aside[STRANGER] += 1
            elif not self._believed(one, reader):
                self.aside[UNPROVED] += 1
            else:
                yield one, reader

    def _act(self, one: Feedback, reader: Subscriber) -> None:
        """Never write again to whom that is about: what was acted on and not written down is acted on again."""
        from digest.store import leaving, subscribers

        keys, now = self.desk.env.keys, self.desk.now
        if one.kind is FeedbackKind.LEFT:
            leaving.leave(self.store, reader.public_id, secrets=keys, now=now)
        elif one.suppresses:
            subscribers.suppress(self.store, reader.address, one.kind, secrets=keys, now=now)

    def _name(self, one: Feedback, reader: Subscriber) -> str:
        """Return the event's own id; a letter has none, so it counts once for each message, and names nobody."""
        if one.event_id:
            return one.event_id
        what = f"{one.kind}:{one.edition or self.desk.now.isoformat()}:{reader.public_id}"
        return links.hashed(what, self.desk.env.signing[1])

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
        rest = iter(found)
        while batch := list(islice(rest, BATCH)):
            intake.take(batch)
    return {
        **{kind.value: intake.counts[kind] for kind in FeedbackKind},
        "set_aside": sum(intake.aside.values()),
        "reasons": dict(intake.aside.most_common()),
    }
