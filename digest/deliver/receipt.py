"""What became of everyone, as numbers that must add up."""

from __future__ import annotations

from typing import Any

from digest.model import Account, DeliveryState, DigestError

UNFINISHED = (DeliveryState.PLANNED, DeliveryState.SENDING)
SETTLED = (
    DeliveryState.SENT,
    DeliveryState.FAILED,
    DeliveryState.SUPPRESSED,
    DeliveryState.CANCELLED,
    DeliveryState.UNKNOWN,
)


class SumsDisagree(DigestError):
    """Somebody on the frozen list is counted twice, or not at all."""


def counts(account: Account) -> dict[str, Any]:
    """Return the receipt of an edition; `complete` when nobody is left and nothing is unknown. Raise SumsDisagree."""
    check_sums(account)
    own = _by_word(account.counts)
    return {
        "edition": account.edition,
        "planned": account.planned,
        **own,
        "providers": {name: _by_word(found) for name, found in sorted(account.by_provider.items())},
        "complete": not own["remaining"] and not own["unknown"],
        "reasons": dict(sorted(account.reasons.items())),
    }


def check_sums(account: Account) -> None:
    """Raise SumsDisagree unless states, and providers, each account for the whole frozen list."""
    by_state = sum(account.counts.values())
    by_provider = sum(sum(found.values()) for found in account.by_provider.values())
    if not by_state == by_provider == account.planned:
        raise SumsDisagree(
            f"{account.edition}: {account.planned} readers are on the list, {by_state} are counted by state and "
            f"{by_provider} by provider: do not send, and restore the database from a copy"
        )


def _by_word(found: dict[DeliveryState, int]) -> dict[str, int]:
    words = {state.value: found.get(state, 0) for state in SETTLED}
    return {**words, "remaining": sum(found.get(state, 0) for state in UNFINISHED)}
