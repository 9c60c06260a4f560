"""An attempt in doubt is taken back, in the one order that loses nobody: the ledger, the provider, the ledger."""

from __future__ import annotations

from datetime import datetime, timedelta

from digest.deliver.fences import Attempt, Fenced, Fences, Unfenced
from digest.deliver.run import Run
from digest.model import Later
from digest.store import fenced, ledger
from digest.store.ledger import Claim

AHEAD = timedelta(minutes=30)  # so that there is time to take back what is handed over late
GONE = "the run ended before the provider answered"


def moment(run: Run) -> datetime:
    """Return when what is handed over now is to go out."""
    soon = run.clock() + AHEAD
    return max(run.scheduled, soon) if run.scheduled else soon


def attempt(claim: Claim) -> Attempt:
    """Return what the provider is told of an attempt."""
    return Attempt(id=claim.attempt, batch=claim.batch or "", send_at=claim.send_at)


def take_back(run: Run, provider: Fences, claim: Claim, *, why: str) -> Fenced | Unfenced | Later:
    """Fence an attempt. Its readers are planned again, or unknown; after `Later` it stays as it is for the next run."""
    if fenced.number(run.store, claim) >= run.fence_limit:
        ledger.park(run.store, claim, why, now=run.clock())
        words = f"{run.fence_limit} batches of this edition were taken back at {provider.name} already, the last because {why}"
        return Later(words, stop=True)
    if not fenced.begin(run.store, claim):
        return Unfenced("it was settled meanwhile")
    found = provider.fence(attempt(claim), now=run.clock())
    match found:
        case Fenced():
            fenced.end(run.store, claim, why, now=run.clock())
        case Unfenced(reason):
            ledger.park(run.store, claim, f"{why}; {reason}", now=run.clock())
    return found


def take_back_all(run: Run, provider: Fences, claims: list[Claim]) -> Later | None:
    """Fence what earlier runs left open; return why some of it must wait, if so."""
    waiting = None
    for claim in claims:
        found = take_back(run, provider, claim, why=GONE)
        if isinstance(found, Later):
            waiting = found
            if found.stop:
                break
    return waiting


def release(run: Run, provider: Fences) -> None:
    """Free the places of what was taken back and whose time is over: an account has few."""
    now = run.clock()
    for number, batch, send_at in fenced.over(run.store, provider.name, now=now):
        if provider.release(Attempt(id=number, batch=batch, send_at=send_at), now=now):
            fenced.forget(run.store, number)
