"""One chunk from the ledger to the provider, and the answer back into the ledger."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from digest.deliver import fencing
from digest.deliver.fences import Fenced, Fences, Unfenced
from digest.deliver.message import NoMessage
from digest.deliver.providers import Provider
from digest.deliver.run import PATIENCE, Run
from digest.model import Accepted, DigestError, Later, Message, Refused, Subscriber
from digest.store import ledger
from digest.store.ledger import Claim

TELL_EVERY = 0.5
PATIENT = 60.0  # seconds that a run waits when the provider asks for it
_log = logging.getLogger("digest")


@dataclass(slots=True)
class Handover:
    """One run of one edition through one provider; `setbacks` counts the chunks in a row that did not get through."""

    run: Run
    provider: Provider
    setbacks: int = 0
    _queue: deque[Claim | int] = field(default_factory=deque)
    _told: float = field(default_factory=time.monotonic)

    def all_chunks(self, found: list[Claim]) -> Later | None:
        """Hand over what was `found` open, then what is planned; return why nothing more gets through, if so."""
        self._queue.extend([*found, *ledger.planned(self.run.store, self.run.edition)])
        while self._queue and not self.run.stop():
            if ending := self._one(self._queue.popleft()):
                return ending
            if time.monotonic() - self._told > TELL_EVERY:
                self.run.tell()
                self._told = time.monotonic()
        return None

    def _one(self, following: Claim | int) -> Later | None:
        claim = self._claim(following) if isinstance(following, int) else following
        if not isinstance(claim, Claim):
            return claim and self._setback(claim)
        ending = self.hand_over(claim)
        if not ending:
            self.run.pace.after(len(claim.members), self.run.stop)
        return ending

    def hand_over(self, claim: Claim) -> Later | None:
        """Send one chunk and write down how it ended; return why nothing more will get through, if so."""
        messages, failed = self._messages(claim.members)
        try:
            outcome = (
                self._under(claim).send(list(messages.values())) if messages else Refused("no usable address")
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
            return self._setback(outcome, claim)
        self.setbacks = 0
        return None

    def _claim(self, chunk: int) -> Claim | Later | None:
        run, provider = self.run, self.provider
        run.worker.renew()
        batch = provider.reserve() if isinstance(provider, Fences) else None
        if isinstance(batch, Later):
            return batch
        return ledger.claim(
            run.store,
            run.edition,
            chunk,
            provider=provider.name,
            worker=run.worker.id,
            now=run.clock(),
            batch=batch,
            send_at=fencing.moment(run) if batch else None,
        )

    def _under(self, claim: Claim) -> Provider:
        if isinstance(self.provider, Fences) and claim.batch:
            return self.provider.under(fencing.attempt(claim))
        return self.provider

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
        """Leave open what may be repeated, for the next run; take back what can be; park the rest."""
        words = f"{self.provider.name}: {_words(problem)}"
        if self.provider.repeatable:
            return Later(words)
        if isinstance(self.provider, Fences) and claim.batch:
            return self._take_back(self.provider, claim, words)
        ledger.park(self.run.store, claim, words, now=self.run.clock())
        return self._setback(Later(words))

    def _take_back(self, provider: Fences, claim: Claim, words: str) -> Later | None:
        match fencing.take_back(self.run, provider, claim, why=words):
            case Fenced():
                self._queue.append(claim.chunk)
            case Later() as later:
                return self._setback(later)
            case Unfenced():
                pass
        return self._setback(Later(words))

    def _setback(self, later: Later, claim: Claim | None = None) -> Later | None:
        """Return why the run ends, if it does; wait as long as the provider asks, then `claim` is made again."""
        self.setbacks += 1
        if later.stop or self.setbacks >= PATIENCE or later.wait > PATIENT:
            return later
        if later.wait and claim:
            self.run.pace.rest(later.wait, self.run.stop)
            self._queue.append(claim.chunk)
        return None


def _words(problem: Exception) -> str:
    """Say what went wrong without what a library may have put into its message: addresses, keys."""
    if isinstance(problem, DigestError):
        return str(problem)
    return (isinstance(problem, OSError) and problem.strerror) or type(problem).__name__
