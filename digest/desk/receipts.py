"""What became of everyone: the account as a file that names nobody, and the unknown for a person's eyes."""

from __future__ import annotations

import json
from typing import Any

from digest.desk import editions, last_call, subscribers
from digest.desk.desk import Desk, Refusal
from digest.files import read_json, save
from digest.model import Account

FILE = "receipt.json"
"""Beside the approval: counts, never addresses."""


def receipt(desk: Desk, edition: str) -> dict[str, Any]:
    """Return the account of everyone on an edition's list and write receipt.json."""
    from digest.desk import hosted

    if hosted.lives_there(desk):
        return hosted.receipt(desk, editions.choose(desk, edition, editions.standings(desk)).slot.id)
    return write(desk, account(desk, edition))


def unknown(desk: Desk, edition: str) -> list[str]:
    """Return the addresses whose outcome nobody knows, for a person's eyes."""
    from digest.store import accounts

    subscribers.not_in_public(desk)
    account(desk, edition)
    with desk.store() as store:
        return accounts.unknown_addresses(store, edition)


def account(desk: Desk, edition: str) -> Account:
    """Return the account of an edition; Refusal if it never began to go out from here."""
    from digest.store import accounts

    editions.choose(desk, edition, editions.standings(desk))  # says what is no edition's id
    if edition not in editions.ledger_states(desk):
        raise Refusal(f"{edition} has not begun to go out from here: there is no list to account for")
    with desk.store() as store:
        return accounts.account(store, edition)


def write(desk: Desk, account: Account) -> dict[str, Any]:
    """Write receipt.json, which names nobody, and return it."""
    from digest.deliver import receipt as wing

    folder = desk.state(account.edition)
    counts = wing.counts(account) | {"state": account.state}
    counts["last_call"] = read_json(folder / last_call.FILE, "at", "found") or None
    save(folder / FILE, json.dumps(counts, ensure_ascii=False, indent=1) + "\n")
    return counts
