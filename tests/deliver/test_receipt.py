from __future__ import annotations

import pytest

from digest.deliver import receipt
from digest.model import Account, DeliveryState, EditionState

S = DeliveryState


def account(counts: dict[DeliveryState, int], planned: int = 10) -> Account:
    return Account(
        edition="2026-12",
        state=EditionState.STOPPED,
        planned=planned,
        counts=counts,
        by_provider={"outbox": counts},
        reasons={"paused": 1},
    )


def test_a_receipt_accounts_for_everyone() -> None:
    found = receipt.counts(account({S.SENT: 6, S.SUPPRESSED: 1, S.PLANNED: 2, S.SENDING: 1}))
    numbers = {"sent": 6, "failed": 0, "suppressed": 1, "cancelled": 0, "unknown": 0, "remaining": 3}
    assert found == {
        "edition": "2026-12",
        "planned": 10,
        **numbers,
        "providers": {"outbox": numbers},
        "complete": False,
        "reasons": {"paused": 1},
    }


@pytest.mark.parametrize(
    ("counts", "complete"),
    [({S.SENT: 9, S.FAILED: 1}, True), ({S.SENT: 9, S.UNKNOWN: 1}, False), ({S.CANCELLED: 10}, True)],
)
def test_a_receipt_is_complete_when_nobody_is_left_and_nothing_unknown(
    counts: dict[DeliveryState, int], complete: bool
) -> None:
    assert receipt.counts(account(counts))["complete"] is complete


@pytest.mark.parametrize("planned", [9, 11])
def test_a_receipt_that_does_not_add_up_is_not_given(planned: int) -> None:
    with pytest.raises(receipt.SumsDisagree, match=f"{planned} readers are on the list, 10 are counted"):
        receipt.counts(account({S.SENT: 10}, planned))
