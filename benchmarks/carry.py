"""Programs of their own that carry an edition to a mail server, message by message: ours with its ledger, and peers."""

from __future__ import annotations

import smtplib
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from threading import Thread
from typing import Any

import seventy

from digest import links

CONNECTIONS = 10
SENDER = "digest@seventy.example"


def digest(port: int, readers: int, url: str) -> None:
    """Send as `digest send` does: each message marked and settled in a ledger on the disk."""
    from digest.deliver.send import send
    from digest.deliver.smtp import Smtp
    from digest.deliver.smtp.relay import relay
    from digest.model import EditionState
    from digest.store import open_store

    provider = Smtp(relay=relay(f"smtp://127.0.0.1:{port}?starttls=off"), connections=CONNECTIONS)
    with open_store(url) as store:
        account = send(
            store,
            email=seventy.email(),
            newsletter=seventy.NEWSLETTER,
            provider=provider,
            secrets=seventy.SECRETS,
            instance="here",
            clock=lambda: datetime.now(UTC),
        )
    assert account.state is EditionState.SENT, account
    assert account.planned == readers


def threads(port: int, readers: int, _: str) -> None:
    """Send with smtplib in ten threads: the message encoded once, only a few of its headers differ, no ledger."""
    whole = _encoded()
    lanes = [
        Thread(target=_serial, args=(port, range(lane, readers, CONNECTIONS), whole))
        for lane in range(CONNECTIONS)
    ]
    for lane in lanes:
        lane.start()
    for lane in lanes:
        lane.join()


def django(port: int, readers: int, _: str) -> None:
    """Send with Django's backend: EmailMultiAlternatives, 500 at a time over one connection, no ledger."""
    django_ready(port)
    from django.core.mail import get_connection

    email, connection = seventy.email(), get_connection()
    for start in range(0, readers, 500):
        several = range(start, min(start + 500, readers))
        connection.send_messages([alternatives(email.html, email.text, number) for number in several])


def django_ready(port: int = 0) -> None:
    """Set Django up for a mail server."""
    import django as framework
    from django.conf import settings

    settings.configure(EMAIL_HOST="127.0.0.1", EMAIL_PORT=port, USE_I18N=False)
    framework.setup()


def alternatives(html: str, text: str, number: int) -> Any:
    """Return one reader's copy as Django makes it."""
    from django.core.mail import EmailMultiAlternatives

    token = f"{number:0{len(links.PLACEHOLDER)}}"
    leave = {"List-Unsubscribe": f"<{seventy.LEAVE.replace(links.PLACEHOLDER, token)}>"}
    message = EmailMultiAlternatives(
        "What is on in December",
        text.replace(links.PLACEHOLDER, token),
        SENDER,
        [seventy.address(number)],
        headers=leave,
    )
    message.attach_alternative(html.replace(links.PLACEHOLDER, token), "text/html")
    return message


def _encoded() -> bytes:
    return links.PLACEHOLDER.encode().join(seventy.letter())


def _serial(port: int, numbers: Iterable[int], whole: bytes) -> None:
    with smtplib.SMTP("127.0.0.1", port) as connection:
        for number in numbers:
            reader = seventy.address(number)
            connection.sendmail(SENDER, [reader], b"To: " + reader.encode() + b"\r\n" + whole)


CARRIERS: dict[str, Callable[[int, int, str], None]] = {
    "digest": digest,
    "threads": threads,
    "django": django,
}

if __name__ == "__main__":
    CARRIERS[sys.argv[1]](int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
