"""A person's word that this copy of the database is the one that sends from now on."""

from __future__ import annotations

from digest.desk.desk import Desk, Refusal, Usage


def claim(desk: Desk, by: str) -> str:
    """Adopt a restored or moved database; return the name under which it sends now."""
    from digest.store import instance

    if not (name := " ".join(by.split())):
        raise Usage("--by: write the name of the person who says so")
    if not desk.has_store:
        raise Refusal("there is no database here to claim")
    with desk.store() as store:
        here = instance.identity(store, desk.env.instance)
        instance.adopt(store, here, by=name, now=desk.now)
    return here
