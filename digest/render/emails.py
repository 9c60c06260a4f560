"""An edition in, one email out: the same bytes for everybody, but for the places where a reader's token goes."""

from __future__ import annotations

import html as markup
import quopri
import re
from dataclasses import replace

from digest import links
from digest.config import Config
from digest.model import Edition, Email, Part
from digest.render.clean import clean, line
from digest.render.hash import sha256
from digest.render.ics import calendar
from digest.render.mjml import to_html
from digest.render.plain import tidy
from digest.render.problem import TemplateProblem
from digest.render.templates import Templates
from digest.render.view import view, ways

GMAIL_CLIPS = 102_400
ROOM = 4_000  # for a provider that rewrites the message


def email(edition: Edition, config: Config, templates: Templates) -> Email:
    """Return the email of an edition, as far as it fits; raise TemplateProblem."""
    shown, html = _fitted(edition, config, templates)
    words = templates.words(config.newsletter.language, config.newsletter.timezone)
    content = {
        "subject": clean(line(edition.subject)),
        "preheader": clean(line(edition.preheader)),
        "from": config.newsletter.sender,
        "reply_to": config.newsletter.reply_to,
        "html": html,
        "text": tidy(templates.render("edition.txt", words, **view(shown, config))),
        "calendar": calendar(shown, config),
    }
    _only_personal_links(content["html"], "edition.mjml", config)
    _only_personal_links(content["text"], "edition.txt", config)
    return Email(
        edition=edition.id,
        sender=content["from"],
        sha256=sha256(content),
        **{name: value for name, value in content.items() if name != "from"},
    )


def fit(edition: Edition, config: Config, templates: Templates) -> Edition:
    """Return the edition with as many items as Gmail shows whole; the rest is "more on the web"."""
    return _fitted(edition, config, templates)[0]


def encoded_size(html: str) -> int:
    """Return the bytes of quoted-printable, which is what Gmail counts."""
    return len(quopri.encodestring(html.encode()))


def _only_personal_links(text: str, template: str, config: Config) -> None:
    """Refuse a place for a reader's token anywhere but in their own addresses, whole and alone."""
    own = filter(None, (ways(config).unsubscribe, ways(config).preferences))
    whole = "|".join(re.escape(form) for way in own for form in {way, markup.escape(way)})
    rest = re.sub(rf"(?<![^\s\"'<>])(?:{whole})(?![^\s\"'<>])", "", text) if whole else text
    if links.PLACEHOLDER in rest:
        raise TemplateProblem(
            template,
            0,
            "a reader's token stands outside the links to leave and to choose: print each by itself",
        )


def _fitted(edition: Edition, config: Config, templates: Templates) -> tuple[Edition, str]:
    html = _html(edition, config, templates)
    while encoded_size(html) > GMAIL_CLIPS - ROOM and any(part.items for part in edition.parts):
        longest = max(edition.parts, key=lambda part: len(part.items))
        parts = (_shorter(part) if part is longest else part for part in edition.parts)
        edition = replace(edition, parts=tuple(parts))
        html = _html(edition, config, templates)
    return edition, html


def _html(edition: Edition, config: Config, templates: Templates) -> str:
    words = templates.words(config.newsletter.language, config.newsletter.timezone)
    return to_html(templates.render("edition.mjml", words, **view(edition, config)))


def _shorter(part: Part) -> Part:
    """Return a section without the last tenth of its items, one at least."""
    kept = part.items[: len(part.items) - max(1, len(part.items) // 10)]
    return replace(part, items=kept, more=part.more + len(part.items) - len(kept))
