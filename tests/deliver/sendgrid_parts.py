"""Messages as SendGrid's provider gets them, and the provider at a fake SendGrid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

from digest import links
from digest.deliver import headers
from digest.deliver.sendgrid import SendGrid
from digest.deliver.sendgrid.api import Api
from digest.model import Email
from tests.deliver.fake_sendgrid import KEY, FakeSendGrid
from tests.deliver.parts import email, newsletter

NOW = datetime(2026, 12, 3, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=2)


@dataclass(frozen=True)
class Letter:
    email: Email
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Copy:
    name: str
    to: str
    token: str
    letter: Letter


def letter(one: Email | None = None, **changes: Any) -> Letter:
    message = EmailMessage(policy=headers.POLICY)
    headers.write(message, one or email(), newsletter(**changes), date=NOW)
    return Letter(one or email(), {name: str(value) for name, value in message.items()})


def copies(number: int, shared: Letter | None = None, *, first: int = 0) -> list[Copy]:
    shared = shared or letter()
    return [
        Copy(f"2026-12-{n}", f"reader{n}@example.org", links.sign(f"reader{n:06}", "secret", "k1"), shared)
        for n in range(first, first + number)
    ]


def addresses(found: Sequence[Copy]) -> list[str]:
    return [copy.to for copy in found]


def at(fake: FakeSendGrid, *, key: str = KEY, timeout: float = 5) -> SendGrid:
    fake.now = NOW.timestamp()
    return SendGrid(Api(key, fake.url, timeout), clock=lambda: NOW)
