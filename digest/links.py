"""Signed links: an opaque token for each reader, and the addresses that hang on it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping

ID_WIDTH = 12
MAC_WIDTH = 22
WIDTH = 2 + ID_WIDTH + MAC_WIDTH
PLACEHOLDER = "PERSONAL-TOKEN-PERSONAL-TOKEN-000000"  # as wide as a token, so that line lengths agree
READER = "u"
HOSTED_LEAVE = "{{{unsubscribe}}}"  # where SendGrid puts its own link, for a list that lives there


def new_id() -> str:
    """Return a random public name for a subscriber: 72 bits, safe in a URL."""
    return base64.urlsafe_b64encode(secrets.token_bytes(9)).decode()


def sign(public_id: str, secret: str, key_id: str, purpose: str = READER) -> str:
    """Return the token of a reader: two characters of key name, the id, 128 bits of HMAC-SHA256 (RFC 2104)."""
    return _key_mark(key_id) + public_id + _mac(public_id, secret, purpose)


def verify(token: str, keys: Mapping[str, str], purpose: str = READER) -> str | None:
    """Return the public id that `token` was signed for with any of `keys` (id to secret), else None."""
    public_id, mac = token[2:-MAC_WIDTH], token[-MAC_WIDTH:]
    good = False
    for key_id, secret in keys.items():
        same = hmac.compare_digest(_mac(public_id, secret, purpose).encode(), mac.encode("utf-8", "replace"))
        good |= same and token[:2] == _key_mark(key_id) and len(token) == WIDTH
    return public_id if good else None


def handle(address: str, secret: str) -> str:
    """Return the short keyed hash under which a person may stand in a log."""
    return "#" + hashed(address, secret)[:4]


def hashed(address: str, secret: str) -> str:
    """Return the keyed hash of an address: it can be compared, never read back."""
    return hmac.new(secret.encode(), b"address:" + address.encode(), hashlib.sha256).hexdigest()


def unsubscribe(people_url: str, token: str) -> str:
    """Return where a reader leaves: GET shows a button, POST acts (RFC 8058)."""
    return f"{people_url.rstrip('/')}/u/{token}"


def confirm(people_url: str, token: str) -> str:
    """Return where somebody confirms that they signed up: GET shows a button, POST acts."""
    return f"{people_url.rstrip('/')}/confirm/{token}"


def preferences(people_url: str, token: str) -> str:
    """Return where a reader chooses sections, pauses and goes."""
    return f"{people_url.rstrip('/')}/preferences/{token}"


def on_the_web(base_url: str, edition: str) -> str:
    """Return the public page of an edition."""
    return f"{base_url.rstrip('/')}/editions/{edition}/"


def calendar_file(base_url: str, item_id: str) -> str:
    """Return the public .ics of one event."""
    return f"{base_url.rstrip('/')}/events/{item_id}.ics"


def _mac(public_id: str, secret: str, purpose: str) -> str:
    digest = hmac.new(secret.encode(), f"{purpose}:{public_id}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")


def _key_mark(key_id: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(key_id.encode()).digest()).decode()[:2]
