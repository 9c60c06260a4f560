"""What an answer of SendGrid means: who was taken, who never will be, and whether to go on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from digest.deliver.sendgrid.api import InDoubt
from digest.model import Accepted, Later, Outcome, Refused

_READER = re.compile(r"personalizations\.(\d{1,4})(?:\.|$)")
_ADDRESS = re.compile(r"[^\s\"'<>(),;:\[\]]+@[^\s\"'<>(),;:\[\]]+")
_MOVED = "SENDGRID_BASE_URL: no API of SendGrid answers there: write https://api.sendgrid.com or leave it out"


@dataclass(frozen=True, slots=True)
class Fault:
    """A request refused because of `places` among its readers; nobody knows which when there are none."""

    reason: str
    places: frozenset[int] = frozenset()


def outcome(status: int, headers: Mapping[str, str], body: bytes, *, now: datetime) -> Outcome:
    """Return what became of a request for one reader; raise InDoubt when nobody can know."""
    found = judge(status, headers, body, now=now)
    return Refused(found.reason) if isinstance(found, Fault) else found


def judge(status: int, headers: Mapping[str, str], body: bytes, *, now: datetime) -> Accepted | Later | Fault:
    """Return what became of a request for many readers; raise InDoubt when nobody can know. Only 202 is success."""
    if status == 202:
        return Accepted(headers.get("x-message-id", ""))
    if 300 <= status < 400 or status in {404, 405}:
        return Later(_MOVED, stop=True)
    if status == 400:
        return _bad_request(body)
    if status == 413:
        return Fault("the message is larger than SendGrid carries")
    if status == 429:
        wait = seconds_to_wait(headers, now)
        return Later(_slower(wait), wait=wait)
    if 400 <= status < 500:
        return Later(_closed(status, body), stop=True)
    raise InDoubt(f"SendGrid answered {status}: it may have taken the messages")


def said(body: bytes) -> str:
    """Return SendGrid's own words as a part of a sentence, without addresses."""
    words = "; ".join(dict.fromkeys(message for _, message in _errors(body))) or "it does not say why"
    clean = "".join(
        letter if letter.isprintable() else " " for letter in _ADDRESS.sub("(an address)", words[:1000])
    )
    return clean.rstrip(". ")[:200]


def _bad_request(body: bytes) -> Later | Fault:
    fields = [name for name, _ in _errors(body)]
    places = [_READER.match(name) for name in fields]
    if fields and all(places):
        return Fault(said(body), frozenset(int(place[1]) for place in places if place))
    if any(fields) and not any(name.startswith("personalizations") for name in fields):
        where = ", ".join(sorted({name for name in fields if name}))[:80]
        return Later(f"SendGrid does not take the edition ({where}): {said(body)}", stop=True)
    return Fault(said(body))


def _closed(status: int, body: bytes) -> str:
    words = said(body)
    if "credit" in words.lower() or "quota" in words.lower() or status == 402:
        return "the SendGrid account's quota is spent: wait for the next period or buy more"
    if status == 401:
        return "SendGrid does not know the key: set SENDGRID_API_KEY to one that may send mail"
    if status == 403:
        return f"SendGrid forbids it ({words}): verify the sender there, or let the key send mail"
    return f"SendGrid refuses with {status}: {words}"


def _slower(wait: float) -> str:
    return "SendGrid's rate limit is reached" + (f": it asks for {wait:.0f} more seconds" if wait else "")


def seconds_to_wait(headers: Mapping[str, str], now: datetime) -> float:
    """Return how long an answer asks to wait, an hour at most: X-RateLimit-Reset is a moment, Retry-After a span."""
    reset, after = headers.get("x-ratelimit-reset", ""), headers.get("retry-after", "")
    if re.fullmatch(r"\d{1,12}", reset):
        return min(max(int(reset) - now.timestamp(), 0.0), 3600.0)
    return min(float(after), 3600.0) if re.fullmatch(r"\d{1,6}", after) else 0.0


def _errors(body: bytes) -> Iterator[tuple[str, str]]:
    """Yield field and message of each error that a body names."""
    try:
        document: Any = json.loads(body)
    except (ValueError, RecursionError):
        return
    errors = document.get("errors") if isinstance(document, dict) else None
    for error in errors if isinstance(errors, list) else []:
        if isinstance(error, dict):
            yield str(error.get("field") or ""), str(error.get("message") or "")
