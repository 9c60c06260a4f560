"""The eight editions made into emails and messages, once for all tests."""

from __future__ import annotations

from functools import cache

from selectolax.lexbor import LexborHTMLParser

from digest import links
from digest.deliver import message
from digest.model import Email, Subscriber, SubscriberStatus
from digest.render import Templates, email
from tests.render.editions import EIGHT

READER = Subscriber(
    id=1, public_id="aZ09-_aZ09-_", handle="#3f9c", address="ada@example.org", status=SubscriberStatus.ACTIVE
)
TOKEN = links.sign(READER.public_id, "a-secret-of-nobody", "k1")


@cache
def made(name: str) -> Email:
    """Return one of the eight as everybody gets it."""
    sample = EIGHT[name]()
    return email(sample.edition, sample.config, Templates())


def page(name: str) -> LexborHTMLParser:
    """Return its HTML, read."""
    return LexborHTMLParser(made(name).html)


@cache
def eml(name: str) -> bytes:
    """Return it as one reader gets it."""
    sample = EIGHT[name]()
    encoded = message.encode(made(name), sample.config.newsletter, date=sample.edition.send_at)
    return message.address(encoded, READER, token=TOKEN, message_id="0123456789abcdef01234567").raw
