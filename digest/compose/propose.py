"""A subject and a preheader written from the content, for an editor who has written none."""

from __future__ import annotations

import re

from digest.compose.draft import Draft
from digest.config import Config

SUBJECT = (20, 60)
PREHEADER = (35, 140)
_REGULAR = re.compile(r"^(week|month|sprint)\W?notes?\b|^newsletter\b", re.IGNORECASE)


def propose(draft: Draft, config: Config) -> dict[str, str]:
    """Return the proposed `subject` (20 to 60 characters) and `preheader` (35 to 140), in plain text."""
    titles = _titles(draft, config)
    if not titles:
        return {"subject": config.newsletter.title, "preheader": config.newsletter.tagline}
    subject = cut(titles[0], SUBJECT[1])
    if len(subject) < SUBJECT[0]:
        subject = cut(f"{subject}: {config.newsletter.title}", SUBJECT[1])
    others = "; ".join(titles[1:])
    if len(others) < PREHEADER[0]:
        others = "; ".join(filter(None, (others, config.newsletter.tagline)))
    return {"subject": subject, "preheader": cut(others, PREHEADER[1])}


def cut(text: str, width: int) -> str:
    """Return at most `width` characters, cut between words."""
    if len(text) <= width:
        return text
    return text[: width - 1].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"


def _titles(draft: Draft, config: Config) -> list[str]:
    """Return the titles that stay in: each section's first before any second, news before events.

    What comes every week says least in a subject line, and goes last.
    """
    shows = {s.id: s.shows for s in config.sections}
    ranked: list[tuple[bool, int, bool, int, str]] = []
    places: dict[str, int] = {}
    for section, _, row in draft.rows():
        if row.get("keep", True) is False or not row.get("title") or section not in shows:
            continue
        place = places[section] = places.get(section, -1) + 1
        title = " ".join(str(row["title"]).split())
        ranked.append((bool(_REGULAR.match(title)), place, shows[section] == "events", len(ranked), title))
    return [title for *_, title in sorted(ranked)]
