"""Batches: what was handed over before its time can be taken back until ten minutes before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from digest.deliver.fences import Attempt, Fenced, Unfenced
from digest.deliver.sendgrid.api import Api, InDoubt, NotReached, Reply
from digest.deliver.sendgrid.outcome import judge, said
from digest.model import Later

CUT_OFF = timedelta(minutes=10)


def ask(
    api: Api,
    method: str,
    path: str,
    body: object = None,
    *,
    query: Mapping[str, str] | None = None,
    now: datetime,
) -> Reply | Later:
    """Return an answer of 2xx, 400 or 404 to a call that may be made twice; else why it must be made later."""
    try:
        found = api.call(method, path, body, query=query)
        if 200 <= found.status < 300 or found.status in {400, 404}:
            return found
        judged = judge(found.status, found.headers, found.body, now=now)
    except InDoubt as problem:
        return Later(str(problem))
    except NotReached as problem:
        return Later(str(problem), stop=problem.lasting)
    return judged if isinstance(judged, Later) else Later(f"SendGrid answered {found.status}")


def reserve(api: Api, *, now: datetime) -> str | Later:
    """Return the id of a new batch, to be written down before the attempt that uses it."""
    found = ask(api, "POST", "mail/batch", now=now)
    if isinstance(found, Later):
        return found
    document = found.json()
    batch = document.get("batch_id") if isinstance(document, dict) else None
    if found.status != 201 or not isinstance(batch, str) or not batch:
        return Later(f"SendGrid gave no batch: {said(found.body)}")
    return batch


def fence(api: Api, attempt: Attempt, *, now: datetime) -> Fenced | Unfenced | Later:
    """Take a batch back. Only for an attempt that the ledger already holds as fencing: the other order loses people."""
    if not attempt.batch or attempt.send_at is None:
        return Unfenced("it was handed over to go out at once")
    if attempt.send_at - now < CUT_OFF:
        return Unfenced("less than ten minutes before its time SendGrid takes nothing back")
    found = ask(api, "POST", "user/scheduled_sends", {"batch_id": attempt.batch, "status": "cancel"}, now=now)
    if isinstance(found, Later):
        return found
    if found.status == 201 or cancelled(api, attempt.batch, now=now) is True:
        return Fenced()
    return Later(f"SendGrid does not take the batch back: {said(found.body)}", stop=True)


def cancelled(api: Api, batch: str, *, now: datetime) -> bool | Later:
    """Return whether a batch stands as cancelled."""
    found = ask(api, "GET", f"user/scheduled_sends/{batch}", now=now)
    if isinstance(found, Later):
        return found
    rows = found.json()
    return isinstance(rows, list) and any(
        isinstance(row, dict) and row.get("batch_id") == batch and row.get("status") == "cancel"
        for row in rows
    )


def release(api: Api, attempt: Attempt, *, now: datetime) -> bool:
    """Free the place of a cancelled batch, of which an account has ten; only after its time, or it would go out."""
    if attempt.send_at is None or now < attempt.send_at + CUT_OFF:
        return False
    found = ask(api, "DELETE", f"user/scheduled_sends/{attempt.batch}", now=now)
    return isinstance(found, Reply) and found.status == 204


def seen(api: Api, attempt: str, *, now: datetime) -> frozenset[str]:
    """Return the addresses SendGrid shows under an attempt: proof that it took them; their absence proves nothing."""
    query = {"query": f"(unique_args['attempt']=\"{attempt}\")", "limit": "1000"}
    found = ask(api, "GET", "messages", query=query, now=now)
    document = found.json() if isinstance(found, Reply) and found.status == 200 else None
    messages = document.get("messages") if isinstance(document, dict) else None
    rows = [row for row in messages if isinstance(row, dict)] if isinstance(messages, list) else []
    return frozenset(str(row.get("to_email", "")).lower() for row in rows) - {""}
