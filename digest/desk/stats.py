"""How the newsletter fares, edition by edition: numbers only, nobody is followed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from digest.desk.desk import Desk
from digest.model import DeliveryState, FeedbackKind

if TYPE_CHECKING:
    from digest.store.engine import Store
    from digest.store.periods import Period

SENT = (DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.SUPPRESSED, DeliveryState.UNKNOWN)
HEARD = (FeedbackKind.DELIVERED, FeedbackKind.BOUNCED, FeedbackKind.COMPLAINED)


def stats(desk: Desk, last: int) -> dict[str, Any]:
    """Return what became of the newest editions, how many readers there are, and who joined since.

    `delivered` is None where no provider tells.
    """
    if not desk.has_store:
        return {"editions": [], "readers": {}, "joined_since": 0}
    from digest.store import feedback, periods, subscribers

    with desk.store() as store:
        found, since = periods.periods(store, last)
        heard = feedback.tallies(store)
        return {
            "editions": [_row(store, one) | _heard(heard.get(one.edition, {})) for one in found],
            "readers": {status: n for status, n in subscribers.count(store).items() if n},
            "joined_since": since,
        }


def _row(store: Store, period: Period) -> dict[str, Any]:
    from digest.store import accounts

    account = accounts.account(store, period.edition)
    return {
        "edition": period.edition,
        "state": period.state,
        "began": period.began.isoformat(),
        "planned": account.planned,
        **{state.value: account.counts.get(state, 0) for state in SENT},
        "joined": period.joined,
        "left": period.left,
    }


def _heard(tally: Any) -> dict[str, int | None]:
    numbers: dict[str, int | None] = {kind.value: tally.get(kind, 0) for kind in HEARD}
    return numbers | {"delivered": numbers["delivered"] or None}
