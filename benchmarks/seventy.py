"""An edition of 70 KB and a newsletter of any size to send it to: the same ones each time."""

from __future__ import annotations

import hashlib
import random
from datetime import UTC, datetime
from pathlib import Path

from digest import links
from digest.config import Newsletter
from digest.deliver.message import encode
from digest.model import Email

EDITION = "2026-12"
NOW = datetime(2026, 12, 3, 9, tzinfo=UTC)
SECRETS = {"k1": "a secret of sixteen or more"}
LEAVE = links.unsubscribe("https://people.seventy.example", links.PLACEHOLDER)
NEWSLETTER = Newsletter.model_validate(
    {
        "id": "seventy",
        "title": "Seventy",
        "from": "Seventy <digest@seventy.example>",
        "reply_to": "editors@seventy.example",
        "base_url": "https://seventy.example",
        "people_url": "https://people.seventy.example",
        "postal_address": "Town Hall",
        "privacy_url": "https://seventy.example/privacy",
    }
)
_WORDS = ["council", "digital", "team", "service", "standard", "research", "café", "£5", "meetup", "planning"]
_ROW = '<table style="width:100%"><tr><td style="font-family:Arial">\n<p>{}</p>\n</td></tr></table>\n'


def email() -> Email:
    """Return an email whose message is about 70 KB as it is carried."""
    chance = random.Random(70)
    paragraphs = [" ".join(chance.choices(_WORDS, k=60)) for _ in range(100)]
    rows = "".join(map(_ROW.format, paragraphs))
    html = f'<!doctype html>\n<html><body>\n{rows}<a\nhref="{LEAVE}">Leave</a></body></html>\n'
    text = "\n\n".join(paragraphs[:20]) + f"\n\nLeave:\n{LEAVE}\n"
    return Email(
        edition=EDITION,
        subject="What is on in December",
        preheader="",
        sender=NEWSLETTER.sender,
        reply_to=NEWSLETTER.reply_to,
        html=html,
        text=text,
        calendar="",
        sha256=hashlib.sha256(html.encode()).hexdigest(),
    )


def address(number: int) -> str:
    """Return a reader's address."""
    return f"reader{number}@council{number % 400}.example"


def settle(folder: Path, readers: int) -> str:
    """Make a new database with so many readers; return where it is."""
    from digest.store import intake, open_store
    from digest.store.subscribers import Consent

    folder.mkdir(parents=True, exist_ok=True)
    for name in ("readers.db", "readers.db-wal", "readers.db-shm"):
        (folder / name).unlink(missing_ok=True)
    url = f"sqlite:///{folder / 'readers.db'}"
    consent = Consent(at=NOW, source="sign-up page", wording="Send me the digest each month")
    with open_store(url) as store:
        intake.take_in(store, map(address, range(readers)), consent=consent, secrets=SECRETS)
    return url


def letter() -> tuple[bytes, ...]:
    """Return the email as bytes, cut where a reader's token goes."""
    return encode(email(), NEWSLETTER, date=NOW).letter.parts


def size() -> int:
    """Return how many bytes one message has, but for a reader's own headers."""
    return len(links.PLACEHOLDER.encode().join(letter()))
