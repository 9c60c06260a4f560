"""Delivery status notifications (RFC 3464): one per-recipient block, one piece of feedback."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import Message

from digest.deliver.feedback.origin import head, origin
from digest.deliver.feedback.status import is_hard, one_line
from digest.model.feedback import Feedback, FeedbackKind, Heard, SetAside

STATUS = ("message/delivery-status", "message/global-delivery-status")


def blocks(report: Message) -> list[Message]:
    """Return the blocks of fields about each recipient, an empty list in what is no such notification."""
    for part in report.walk():
        if part.get_content_type() in STATUS:
            payload = part.get_payload()
            found = payload if isinstance(payload, list) else []
            return [b for b in found if isinstance(b, Message) and ("Final-Recipient" in b or "Action" in b)]
    return []


def read(report: Message, recipients: list[Message]) -> Iterator[Heard]:
    """Yield what became of each recipient; what is only delayed is set aside."""
    ours = origin(report)
    for block in recipients:
        kind = _kind(block)
        if kind is None:
            yield SetAside("a notification that a message is delayed")
            continue
        alone = len(recipients) == 1
        yield Feedback(
            kind=kind,
            address=_recipient(block) or (ours.address if alone else ""),
            token=ours.token if alone else "",
            message=ours.message if alone else "",
            edition=ours.edition,
            reason=one_line(head(block, "Diagnostic-Code") or head(block, "Status")),
        )


def _kind(block: Message) -> FeedbackKind | None:
    match head(block, "Action").strip().lower().partition(" ")[0]:
        case "failed":
            hard = is_hard(head(block, "Status"), head(block, "Diagnostic-Code"))
            return FeedbackKind.BOUNCED if hard else FeedbackKind.FAILED
        case "delivered":
            return FeedbackKind.DELIVERED
    return None


def _recipient(block: Message) -> str:
    """Return the address as we wrote it, before anybody forwarded it."""
    for name in ("Original-Recipient", "Final-Recipient"):
        kind, _, address = head(block, name).partition(";")
        if "@" in address and kind.strip().lower() in {"rfc822", "utf-8", "smtp"}:
            return address.strip().strip("<>")
    return ""
