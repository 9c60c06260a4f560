"""The body of mail/send: an email once, and for each reader an address, a token and headers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from digest import links
from digest.deliver.fences import Attempt
from digest.deliver.headers import mailbox
from digest.model import Email

READERS = 1_000  # personalizations in a request
_TO = "ADDRESS@OF.A.READER"
_OFF = {"enable": False}
_BUILT_BY_SENDGRID = {"from", "reply-to", "subject", "date", "content-language"}


class Letter(Protocol):
    """What the copies of one variant share: one object for all of them."""

    @property
    def email(self) -> Email: ...

    @property
    def headers(self) -> Mapping[str, str]: ...


class Copy(Protocol):
    """What of a reader's message SendGrid is told; `name` is ours."""

    @property
    def name(self) -> str: ...

    @property
    def to(self) -> str: ...

    @property
    def token(self) -> str: ...

    @property
    def letter(self) -> Letter: ...


@dataclass(frozen=True, slots=True)
class Form:
    """An email as SendGrid wants it; `tag` stands where a reader's token goes, links.PLACEHOLDER in `headers`."""

    tag: str
    shared: Mapping[str, Any]
    headers: Mapping[str, str]
    text: str

    def reader(self, to: str, token: str) -> dict[str, Any]:
        """Return one reader's part. Headers stand here: those of a reader may replace those of all."""
        own = {name: value.replace(links.PLACEHOLDER, token) for name, value in self.headers.items()}
        return {"to": [{"email": to}], "substitutions": {self.tag: token}, "headers": own}


def form(email: Email, headers: Mapping[str, str]) -> Form:
    """Return what all readers of an email share; of `headers` SendGrid gets those that it does not write itself."""
    tag = f"-{hashlib.sha256(f'tag:{email.sha256}'.encode()).hexdigest()[:20]}-"
    content = {"text/plain": email.text, "text/html": email.html}
    shared = {
        "from": _person(email.sender),
        "reply_to": _person(email.reply_to),
        "subject": " ".join(email.subject.split()),
        "content": [
            {"type": kind, "value": words.replace(links.PLACEHOLDER, tag)} for kind, words in content.items()
        ],
        "categories": [email.edition],
        "tracking_settings": {
            "click_tracking": {"enable": False, "enable_text": False},
            "open_tracking": _OFF,
            "subscription_tracking": _OFF,
            "ganalytics": _OFF,
        },
        "mail_settings": {"footer": _OFF},
    }
    own = {name: value for name, value in headers.items() if name.lower() not in _BUILT_BY_SENDGRID}
    return Form(tag, shared, own, _json(shared))


def payload(form: Form, copies: Sequence[Copy], attempt: Attempt | None = None) -> dict[str, Any]:
    """Return the body of one request for up to 1,000 readers."""
    readers = [form.reader(copy.to, copy.token) for copy in copies]
    return {"personalizations": readers, **form.shared, **_particulars(attempt)}


def body(form: Form, copies: Sequence[Copy], attempt: Attempt | None = None) -> str:
    """Return `payload` as JSON text, spliced; addresses and tokens must need no escaping in JSON."""
    before, after = _json(form.reader(_TO, links.PLACEHOLDER)).split(_TO)
    pieces = after.split(links.PLACEHOLDER)
    readers = ",".join([f"{before}{copy.to}{copy.token.join(pieces)}" for copy in copies])
    rest = _json(_particulars(attempt))[1:-1]
    return f'{{"personalizations":[{readers}],{form.text[1:-1]}{"," if rest else ""}{rest}}}'


def _particulars(attempt: Attempt | None) -> dict[str, Any]:
    if attempt is None:
        return {}
    found: dict[str, Any] = {"custom_args": {"attempt": attempt.id}}
    if attempt.batch:
        found["batch_id"] = attempt.batch
    if attempt.send_at:
        found["send_at"] = int(attempt.send_at.timestamp())
    return found


def _person(text: str) -> dict[str, str]:
    name, address = mailbox(text)
    return {"email": address, "name": name} if name else {"email": address}


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))
