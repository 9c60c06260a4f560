"""The secrets that must stay: what signed is still to be sent, what hashed is still to be compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from digest.store.editions import OVER, fingerprint
from digest.store.engine import Store
from digest.store.schema import edition, suppression


@dataclass(frozen=True, slots=True)
class Need:
    """A key that must stay in DIGEST_SECRET, what for, and whether it is there."""

    key_id: str
    what_for: str
    there: bool


def needed(store: Store, secrets: Mapping[str, str]) -> list[Need]:
    """Return which keys unfinished editions and suppressions hang on."""
    known = {key_id: fingerprint(secret) for key_id, secret in secrets.items()}
    going = sa.select(edition.c.id, edition.c.key_id, edition.c.key_print).where(edition.c.state.not_in(OVER))
    barred = sa.select(suppression.c.key_id).distinct().order_by(suppression.c.key_id)
    with store.reading() as connection:
        return [
            *(
                Need(key, f"the links of {name}", known.get(key) == print_)
                for name, key, print_ in connection.execute(going)
            ),
            *(
                Need(key, "knowing whom never to write to", key in known)
                for key in connection.scalars(barred)
            ),
        ]
