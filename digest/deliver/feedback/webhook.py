"""Whether a call to our door comes from SendGrid: its signature over the bytes as they came, and its age."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from digest.model import DigestError

SIGNATURE = "X-Twilio-Email-Event-Webhook-Signature"
TIMESTAMP = "X-Twilio-Email-Event-Webhook-Timestamp"
WINDOW = timedelta(hours=1)
AHEAD = timedelta(minutes=5)


class Unsigned(DigestError):
    """Not a call that SendGrid signed just now: answer 401, change nothing."""


class BadKey(DigestError):
    """SENDGRID_WEBHOOK_KEY is no key."""


def verify(
    body: bytes, *, signature: str, timestamp: str, key: str, now: datetime, window: timedelta = WINDOW
) -> None:
    """Raise Unsigned unless SendGrid signed exactly these bytes within the window, BadKey for a key that is none."""
    from sendgrid import EventWebhook

    try:
        webhook = EventWebhook(_bare(key))
    except ValueError:
        raise BadKey(
            "SENDGRID_WEBHOOK_KEY: not a verification key: copy it from SendGrid's webhook page"
        ) from None
    if not _fresh(timestamp, now, window):
        raise Unsigned("the call is too old or has no time")
    try:
        good = webhook.verify_signature(body.decode(), signature, timestamp)
    except ValueError:  # not base64, not UTF-8
        good = False
    if not good:
        raise Unsigned("the signature is not SendGrid's")


def _fresh(timestamp: str, now: datetime, window: timedelta) -> bool:
    if not re.fullmatch(r"[0-9]{1,11}", timestamp):
        return False
    age = now.timestamp() - int(timestamp)
    return -AHEAD.total_seconds() <= age <= window.total_seconds()


def _bare(key: str) -> str:
    """Return a key without the lines around it and the spaces within."""
    found = re.sub(r"-----[A-Z ]+-----|\s|\\n", "", key)
    if not found:
        raise ValueError("no key")
    return found
