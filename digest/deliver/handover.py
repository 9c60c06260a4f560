"""One chunk from the ledger to the provider, and the answer back into the ledger."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from digest.deliver.message import NoMessage
from digest.deliver.providers import Provider
from digest.deliver.run import PATIENCE, Run
from digest.model import Accepted, DigestError, Later, Message, Refused, Subscriber
from digest.store import ledger
from digest.store.ledger import Claim

TELL_EVERY = 0.5
_log = logging.getLogger("digest")


@dataclass(slots=True)
class Handover:
    """One run of one edition through one provider; `setbacks` counts the chunks in a row that did not get through."""

    run: Run
    provider: Provider
    setbacks: int = 0
    _told: float = field(default_factory=time.monotonic)

    def all_chunks(self, found: list[Claim]) -> Later | None:
        """Hand over what was `found` open, then what is planned; return why nothing more gets through, if so."""
        for claim in self._claims(found):
            if ending := self.hand_over(claim):
                return ending
            if time.monotonic() - self._told > TELL_EVERY:
                self.run.tell()
                self._told = time.monotonic()
            self.run.pace.after(len(claim.members), self.run.stop)
        return None

    def _claims(self, found: list[Claim]) -> Iterator[Claim]:
        for claim in found:
            if self.run.stop():
                return
            yield claim
        for chunk in ledger.planned(self.run.store, self.run.edition):
            if self.run.stop():
                return
            if claimed := self._claim(chunk):
                yield claimed

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
        settled = ledger.settle(self.run.store, claim, outcome, failed=failed, now=self.run.clock())
        if not (settled or self.provider.repeatable):
            said = type(outcome).__name__.lower()
            _log.warning(
                "%s: chunk %d was %s, but settled otherwise meanwhile", self.run.edition, claim.chunk, said
            )
        if isinstance(outcome, Later):
            return self._setback(outcome)
        self.setbacks = 0
        return None

    def _claim(self, chunk: int) -> Claim | None:
        run = self.run
        run.worker.renew()
        return ledger.claim(
            run.store, run.edition, chunk, provider=self.provider.name, worker=run.worker.id, now=run.clock()
        )

    def _messages(self, members: Iterable[Subscriber]) -> tuple[dict[int, Message], dict[int, str]]:
        """Return each reader's copy, and why some can have none: they fail alone."""
        messages, failed = {}, {}
        for member in members:
            try:
                messages[member.id] = self.run.copies.of(member)
            except NoMessage as problem:
                failed[member.id] = str(problem)
        return messages, failed

    def _in_doubt(self, claim: Claim, problem: Exception) -> Later | None:
        """Leave open what may be repeated, for the next run; park the rest."""
        words = f"{self.provider.name}: {_words(problem)}"
        if self.provider.repeatable:
            return Later(words)
        ledger.park(self.run.store, claim, words, now=self.run.clock())
        return self._setback(Later(words))

    def _setback(self, later: Later) -> Later | None:
        self.setbacks += 1
        return later if later.stop or self.setbacks >= PATIENCE else None


def _words(problem: Exception) -> str:
    """Say what went wrong without what a library may have put into its message: addresses, keys."""
    if isinstance(problem, DigestError):
        return str(problem)
    return (isinstance(problem, OSError) and problem.strerror) or type(problem).__name__
