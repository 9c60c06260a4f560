"""Send an approved edition, or go on where an earlier send stopped."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from digest.compose import schedule
from digest.compose.gathered import save
from digest.config import ConfigError, placeholders
from digest.desk import approve, editions
from digest.desk.desk import Desk, Refusal, Unfinished
from digest.desk.editions import Standing
from digest.model import Account, EditionState

if TYPE_CHECKING:
    from digest.store import Store

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
    same command is to be run again, DigestError when the provider refuses.
    """
    from digest.deliver import providers
    from digest.deliver import send as wing

    name = desk.env.provider or desk.config.send.provider
    _may_send_from_here(desk, name)
    standing = editions.existing(desk, edition)
    _in_time(desk, standing, late=late)
    rendered = approve.verify(desk, standing)
    provider = providers.provider(name, outbox=desk.outbox)
    with desk.store() as store:
        account = wing.send(
            store,
            email=rendered.email,
            newsletter=desk.config.newsletter,
            send_at=standing.slot.send_at,
            provider=provider,
            signing=desk.env.signing,
            rate=desk.config.send.rate,
            instance=desk.env.instance,
            clock=clock,
            stop=stop,
            told=told,
        )
        return _finish(desk, store, account)


def receipt(desk: Desk, edition: str) -> dict[str, Any]:
    """Return the account of everyone on an edition's list and write receipt.json."""
    from digest.store import ledger

    if not desk.has_store:
        raise Refusal(f"{edition} was never sent from here: there is no database")
    with desk.store() as store:
        account = ledger.account(store, edition)
        if account is None:
            raise Refusal(f"{edition} was never sent: there is no list to account for")
        return write_receipt(desk, account)


def write_receipt(desk: Desk, account: Account) -> dict[str, Any]:
    """Write receipt.json, which names nobody, and return it."""
    from digest.deliver import receipt as wing

    counts = wing.counts(account)
    save(desk.state(account.edition) / RECEIPT, json.dumps(counts, indent=1) + "\n")
    return counts


def _finish(desk: Desk, _store: Store, account: Account) -> dict[str, Any]:
    counts = write_receipt(desk, account)
    if counts["remaining"]:
        raise Unfinished(
            f"{counts['remaining']} of {counts['planned']} readers are still to come: run the same command again"
        )
    if counts["unknown"]:
        raise Refusal(
            f"{counts['unknown']} outcomes are unknown: look at `digest receipt {account.edition} --unknown`"
        )
    return counts


def _may_send_from_here(desk: Desk, provider: str) -> None:
    mistakes = []
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


def _in_time(desk: Desk, standing: Standing, *, late: bool) -> None:
    edition, state = standing.slot.id, standing.state
    if state in {EditionState.CANCELLED, EditionState.SKIPPED}:
        raise Refusal(f"{edition} is {state}: it does not go out")
    overdue: timedelta = desk.now - standing.slot.send_at
    if overdue > desk.config.schedule.late_by and state is not EditionState.SENT and not late:
        raise Refusal(
            f"{edition} was due {standing.slot.send_at:%Y-%m-%d %H:%M}, too long ago to go out by itself: "
            f"`digest send {edition} --late` sends it all the same"
        )
