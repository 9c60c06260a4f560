"""What a template may know of an edition: its words, its links and its colours."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any
from urllib.parse import quote

from digest import links
from digest.config import Config
from digest.model import Edition, Part
from digest.render.clean import line
from digest.render.colours import palette
from digest.render.lead import lead, lifted, named


class Personal(str):
    """A reader's own address: the one text that may hold the placeholder, and is printed as it is."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Ways:
    """Where a reader comes, chooses and goes; None where the audience's host has its own way."""

    subscribe: str
    preferences: Personal | None = None
    unsubscribe: Personal | None = None


def ways(config: Config) -> Ways:
    """Return the links of one reader, with a placeholder for the token."""
    people = config.newsletter.people
    if config.audience != "store":
        return Ways(config.audience.sendgrid.sign_up_url, unsubscribe=Personal(links.HOSTED_LEAVE))
    return Ways(
        subscribe=f"{people.rstrip('/')}/subscribe",
        preferences=Personal(links.preferences(people, links.PLACEHOLDER)),
        unsubscribe=Personal(links.unsubscribe(people, links.PLACEHOLDER)),
    )


def view(edition: Edition, config: Config) -> dict[str, Any]:
    """Return the values that every template gets."""
    newsletter, leading = config.newsletter, lead(edition)
    top, parts = lifted(edition, leading)
    return {
        "edition": edition,
        "newsletter": newsletter,
        "parts": [part for part in parts if size(part)],
        "lead": leading.id if leading else None,
        "top": top,
        "top_is_named": named(edition, top),
        "namesakes": _namesakes(edition),
        "colours": palette(newsletter.brand.accent),
        "ways": ways(config),
        "web": links.on_the_web(newsletter.base_url, edition.id),
        "calendar_files": {
            item.id: links.calendar_file(newsletter.base_url, item.id) for item in edition.items
        },
        "reply": f"mailto:{quote(parseaddr(newsletter.reply_to)[1], safe='@+')}",
        "size": size,
    }


def size(part: Part) -> int:
    """Return how many items and links a section has, those on the web included."""
    return len(part.items) + len(part.links) + part.more


def _namesakes(edition: Edition) -> set[str]:
    """Return the titles that more than one item has."""
    titles = Counter(line(item.title) for item in edition.items)
    return {title for title, times in titles.items() if times > 1}
