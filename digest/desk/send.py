"""Send an approved edition, or go on where an earlier send stopped."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from digest.desk import approve, editions, from_here, hosted, last_call, public_pages, receipts, timing
from digest.desk.build import Rendered
from digest.desk.desk import Desk, Halted, Refusal, Unfinished
from digest.desk.editions import Standing
from digest.files import read_json
from digest.model import Account, EditionState

if TYPE_CHECKING:
    from digest.deliver.providers import Provider


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
    from_here.may_send(desk)
    standing = editions.existing(desk, edition)
    there = hosted.lives_there(desk)
    begun = standing.state if there else editions.ledger_states(desk).get(edition)
    if begun is EditionState.SENT:
        return receipts.receipt(desk, edition)
    timing.in_time(desk, standing, late=late)
    if not there:
        _once(desk, edition)
    rendered = approve.verify(desk, standing)
    if there:
        at = timing.moment(desk, standing)
        return hosted.send(desk, standing, rendered, at=at, clock=clock, said=said)
    provider = from_here.provider(desk)
    if begun is None:
        _before_the_first(desk, standing, rendered, said)
    if timing.waits(desk):
        at = timing.moment(desk, standing)
        said(f"{edition} is handed over to go out {f'{at:%Y-%m-%d %H:%M}' if at else 'in half an hour'}")
    account = _to_readers(
        desk, standing, rendered, provider=provider, clock=clock, stop=stop, told=_Herald(desk, told)
    )
    return _finish(desk, account)


def _to_readers(
    desk: Desk,
    standing: Standing,
    rendered: Rendered,
    *,
    provider: Provider,
    clock: Callable[[], datetime],
    stop: Callable[[], bool],
    told: Callable[[Account], None],
) -> Account:
    """Hand everybody's copy to the provider; return what became of everybody."""
    from digest.deliver import send as wing
    from digest.store import instance

    with desk.store() as store:
        return wing.send(
            store,
            email=rendered.email,
            newsletter=desk.config.newsletter,
            provider=provider,
            secrets=desk.env.keys,
            instance=instance.identity(store, desk.env.instance),
            clock=clock,
            stop=stop,
            told=told,
            corrects=standing.corrects,
            rate=None if provider.name == from_here.OUTBOX else desk.config.send.rate,
            scheduled=timing.moment(desk, standing),
            fence_limit=desk.config.send.fence_limit,
        )


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
        public_pages.must_answer(desk, standing.corrects or standing.slot.id)
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
