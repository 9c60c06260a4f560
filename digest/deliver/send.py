"""Everybody on the frozen list gets the edition once, however often this runs and wherever it is killed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from digest.config import Newsletter
from digest.deliver import fencing
from digest.deliver.crew import carry_all
from digest.deliver.fences import Fences
from digest.deliver.handover import Handover
from digest.deliver.lines import Lines
from digest.deliver.message import encode
from digest.deliver.pace import Pace
from digest.deliver.providers import Provider
from digest.deliver.run import Copies, Run, Stop, Told
from digest.model import Account, EditionState, Email, Later
from digest.store import abandoned, accounts, editions, ledger
from digest.store.engine import Store
from digest.store.ledger import Claim
from digest.store.workers import LEASE, Worker


def send(
    store: Store,
    *,
    email: Email,
    newsletter: Newsletter,
    provider: Provider,
    secrets: Mapping[str, str],
    instance: str,
    clock: Callable[[], datetime],
    stop: Stop = lambda: False,
    told: Told = lambda _: None,
    rate: float | None = None,
    scheduled: datetime | None = None,
    fence_limit: int = 8,
    lease: timedelta = LEASE,
    corrects: str = "",
) -> Account:
    """Send an edition, or go on with one; return the account. Raise NoReaders, NotOurs, ContentDiffers, KeyGone.

    A provider that can wait is told to let it go out at `scheduled`, or half an hour after it was handed over.

    It ends `sent` when nobody is left, else `stopped`, with `why` unless `stop` asked for it: the same call goes on.
    """
    now = clock()
    encode(email, newsletter, date=now)  # what cannot be encoded must enlist nobody
    frozen = editions.freeze(
        store,
        email.edition,
        sha256=email.sha256,
        secrets=secrets,
        chunk_size=provider.chunk,
        instance_name=instance,
        now=now,
        corrects=corrects,
    )
    if frozen.state is EditionState.SENT:
        return accounts.account(store, email.edition)
    encoded = encode(email, newsletter, date=frozen.frozen_at)
    run = Run(
        store=store,
        edition=email.edition,
        copies=Copies(
            edition=email.edition, encoded=encoded, key_id=frozen.key_id, secret=secrets[frozen.key_id]
        ),
        worker=Worker(store, lease),
        clock=clock,
        pace=Pace(rate),
        stop=stop,
        told=told,
        scheduled=scheduled,
        fence_limit=fence_limit,
    )
    try:
        run.worker.renew()
        return _all(run, provider, cancelled=frozen.state is EditionState.CANCELLED)
    finally:
        run.worker.sign_off()


def _all(run: Run, provider: Provider, *, cancelled: bool) -> Account:
    """Hand over what is left until nothing is, somebody says stop, or nothing gets through any more."""
    found, waiting = _found_open(run, provider, repeat=provider.repeatable and not cancelled)
    if cancelled:
        return accounts.account(run.store, run.edition)
    run.tell()  # before anything leaves
    ending = waiting if waiting and waiting.stop else _handed_over(run, provider, found) or waiting
    account = accounts.finish(run.store, run.edition, why=ending.reason if ending else "")
    run.told(account)
    return replace(account, blocked=bool(ending and ending.stop))


def _handed_over(run: Run, provider: Provider, found: list[Claim]) -> Later | None:
    if isinstance(provider, Lines):
        return carry_all(run, provider)
    return Handover(run, provider).all_chunks(found)


def _found_open(run: Run, provider: Provider, *, repeat: bool) -> tuple[list[Claim], Later | None]:
    """Return the attempts that earlier runs left open and this one may repeat, and why others must wait.

    What can be taken back is, the rest is settled or parked.
    """
    again, back = [], []
    for claim in abandoned.take_over(run.store, run.edition, worker=run.worker.id, now=run.clock()):
        if repeat and claim.provider == provider.name:
            again.append(claim)
        elif isinstance(provider, Fences) and claim.provider == provider.name and claim.batch:
            back.append(claim)
        else:
            ledger.park(run.store, claim, fencing.GONE, now=run.clock())
    if not isinstance(provider, Fences):
        return again, None
    fencing.release(run, provider)
    return again, fencing.take_back_all(run, provider, back)
