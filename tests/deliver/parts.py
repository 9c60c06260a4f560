"""An email, a newsletter and people of the trade, as tests of delivery need them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from digest import links
from digest.config import Newsletter
from digest.deliver.send import send
from digest.model import Accepted, Account, Email, Message, Outcome, Subscriber, SubscriberStatus
from digest.store.engine import Store
from tests.store.people import EDITION, NOW, SECRETS

LEAVE = links.unsubscribe("https://people.example.org", links.PLACEHOLDER)
HTML = f'<!doctype html>\n<html lang="en-GB"><body><h1>Café news</h1>\n<p><a\nhref="{LEAVE}">Leave</a></p></body></html>\n'
TEXT = f"Café news\n=========\n\nLeave:\n{LEAVE}\n"


def newsletter(**changes: Any) -> Newsletter:
    settings = {
        "id": "local",
        "title": "Local News",
        "from": "Local News <digest@example.org>",
        "reply_to": "editors@example.org",
        "base_url": "https://digest.example.org",
        "people_url": "https://people.example.org",
        "postal_address": "City Hall",
        "privacy_url": "https://digest.example.org/privacy",
    }
    return Newsletter.model_validate(settings | changes)


def email(
    *, html: str = HTML, text: str = TEXT, subject: str = "What is on in March", sender: str | None = None
) -> Email:
    return Email(
        edition=EDITION,
        subject=subject,
        preheader="",
        sender=sender or newsletter().sender,
        reply_to=newsletter().reply_to,
        html=html,
        text=text,
        calendar="",
        sha256=hashlib.sha256((subject + html + text).encode()).hexdigest(),
    )


def reader(address: str = "ada@example.org") -> Subscriber:
    return Subscriber(
        id=1, public_id="aZ09-_aZ09-_", handle="#3f9c", address=address, status=SubscriberStatus.ACTIVE
    )


@dataclass
class Postman:
    """Carries messages and remembers to whom; `answers` come first, an exception among them is raised."""

    answers: list[Outcome | BaseException] = field(default_factory=list)
    name: str = "postman"
    repeatable: bool = False
    chunk: int = 5
    carried: list[str] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)

    def send(self, messages: Sequence[Message]) -> Outcome:
        answer = self.answers.pop(0) if self.answers else Accepted()
        if isinstance(answer, BaseException):
            raise answer
        if isinstance(answer, Accepted):
            self.carried += [message.to for message in messages if message.name not in answer.refused]
            self.messages += messages
        return answer


def run(store: Store, postman: Any, *, stop: Callable[[], bool] = lambda: False, **changes: Any) -> Account:
    given: dict[str, Any] = {
        "email": email(),
        "newsletter": newsletter(),
        "secrets": SECRETS,
        "instance": "here",
        "clock": lambda: NOW,
    }
    return send(store, provider=postman, stop=stop, **(given | changes))
