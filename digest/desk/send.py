"""Send an approved edition, or go on where an earlier send stopped."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from digest.compose import schedule
from digest.desk import approve, editions, from_here, last_call, public_pages, receipts
from digest.desk.build import Rendered
from digest.desk.desk import Desk, Halted, Refusal, Unfinished
from digest.desk.editions import Standing
from digest.files import read_json
from digest.model import Account, EditionState


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
    said: Callable[[str], None] = lambda _: None,
) -> dict[str, Any]:
    """Send or resume; return the counts of the receipt. `told` hears of progress, `said` what the last call found.

    Raises ConfigError for a machine or identity that cannot send, Refusal by policy, Unfinished when the
    same command is to be run again, Halted when the provider refuses.
    """
    from digest.deliver import providers
    from digest.deliver import send as wing
    from digest.store import instance

    from_here.may_send(desk)
    standing = editions.existing(desk, edition)
    begun = editions.ledger_states(desk).get(edition)
    if begun is EditionState.SENT:
        return receipts.receipt(desk, edition)
    _in_time(desk, standing, late=late)
    _once(desk, edition)
    rendered = approve.verify(desk, standing)
    name = from_here.provider_name(desk)
    provider = providers.provider(
        name, folder=desk.folder, environment=desk.env.values, sending=desk.config.send
    )
    keys = desk.env.keys
    if begun is None:
        _before_the_first(desk, standing, rendered, said)
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
            rate=None if name == from_here.OUTBOX else desk.config.send.rate,
        )
    return _finish(desk, account)


class _Herald:
    """Writes the receipt before the first message leaves, then only passes on: a lost database shows later."""

    def __init__(self, desk: Desk, told: Callable[[Account], None] | None) -> None:
        self._desk, self._told, self._begun = desk, told, False

    def __call__(self, account: Account) -> None:
        if not self._begun:
            receipts.write(self._desk, account)
            self._begun = True
        if self._told:
            self._told(account)


def _before_the_first(
    desk: Desk, standing: Standing, rendered: Rendered, said: Callable[[str], None]
) -> None:
    """Look around once more, while nobody is on the list yet."""
    if from_here.provider_name(desk) != from_here.OUTBOX:
        public_pages.must_answer(desk, standing.slot.id)
    last_call.call(desk, standing, rendered, said)


def _finish(desk: Desk, account: Account) -> dict[str, Any]:
    counts = receipts.write(desk, account)
    left, everybody = counts["remaining"], counts["planned"]
    if account.blocked:
        words = f"{account.why}: {left} of {everybody} readers stay planned; mend that, then run it again"
        raise Halted(words, counts)
    if left:
        why = f" ({account.why})" if account.why else ""
        words = f"{left} of {everybody} readers are still to come{why}: run the same command again"
        raise Unfinished(words, counts)
    if counts["unknown"]:
        edition = account.edition
        words = (
            f"{counts['unknown']} outcomes are unknown: digest receipt {edition} --unknown names them, "
            f"digest resolve {edition} --as sent --by NAME (or resend) settles them"
        )
        raise Refusal(words, counts)
    return counts


def _once(desk: Desk, edition: str) -> None:
    """Refuse what a receipt says went out but the ledger does not know: the database is another one."""
    if read_json(desk.state(edition) / receipts.FILE) and edition not in editions.ledger_states(desk):
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
