"""What is written becomes an email: hashed as a whole, a reader's token nowhere but in their own addresses."""

from __future__ import annotations

import html as markup
import re
from collections.abc import Iterable

from digest import links
from digest.config import Newsletter
from digest.model import Email
from digest.render.clean import clean, line
from digest.render.hash import sha256
from digest.render.problem import TemplateProblem


def seal(
    name: str,
    newsletter: Newsletter,
    *,
    subject: str,
    preheader: str,
    html: str,
    text: str,
    calendar: str,
    template: str,
    own: Iterable[str | None],
) -> Email:
    """Return the email `name`; `own` are the addresses in which a reader's token may stand.

    Raise TemplateProblem, naming `template`, where it stands anywhere else.
    """
    content = {
        "subject": clean(line(subject)),
        "preheader": clean(line(preheader)),
        "from": newsletter.sender,
        "reply_to": newsletter.reply_to,
        "html": html,
        "text": text,
        "calendar": calendar,
    }
    whole = [way for way in own if way]
    _only_personal_links(html, f"{template}.mjml", whole)
    _only_personal_links(text, f"{template}.txt", whole)
    hashed = sha256(content)
    return Email(edition=name, sender=content.pop("from"), sha256=hashed, **content)


def _only_personal_links(text: str, template: str, own: Iterable[str]) -> None:
    """Refuse a place for a reader's token anywhere but in their own addresses, whole and alone."""
    whole = "|".join(re.escape(form) for way in own for form in {way, markup.escape(way)})
    rest = re.sub(rf"(?<![^\s\"'<>])(?:{whole})(?![^\s\"'<>])", "", text) if whole else text
    if links.PLACEHOLDER in rest:
        words = "a reader's token stands outside the links to leave and to choose: print each by itself"
        raise TemplateProblem(template, 0, words)
