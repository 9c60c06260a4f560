"""A list that lives at SendGrid: an edition goes out as one Single Send, and the receipt has the provider's totals."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from digest.desk import last_call, receipts
from digest.desk.build import Rendered
from digest.desk.desk import Desk, Halted, Refusal, Unfinished
from digest.desk.editions import Standing
from digest.files import read_json, save
from digest.model import EditionState, Later

if TYPE_CHECKING:
    from digest.deliver.single_send import Hosted

NONE = dict.fromkeys(("failed", "suppressed", "cancelled", "unknown", "remaining"), 0)


def lives_there(desk: Desk) -> bool:
    """Return whether the readers' list is SendGrid's, and no database of ours."""
    return bool(desk.config.audience != "store")


def send(
    desk: Desk,
    standing: Standing,
    rendered: Rendered,
    *,
    at: datetime | None,
    clock: Callable[[], datetime],
    said: Callable[[str], None],
) -> dict[str, Any]:
    """Have SendGrid send the edition, once however often this is called; return the receipt.

    Raises Refusal where it must not go out like this, Unfinished or Halted as SendGrid answers.
    """
    from digest.deliver.single_send import Forbidden

    host = _host(desk, clock)
    last_call.call(desk, standing, rendered, said)
    try:
        found = host.send(rendered.email, send_at=at)
    except Forbidden as problem:
        raise Refusal(f"{standing.slot.id} does not go out: {problem}") from None
    if isinstance(found, Later):
        raise _ending(found)
    return _write(desk, standing.slot.id, host, found.readers)


def receipt(desk: Desk, edition: str) -> dict[str, Any]:
    """Return what SendGrid counted and write receipt.json; Refusal if it has not begun to go out."""
    return _write(desk, edition, _host(desk, lambda: desk.now), None)


def _write(desk: Desk, edition: str, host: Hosted, readers: int | None) -> dict[str, Any]:
    from digest.deliver.single_send.draft import UNDER_WAY

    found = host.receipt(edition)
    if isinstance(found, Later):
        raise _ending(found)
    if found["state"] not in UNDER_WAY:
        raise Refusal(f"{edition} has not begun to go out: SendGrid has it as {found['state']}")
    path = desk.state(edition) / receipts.FILE
    counts = _counts(found, readers or (read_json(path) or {}).get("planned") or 0)
    counts["last_call"] = read_json(path.with_name(last_call.FILE), "at", "found") or None
    save(path, json.dumps(counts, ensure_ascii=False, indent=1) + "\n")
    return counts


def _counts(found: Mapping[str, Any], readers: int) -> dict[str, Any]:
    """Return a receipt as for a list of ours, as far as it can be told; for us it is sent once SendGrid has it."""
    number = found["providers"]["sendgrid"].get("requests") or readers
    return {"planned": number, "sent": number, **NONE, **found, "state": EditionState.SENT}


def _ending(later: Later) -> Halted | Unfinished:
    if later.stop:
        return Halted(f"{later.reason}: mend that, then run it again")
    return Unfinished(f"{later.reason}: run the same command again")


def _host(desk: Desk, clock: Callable[[], datetime]) -> Hosted:
    from digest.deliver.sendgrid.api import access
    from digest.deliver.single_send import Hosted

    audience = desk.config.audience
    assert audience != "store"
    return Hosted(
        api=access(desk.env.values),
        newsletter=desk.config.newsletter,
        audience=audience.sendgrid,
        clock=clock,
    )
