"""Complaints as mailbox providers forward them (RFC 5965)."""

from __future__ import annotations

from email.message import Message

from digest.deliver.feedback.origin import first_address, head, origin
from digest.model.feedback import Feedback, FeedbackKind, Heard, SetAside

REPORT = "message/feedback-report"
_KINDS = {"not-spam": None, "opt-out": FeedbackKind.LEFT, "opt-out-list": FeedbackKind.LEFT}


def fields(report: Message) -> Message | None:
    """Return the fields of a complaint, None in what is none."""
    for part in report.walk():
        if part.get_content_type() == REPORT:
            payload = part.get_payload()
            if isinstance(payload, list) and payload and isinstance(payload[0], Message):
                return payload[0]
    return None


def read(report: Message, said: Message) -> Heard:
    """Return who complains, or wants to leave; providers often hide the address, our link in the original does not."""
    ours = origin(report)
    kind = _KINDS.get(head(said, "Feedback-Type").strip().lower(), FeedbackKind.COMPLAINED)
    if kind is None:
        return SetAside("somebody says that this is no spam")
    address = first_address(said, "Original-Rcpt-To", "Removal-Recipient", "Redacted-Address") or ours.address
    if not (address or ours.token or ours.message):
        return SetAside("a complaint that does not say whose")
    return Feedback(kind=kind, address=address, token=ours.token, message=ours.message, edition=ours.edition)
