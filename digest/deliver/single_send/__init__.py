"""Editions for a list that lives at SendGrid: one Single Send each, known again by its name."""

from digest.deliver.single_send.draft import Forbidden, sample
from digest.deliver.single_send.hosted import Hosted, Posted

__all__ = ["Forbidden", "Hosted", "Posted", "sample"]
