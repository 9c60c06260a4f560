"""A named person settles the outcomes that nobody can know."""

from __future__ import annotations

from typing import Any

from digest.desk import receipts, subscribers
from digest.desk.desk import Desk, Refusal, Usage


def resolve(desk: Desk, edition: str, *, sent: bool, by: str, only: str | None = None) -> dict[str, Any]:
    """Settle unknown outcomes as sent, or plan them to be sent again; return the receipt and how many were `settled`.

    Raises Refusal where nothing is unknown; `only` is a reader's address.
    """
    from digest.store import accounts
    from digest.store import resolve as ledger

    if not (name := " ".join(by.split())):
        raise Usage("--by: write the name of the person who settles it")
    key = None if only is None else _key(desk, only)
    receipts.account(desk, edition)
    with desk.store() as store:
        number = ledger.resolve(store, edition, sent=sent, by=name, only=key, now=desk.now)
        account = accounts.finish(store, edition)
    if not number:
        raise Refusal(
            f"{edition}: " + ("no outcome is unknown" if key is None else "that reader's is not unknown")
        )
    return receipts.write(desk, account) | {"settled": number}


def _key(desk: Desk, address: str) -> str:
    from digest.store.addresses import BadAddress, normalise

    subscribers.not_in_public(desk)
    try:
        return normalise(address)
    except BadAddress as problem:
        raise Usage(f"--only: {problem}") from None
