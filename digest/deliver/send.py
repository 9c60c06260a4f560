"""Everybody on the frozen list gets the edition once, however often this runs and wherever it is killed."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from digest.config import Newsletter
from digest.deliver.handover import Handover, Stop
from digest.deliver.message import encode
from digest.deliver.pace import Pace
from digest.deliver.providers import Provider
from digest.model import Account, EditionState, Email
from digest.store import accounts, editions
from digest.store.engine import Store

TELL_EVERY = 0.5
Told = Callable[[Account], None]


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
) -> Account:
    """Send an edition, or go on with one; return the account. Raise NoReaders, NotOurs, ContentDiffers, KeyGone.

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
    )
    if frozen.state is EditionState.SENT:
        return accounts.account(store, email.edition)
    handover = Handover(
        store=store,
        edition=email.edition,
        encoded=encode(email, newsletter, date=frozen.frozen_at),
        provider=provider,
        key_id=frozen.key_id,
        secret=secrets[frozen.key_id],
        clock=clock,
    )
    if frozen.state is EditionState.CANCELLED:
        handover.found_open(repeat=False)
        return accounts.account(store, email.edition)
    return _all_chunks(handover, stop=stop, told=told, pace=Pace(rate))


def _all_chunks(handover: Handover, *, stop: Stop, told: Told, pace: Pace) -> Account:
    """Hand over what is left until nothing is, somebody says stop, or nothing gets through any more."""
    told(accounts.account(handover.store, handover.edition))  # before anything leaves
    ending, heard = None, time.monotonic()
    for claim in handover.claims(stop):
        if ending := handover.hand_over(claim):
            break
        if time.monotonic() - heard > TELL_EVERY:
            told(accounts.account(handover.store, handover.edition))
            heard = time.monotonic()
        pace.after(len(claim.members), stop)
    account = accounts.finish(handover.store, handover.edition, why=ending.reason if ending else "")
    told(account)
    return replace(account, blocked=bool(ending and ending.stop))
