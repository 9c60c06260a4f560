"""One chunk from the ledger to the provider, and the answer back into the ledger."""

from __future__ import annotations

import logging
import os
import platform
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from digest import links
from digest.deliver.message import Encoded, NoMessage, address, message_id
from digest.deliver.providers import Provider
from digest.model import Accepted, DigestError, Later, Message, Refused, Subscriber
from digest.store import ledger
from digest.store.engine import Store
from digest.store.ledger import Claim

PATIENCE = 3  # chunks in a row that do not get through end a run
Stop = Callable[[], bool]
_log = logging.getLogger("digest")


@dataclass(slots=True, kw_only=True)
class Handover:
    """One run of one edition through one provider; `setbacks` counts the chunks in a row that did not get through."""

    store: Store
    edition: str
    encoded: Encoded
    provider: Provider
    key_id: str
    secret: str
    clock: Callable[[], datetime]
    setbacks: int = 0

    def claims(self, stop: Stop) -> Iterator[Claim]:
        """Yield attempts to make: first those found open that may be made again, then planned chunks."""
        for claim in self.found_open(repeat=self.provider.repeatable):
            if stop():
                return
            yield claim
        for chunk in ledger.planned(self.store, self.edition):
            if stop():
                return
            if claimed := self._claim(chunk):
                yield claimed

    def found_open(self, *, repeat: bool) -> list[Claim]:
        """Return the attempts an earlier run left open that this one may repeat; park the others as unknown."""
        again = []
        for claim in ledger.unsettled(self.store, self.edition):
            if repeat and claim.provider == self.provider.name:
                again.append(claim)
            else:
                ledger.park(self.store, claim, "the run ended before the provider answered", now=self.clock())
        return again

    def hand_over(self, claim: Claim) -> Later | None:
        """Send one chunk and write down how it ended; return why nothing more will get through, if so."""
        messages, failed = self._messages(claim.members)
        try:
            outcome = (
                self.provider.send(list(messages.values())) if messages else Refused("no usable address")
            )
        except Exception as problem:  # noqa: BLE001  # whatever it is, the provider may have taken them
            return self._in_doubt(claim, problem)
        if isinstance(outcome, Accepted):
            failed |= {
                who: outcome.refused[m.name] for who, m in messages.items() if m.name in outcome.refused
            }
        settled = ledger.settle(self.store, claim, outcome, failed=failed, now=self.clock())
        if not (settled or self.provider.repeatable):
            said = type(outcome).__name__.lower()
            _log.warning(
                "%s: chunk %d was %s, but settled otherwise meanwhile", self.edition, claim.chunk, said
            )
        if isinstance(outcome, Later):
            return self._setback(outcome)
        self.setbacks = 0
        return None

    def _claim(self, chunk: int) -> Claim | None:
        worker = f"{platform.node()}:{os.getpid()}"
        return ledger.claim(
            self.store, self.edition, chunk, provider=self.provider.name, worker=worker, now=self.clock()
        )

    def _messages(self, members: Iterable[Subscriber]) -> tuple[dict[int, Message], dict[int, str]]:
        """Return each reader's copy, and why some can have none: they fail alone."""
        messages, failed = {}, {}
        for member in members:
            token = links.sign(member.public_id, self.secret, self.key_id)
            name = message_id(self.edition, member.public_id, self.secret)
            try:
                messages[member.id] = address(self.encoded, member, token=token, message_id=name)
            except NoMessage as problem:
                failed[member.id] = str(problem)
        return messages, failed

    def _in_doubt(self, claim: Claim, problem: Exception) -> Later | None:
        """Leave open what may be repeated, for the next run; park the rest."""
        words = f"{self.provider.name}: {_words(problem)}"
        if self.provider.repeatable:
            return Later(words)
        ledger.park(self.store, claim, words, now=self.clock())
        return self._setback(Later(words))

    def _setback(self, later: Later) -> Later | None:
        self.setbacks += 1
        return later if later.stop or self.setbacks >= PATIENCE else None


def _words(problem: Exception) -> str:
    """Say what went wrong without what a library may have put into its message: addresses, keys."""
    if isinstance(problem, DigestError):
        return str(problem)
    return (isinstance(problem, OSError) and problem.strerror) or type(problem).__name__
