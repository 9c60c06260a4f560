"""An edition in, one email out: the same bytes for everybody, but for the places where a reader's token goes."""

from __future__ import annotations

import quopri
from dataclasses import replace

from digest.config import Config
from digest.model import Edition, Email, Part
from digest.render.ics import calendar
from digest.render.mjml import to_html
from digest.render.plain import tidy
from digest.render.seal import seal
from digest.render.templates import Templates
from digest.render.view import view, ways

GMAIL_CLIPS = 102_400
ROOM = 4_000  # for a provider that rewrites the message


def email(edition: Edition, config: Config, templates: Templates) -> Email:
    """Return the email of an edition, as far as it fits; raise TemplateProblem."""
    shown, html = _fitted(edition, config, templates)
    words = templates.words(config.newsletter.language, config.newsletter.timezone)
    reader = ways(config)
    return seal(
        edition.id,
        config.newsletter,
        subject=edition.subject,
        preheader=edition.preheader,
        html=html,
        text=tidy(templates.render("edition.txt", words, **view(shown, config))),
        calendar=calendar(shown, config),
        template="edition",
        own=(reader.unsubscribe, reader.preferences),
    )


def fit(edition: Edition, config: Config, templates: Templates) -> Edition:
    """Return the edition with as many items as Gmail shows whole; the rest is "more on the web"."""
    return _fitted(edition, config, templates)[0]


def encoded_size(html: str) -> int:
    """Return the bytes of quoted-printable, which is what Gmail counts."""
    return len(quopri.encodestring(html.encode()))


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
