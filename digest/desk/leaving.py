"""A reader's link at work: whose it is, and what the reader wishes by it, done for many at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from digest import links
from digest.desk.desk import Desk, Usage
from digest.desk.subscribers import not_in_public
from digest.model import Subscriber, SubscriberStatus

if TYPE_CHECKING:
    from digest.store.engine import Store

STRANGER = "?" * links.ID_WIDTH  # a public id has no such letter


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for by a reader's link: to leave, or to come `back` after all."""

    token: str
    back: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """How the reader of a link stands: the address, masked, and whether they have left; nobody's has no address."""

    who: str = ""
    left: bool = False


def open_door(desk: Desk) -> Store:
    """Return the store that readers' links act on; raise Usage, ConfigError or StoreError where there is none."""
    not_in_public(desk)
    if desk.config.audience != "store":
        raise Usage(
            "audience: sendgrid: SendGrid has the pages where its readers leave; there is nothing to serve"
        )
    _ = desk.env.keys  # without a secret no link could be told from a forged one
    return desk.store()


def look(desk: Desk, store: Store, token: str) -> Standing:
    """Return how the reader of a link stands; a forged link takes the same way through the database."""
    from digest.store import subscribers

    return _standing(subscribers.named(store, _whose(desk, token)))


def grant(desk: Desk, store: Store, wishes: Sequence[Wish], *, wording: str, now: datetime) -> list[Standing]:
    """Do what is wished in one durable transaction and return how each stands then.

    `wording` is what the button said by which somebody comes back.
    """
    from digest.store import leaving

    whose = [_whose(desk, wish.token) for wish in wishes]
    known = leaving.grant(
        store,
        leaving={who for who, wish in zip(whose, wishes, strict=True) if not wish.back},
        coming={who for who, wish in zip(whose, wishes, strict=True) if wish.back},
        asked=len(wishes),
        secrets=desk.env.keys,
        now=now,
        wording=wording,
    )
    return [_standing(known.get(who)) for who in whose]


def masked(address: str) -> str:
    """Return as much of an address as its owner needs to know it again."""
    name, _, host = address.rpartition("@")
    return f"{name[:1]}...@{host}"


def _whose(desk: Desk, token: str) -> str:
    """Return the public id that a token was signed for with any of our keys, nobody's for any other text."""
    told = token[: links.WIDTH + 1] if token.isascii() else ""
    return links.verify(told, desk.env.keys) or STRANGER


def _standing(reader: Subscriber | None) -> Standing:
    if reader is None:
        return Standing()
    return Standing(masked(reader.address), reader.status is SubscriberStatus.LEFT)
