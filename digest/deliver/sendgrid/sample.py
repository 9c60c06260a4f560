"""The request body for one reader, for a person to look at."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from typing import Any

from digest.config import Newsletter
from digest.deliver import headers
from digest.deliver.sendgrid.payload import form
from digest.model import Email


def request(email: Email, newsletter: Newsletter, *, to: str, token: str, date: datetime) -> dict[str, Any]:
    """Return what mail/send would be given for one reader, before it belongs to an attempt."""
    message = EmailMessage(policy=headers.POLICY)
    headers.write(message, email, newsletter, date=date)
    shaped = form(email, {name: str(value) for name, value in message.items()})
    return {"personalizations": [shaped.reader(to, token)], **shaped.shared}
