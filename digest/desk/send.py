"""Send an approved edition, or go on where an earlier send stopped."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from digest.compose import schedule
from digest.config import ConfigError, placeholders, unbuilt
from digest.desk import approve, editions, subscribers
from digest.desk.desk import Desk, Halted, Refusal, Unfinished
from digest.desk.editions import Standing
from digest.files import read_json, save
from digest.model import Account, EditionState

RECEIPT = "receipt.json"
"""Beside the approval: counts, never addresses."""


def due(desk: Desk) -> schedule.Due:
    """Return what the schedule asks for now."""
    known = {s.slot: s.state for s in editions.standings(desk).values()}
    return schedule.due(desk.config.schedule, desk.zone, known, desk.now)


def send(
    desk: Desk,
    edition: str,
    *,
    late: bool = False,
    clock: Callable[[], datetime],
    stop: Callable[[], bool],
    told: Callable[[Account], None] | None = None,
) -> dict[str, Any]:
    """Send or resume; return the counts of the receipt.

    Raises ConfigError for a machine or identity that cannot send, Refusal by policy, Unfinished when the
    same command is to be run again, Halted when the provider refuses.
    """
    from digest.deliver import providers
    from digest.deliver import send as wing
    from digest.store import instance

    name = desk.env.provider or desk.config.send.provider
    _may_send_from_here(desk, name)
    standing = editions.existing(desk, edition)
    if editions.ledger_states(desk).get(edition) is EditionState.SENT:
        return receipt(desk, edition)
    _in_time(desk, standing, late=late)
    _once(desk, edition)
    rendered = approve.verify(desk, standing)
    provider = providers.provider(
        name, folder=desk.folder, environment=desk.env.values, sending=desk.config.send
    )
    keys = desk.env.keys
    with desk.store() as store:
        account = wing.send(
            store,
            email=rendered.email,
            newsletter=desk.config.newsletter,
            provider=provider,
            secrets=keys,
            instance=instance.identity(store, desk.env.instance),
            clock=clock,
            stop=stop,
            told=_Herald(desk, told),
            rate=None if name == "outbox" else desk.config.send.rate,
        )
    return _finish(desk, account)


class _Herald:
    """Writes the receipt before the first message leaves, then only passes on: a lost database shows later."""

    def __init__(self, desk: Desk, told: Callable[[Account], None] | None) -> None:
        self._desk, self._told, self._begun = desk, told, False

    def __call__(self, account: Account) -> None:
        if not self._begun:
            write_receipt(self._desk, account)
            self._begun = True
        if self._told:
            self._told(account)


def receipt(desk: Desk, edition: str) -> dict[str, Any]:
    """Return the account of everyone on an edition's list and write receipt.json."""
    return write_receipt(desk, _account(desk, edition))


def unknown(desk: Desk, edition: str) -> list[str]:
    """Return the addresses whose outcome nobody knows, for a person's eyes."""
    from digest.store import accounts

    subscribers.not_in_public(desk)
    _account(desk, edition)
    with desk.store() as store:
        return accounts.unknown_addresses(store, edition)


def _account(desk: Desk, edition: str) -> Account:
    from digest.store import accounts

    editions.choose(desk, edition, editions.standings(desk))  # says what is no edition's id
    if edition not in editions.ledger_states(desk):
        raise Refusal(f"{edition} has not begun to go out from here: there is no list to account for")
    with desk.store() as store:
        return accounts.account(store, edition)


def write_receipt(desk: Desk, account: Account) -> dict[str, Any]:
    """Write receipt.json, which names nobody, and return it."""
    from digest.deliver import receipt as wing

    counts = wing.counts(account) | {"state": account.state}
    save(desk.state(account.edition) / RECEIPT, json.dumps(counts, indent=1) + "\n")
    return counts


def _finish(desk: Desk, account: Account) -> dict[str, Any]:
    counts = write_receipt(desk, account)
    left, everybody = counts["remaining"], counts["planned"]
    if account.blocked:
        words = f"{account.why}: {left} of {everybody} readers stay planned; mend that, then run it again"
        raise Halted(words, counts)
    if left:
        why = f" ({account.why})" if account.why else ""
        words = f"{left} of {everybody} readers are still to come{why}: run the same command again"
        raise Unfinished(words, counts)
    if counts["unknown"]:
        words = f"{counts['unknown']} outcomes are unknown: see digest receipt {account.edition} --unknown"
        raise Refusal(words, counts)
    return counts


def _may_send_from_here(desk: Desk, provider: str) -> None:
    mistakes = unbuilt(desk.config)
    if desk.env.github_actions and desk.env.database_url.startswith("sqlite"):
        mistakes.append(
            "DIGEST_DATABASE_URL: SQLite does not outlive a GitHub Actions job: name a PostgreSQL database"
        )
    if desk.env.github_actions and provider == "outbox":
        mistakes.append(
            "send.provider: the outbox does not outlive a GitHub Actions job: choose a real provider"
        )
    if provider != "outbox":
        mistakes += [
            f"sources.yaml: newsletter.{n}: still holds an example address: write your own"
            for n in placeholders(desk.config)
        ]
    if mistakes:
        raise ConfigError(mistakes)


def _once(desk: Desk, edition: str) -> None:
    """Refuse what a receipt says went out but the ledger does not know: the database is another one."""
    if read_json(desk.state(edition) / RECEIPT) and edition not in editions.ledger_states(desk):
        raise Refusal(
            f"{edition} went out before, says its receipt, but this database does not know to whom: "
            "restore the database that sent it; from this one readers would get it twice"
        )


def _in_time(desk: Desk, standing: Standing, *, late: bool) -> None:
    edition, state = standing.slot.id, standing.state
    if state in {EditionState.CANCELLED, EditionState.SKIPPED}:
        raise Refusal(f"{edition} is {state}: it does not go out")
    editions.not_taken_over(desk, standing)
    overdue: timedelta = desk.now - standing.slot.send_at
    if overdue > desk.config.schedule.late_by and state is not EditionState.SENT and not late:
        raise Refusal(
            f"{edition} was due {standing.slot.send_at:%Y-%m-%d %H:%M}, too long ago to go out by itself: "
            f"`digest send {edition} --late` sends it all the same"
        )
