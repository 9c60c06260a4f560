"""The provider: messages out, one outcome for the chunk back."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from digest.config.settings import Sending
from digest.deliver.fences import Attempt, Fenced, Unfenced
from digest.deliver.sendgrid import fence
from digest.deliver.sendgrid.api import Api, NotReached, access
from digest.deliver.sendgrid.outcome import Fault, judge
from digest.deliver.sendgrid.payload import READERS, Copy, Form, body, form
from digest.deliver.sendgrid.sift import sift
from digest.model import Accepted, Email, Later

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_MAILBOX = re.compile(
    rf"(?=.{{6,254}}$)(?=.{{1,64}}@){_ATOM}(?:\.{_ATOM})*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
)
UNFIT = "SendGrid carries no mail to an address of that form: correct it or remove the reader"


@dataclass(frozen=True, slots=True)
class SendGrid:
    """Hands a chunk over in one request; with an `attempt` under its id, its batch and for its moment."""

    api: Api
    attempt: Attempt | None = None
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    name: str = "sendgrid"
    repeatable: bool = False
    chunk: int = READERS

    def send(self, messages: Sequence[Copy]) -> Accepted | Later:
        """Return what became of the chunk; raise InDoubt when SendGrid may have taken some of it."""
        refused = {message.name: UNFIT for message in messages if not _MAILBOX.fullmatch(message.to)}
        variants: dict[int, list[Copy]] = {}
        for message in messages:
            if message.name not in refused:
                variants.setdefault(id(message.letter), []).append(message)
        found = sift(variants.values(), self._post)
        return found if isinstance(found, Later) else replace(found, refused=refused | found.refused)

    def under(self, attempt: Attempt) -> SendGrid:
        """Return the provider for one attempt: only what has a batch and a moment can be fenced."""
        return replace(self, attempt=attempt)

    def reserve(self) -> str | Later:
        """Return a new batch id, to be written down before its attempt."""
        return fence.reserve(self.api, now=self.clock())

    def fence(self, attempt: Attempt, *, now: datetime) -> Fenced | Unfenced | Later:
        """Take an attempt back that the ledger holds as fencing."""
        return fence.fence(self.api, attempt, now=now)

    def release(self, attempt: Attempt, *, now: datetime) -> bool:
        """Free the place of a cancelled batch once its time is over."""
        return fence.release(self.api, attempt, now=now)

    def look_up(self, attempt: Attempt) -> frozenset[str]:
        """Return the addresses that SendGrid is known to have taken under an attempt."""
        return fence.seen(self.api, attempt.id, now=self.clock())

    def _post(self, copies: Sequence[Copy]) -> Accepted | Later | Fault:
        letter = copies[0].letter
        text = body(_form(letter.email, tuple(letter.headers.items())), copies, self.attempt)
        try:
            found = self.api.call("POST", "mail/send", text)
        except NotReached as problem:
            return Later(str(problem), stop=problem.lasting)
        return judge(found.status, found.headers, found.body, now=self.clock())


def connect(*, folder: Path, environment: Mapping[str, str], sending: Sending) -> SendGrid:  # noqa: ARG001  # as all providers
    """Return the provider for the account of SENDGRID_API_KEY; raise ConfigError."""
    return SendGrid(access(environment))


@lru_cache(maxsize=64)
def _form(email: Email, headers: tuple[tuple[str, str], ...]) -> Form:
    return form(email, dict(headers))
