"""Stop what has not gone out of an edition, for good."""

from __future__ import annotations

from typing import Any

from digest.desk import editions, receipts
from digest.desk.desk import Desk, Refusal
from digest.model import Account, DeliveryState, EditionState


def outlook(desk: Desk, edition: str) -> dict[str, int]:
    """Return for how many it is too late: `have` it, or `may` get it still; and how many it `spares`."""
    counts = _account(desk, edition).counts
    return {
        "have": counts.get(DeliveryState.SENT, 0),
        "may": counts.get(DeliveryState.SENDING, 0) + counts.get(DeliveryState.UNKNOWN, 0),
        "spares": counts.get(DeliveryState.PLANNED, 0),
    }


def cancel(desk: Desk, edition: str) -> dict[str, Any]:
    """Cancel what nobody can have got; return the receipt. Refusal when it is over already."""
    from digest.store import accounts
    from digest.store import editions as ledger

    account = _account(desk, edition)
    if edition not in editions.ledger_states(desk):
        return receipts.write(desk, account)
    with desk.store() as store:
        ledger.cancel_planned(store, edition)
        return receipts.write(desk, accounts.account(store, edition))


def _account(desk: Desk, edition: str) -> Account:
    """Return the account so far, of nobody where it has not begun; Refusal when nothing can be cancelled."""
    from digest.store import accounts

    standing = editions.existing(desk, edition)
    if standing.state in {EditionState.SENT, EditionState.SKIPPED}:
        raise Refusal(f"{edition} is {standing.state}: there is nothing to cancel")
    if edition not in editions.ledger_states(desk):
        return Account(edition=standing.slot.id, state=EditionState.CANCELLED, planned=0)
    with desk.store() as store:
        return accounts.account(store, edition)
