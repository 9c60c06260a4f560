"""What a Single Send is called and says, and which of those that are there is ours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from digest import links
from digest.config import Newsletter
from digest.config.settings import SendgridAudience
from digest.model import DigestError, Email

LEAVE = links.HOSTED_LEAVE
UNDER_WAY = {"scheduled", "triggered"}
_TAG = re.compile(r"\{\{|<%")


class Forbidden(DigestError):
    """It must not go out like this, and the text says what to change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A Single Send that is at SendGrid."""

    id: str
    status: str
    created: str

    @property
    def under_way(self) -> bool:
        """Whether it goes out without us."""
        return self.status in UNDER_WAY


def name(newsletter: str, edition: str) -> str:
    """Return the name by which an edition is known at SendGrid."""
    return f"digest:{newsletter}:{edition}"


def named(rows: Iterable[Any], wanted: str) -> list[Found]:
    """Return those of exactly that name, the oldest first: a search finds longer names too."""
    found = [
        Found(id=str(row["id"]), status=str(row.get("status", "")), created=str(row.get("created_at", "")))
        for row in rows
        if isinstance(row, Mapping) and row.get("name") == wanted and row.get("id")
    ]
    return sorted(found, key=lambda one: (one.created, one.id))


def draft(email: Email, audience: SendgridAudience, *, called: str, sender: int) -> dict[str, Any]:
    """Return the body of a draft; raise Forbidden where SendGrid would read a tag, or a reader find no way out."""
    if LEAVE not in email.html or LEAVE not in email.text:
        raise Forbidden(f"the email does not say how to leave: its templates must print {LEAVE}")
    for part, words in {"subject": email.subject, "html": email.html, "text": email.text}.items():
        if _TAG.search(words.replace(LEAVE, "")):
            raise Forbidden(f"the {part} holds a tag that SendGrid would fill in: write {{{{ and <% apart")
    return {
        "name": called,
        "send_to": {"list_ids": [audience.list_id]},
        "email_config": {
            "subject": " ".join(email.subject.split()),
            "html_content": email.html,
            "plain_content": email.text,
            "generate_plain_content": False,
            "editor": "code",
            "suppression_group_id": audience.unsubscribe_group,
            "sender_id": sender,
        },
    }


def sample(email: Email, newsletter: Newsletter, audience: SendgridAudience) -> dict[str, Any]:
    """Return the draft for a person to look at: who sends it is looked up when it is made. Raise Forbidden."""
    return draft(email, audience, called=name(newsletter.id, email.edition), sender=0)


def moment(send_at: datetime | None, now: datetime) -> str:
    """Return when it goes out as SendGrid writes it: `now`, or a moment to come."""
    return "now" if send_at is None or send_at <= now else send_at.strftime("%Y-%m-%dT%H:%M:%SZ")


def totals(document: Any) -> dict[str, int]:
    """Return what SendGrid counted, but for what tracking counts."""
    results = document.get("results") if isinstance(document, Mapping) else None
    found: dict[str, int] = {}
    for row in results if isinstance(results, list) else []:
        stats = row.get("stats") if isinstance(row, Mapping) else None
        for what, number in (stats if isinstance(stats, Mapping) else {}).items():
            if isinstance(number, int) and not re.search("open|click", str(what)):
                found[str(what)] = found.get(str(what), 0) + number
    return found
