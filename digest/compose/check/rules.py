"""Every rule of the check and how much it matters; docs/checks.md tells what each means and what to do."""

from __future__ import annotations

from digest.model import Level

BLOCK, WARN, NOTE = Level.BLOCK, Level.WARN, Level.NOTE

RULES: dict[str, Level] = {
    # The edition as a whole
    "nothing-kept": BLOCK,
    "no-unsubscribe": BLOCK,
    "no-postal": BLOCK,
    "no-privacy": BLOCK,
    "size": BLOCK,
    "shortened": WARN,
    "thin": WARN,
    "source-failed": WARN,
    "untested": WARN,
    # sources.yaml
    "placeholder": BLOCK,
    "quota": BLOCK,
    "accent": NOTE,
    # Subject, preheader, introduction
    "no-subject": BLOCK,
    "subject-length": WARN,
    "preheader-length": WARN,
    "shouting": WARN,
    "unfinished": WARN,
    "stale": WARN,
    # Items
    "no-link": BLOCK,
    "no-alt": BLOCK,
    "picture-unfit": WARN,
    "repeated-link-text": WARN,
    "already": WARN,
    # Events and dates
    "over": BLOCK,
    "cancelled-unsaid": BLOCK,
    "cancelled": NOTE,
    "closed": WARN,
    "personal-rsvp": WARN,
    "weekday": BLOCK,
    "weekday-doubt": WARN,
    # Links
    "dead-link": BLOCK,
    "link-fails": WARN,
    "link-doubt": NOTE,
}

MISTAKES = frozenset(
    {
        "id",
        "keep",
        "link",
        "no-time",
        "no-title",
        "not-an-item",
        "not-text",
        "online",
        "picture",
        "status",
        "time",
        "twice",
        "unknown-key",
        "unknown-section",
    }
)
"""What cannot be read in edition.yaml: each blocks."""
