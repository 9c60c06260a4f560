"""The words of the newsletter: every value that passes from one room to the next."""

from digest.model.editions import Correction, Edition, Email, Finding, Link, Part
from digest.model.feedback import Feedback, FeedbackKind, Heard, SetAside
from digest.model.items import ITEM_KEYS, Entry, Event, Item, Picture, Visit, Window, as_json, from_json
from digest.model.people import Accepted, Account, Later, Letter, Message, Outcome, Refused, Subscriber
from digest.model.states import (
    AttemptState,
    DeliveryState,
    EditionState,
    EventStatus,
    Level,
    SubscriberStatus,
    VisitStatus,
)
from digest.model.trouble import Body, DigestError, SourceError, SourceWarning

__all__ = [
    "ITEM_KEYS",
    "Accepted",
    "Account",
    "AttemptState",
    "Body",
    "Correction",
    "DeliveryState",
    "DigestError",
    "Edition",
    "EditionState",
    "Email",
    "Entry",
    "Event",
    "EventStatus",
    "Feedback",
    "FeedbackKind",
    "Finding",
    "Heard",
    "Item",
    "Later",
    "Letter",
    "Level",
    "Link",
    "Message",
    "Outcome",
    "Part",
    "Picture",
    "Refused",
    "SetAside",
    "SourceError",
    "SourceWarning",
    "Subscriber",
    "SubscriberStatus",
    "Visit",
    "VisitStatus",
    "Window",
    "as_json",
    "from_json",
]
