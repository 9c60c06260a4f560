"""What comes back: bounces, complaints and wishes to leave, from a webhook or by mail; pure but for `mailbox`."""

from digest.deliver.feedback.events import heard
from digest.deliver.feedback.mail import read
from digest.deliver.feedback.webhook import Unsigned, verify

__all__ = ["Unsigned", "heard", "read", "verify"]
