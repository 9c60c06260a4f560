"""The events of SendGrid's webhook as feedback; each keeps its id, because SendGrid may tell it again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from digest.deliver.feedback.status import is_hard, one_line
from digest.model.feedback import Feedback, FeedbackKind, Heard, SetAside

_PLAIN = {
    "delivered": FeedbackKind.DELIVERED,
    "spamreport": FeedbackKind.COMPLAINED,
    "unsubscribe": FeedbackKind.LEFT,
    "group_unsubscribe": FeedbackKind.LEFT,
}
_DROPPED = {
    "bounced address": FeedbackKind.BOUNCED,
    "invalid": FeedbackKind.BOUNCED,
    "spam reporting address": FeedbackKind.COMPLAINED,
    "unsubscribed address": FeedbackKind.LEFT,
}
_NO_NEWS = {"processed", "deferred", "open", "click", "group_resubscribe"}


def heard(body: bytes) -> Iterator[Heard]:
    """Yield what the events of one call mean; no body makes it raise."""
    try:
        document: Any = json.loads(body)
    except (ValueError, RecursionError):
        yield SetAside("not JSON")
        return
    if not isinstance(document, list):
        yield SetAside("not a list of events")
        return
    for event in document:
        yield _heard(event) if isinstance(event, Mapping) else SetAside("not an event")


def _heard(event: Mapping[str, Any]) -> Heard:
    what, address = _text(event, "event"), _text(event, "email")
    kind = _kind(what, event)
    if kind is None:
        return SetAside(f"no news: {what}" if what in _NO_NEWS else "an event of an unknown kind")
    if not address or not _text(event, "sg_event_id"):
        return SetAside("an event without address or id")
    return Feedback(
        kind=kind,
        address=address,
        attempt=_text(event, "attempt")[:64],
        event_id=_text(event, "sg_event_id")[:200],
        at=_moment(event.get("timestamp")),
        reason=one_line(_text(event, "reason") or _text(event, "response")),
    )


def _kind(what: str, event: Mapping[str, Any]) -> FeedbackKind | None:
    if what == "dropped":
        return _DROPPED.get(_text(event, "reason").strip().lower(), FeedbackKind.FAILED)
    if what == "bounce":
        hard = _text(event, "type") == "bounce" and is_hard(_text(event, "status"), _text(event, "reason"))
        return FeedbackKind.BOUNCED if hard else FeedbackKind.FAILED
    return _PLAIN.get(what)


def _text(event: Mapping[str, Any], name: str) -> str:
    value = event.get(name)
    return value if isinstance(value, str) else ""


def _moment(value: object) -> datetime | None:
    try:
        return datetime.fromtimestamp(value, UTC) if isinstance(value, int) else None
    except (ValueError, OverflowError, OSError):
        return None
