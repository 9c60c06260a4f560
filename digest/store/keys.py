"""The secrets that must stay: known again by a keyed hash that tells nothing of them."""

from __future__ import annotations

import hmac
from collections.abc import Mapping

import sqlalchemy as sa

from digest.store.engine import Store
from digest.store.schema import edition, suppression
from digest.store.states import OVER


def fingerprint(secret: str) -> str:
    """Return what a secret is known by: two that share a key id differ here."""
    return hmac.digest(secret.encode(), b"digest:fingerprint", "sha256").hex()[:32]


def needed(store: Store, secrets: Mapping[str, str]) -> dict[str, str]:
    """Return the ids of keys that must stay in DIGEST_SECRET, each with what for."""
    going = sa.select(edition.c.id, edition.c.key_id).where(edition.c.state.not_in(OVER))
    with store.reading() as connection:
        found = {key_id: f"the links of {name}, not all sent" for name, key_id in connection.execute(going)}
        barred = connection.scalars(sa.select(suppression.c.key_id).distinct()).all()
    return {key_id: "knowing whom never to write to" for key_id in barred} | found
