"""The pages that a visitor may see, made once when the door opens: afterwards only the masked address is put in."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from dataclasses import dataclass
from email.utils import parseaddr
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from digest.desk import looks
from digest.desk.desk import Desk

if TYPE_CHECKING:
    from digest.render.templates import Templates
    from digest.render.words import Words

WHO = "somebody@masked"
PROBLEMS = (404, 405, 413, 503)
OTHER = 400


@dataclass(frozen=True, slots=True)
class Page:
    """A page for whoever comes, with the policy that its styles need."""

    known: str
    unknown: str
    policy: str

    def to(self, who: str) -> str:
        """Return the page for the reader with this masked address, or for nobody that we know."""
        return self.known.replace(WHO, html.escape(who)) if who else self.unknown


class Pages:
    """All pages in the newsletter's language; a broken template raises TemplateProblem."""

    def __init__(self, desk: Desk) -> None:
        newsletter, templates = desk.config.newsletter, looks.templates(desk.folder)
        words = templates.words(newsletter.language, newsletter.timezone)
        make = _Press(desk, templates, words).page
        self.leave, self.left, self.back, self.stays = map(make, ("leave", "left", "back", "stays"))
        self.problems = {status: make("problem", status=status) for status in (*PROBLEMS, OTHER)}
        self.wording = words.language.say("left_undo", title=newsletter.title)

    def problem(self, status: int) -> Page:
        """Return the page that goes with a status."""
        return self.problems.get(status) or self.problems[503 if status > 499 else OTHER]


@dataclass(frozen=True, slots=True)
class _Press:
    desk: Desk
    templates: Templates
    words: Words

    def page(self, name: str, **values: int) -> Page:
        known, unknown = (self._rendered(name, who=who, **values) for who in (WHO, ""))
        return Page(known, unknown, policy(known, self.desk.config.newsletter.brand.logo))

    def _rendered(self, name: str, **values: str | int) -> str:
        from digest.render.colours import palette

        newsletter = self.desk.config.newsletter
        return self.templates.render(
            f"pages/{name}.html",
            self.words,
            newsletter=newsletter,
            colours=palette(newsletter.brand.accent),
            reply=f"mailto:{quote(parseaddr(newsletter.reply_to)[1], safe='@+')}",
            **values,
        )


def policy(page: str, logo: str | None) -> str:
    """Return the content policy that lets a page's own styles and logo through, its forms home, and nothing else."""
    styles = (base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in _styles(page))
    allowed = " ".join(f"'sha256-{one}'" for one in styles) or "'none'"
    place = urlsplit(logo or "")
    pictures = f"https://{place.netloc}" if place.scheme == "https" else "'none'"
    return (
        f"default-src 'none'; style-src {allowed}; img-src {pictures}; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def _styles(page: str) -> list[str]:
    return re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
