"""An edition as a public web page: no reader's links, no scripts, fit to print."""

from __future__ import annotations

from digest.config import Config
from digest.model import Edition
from digest.render.templates import Templates
from digest.render.view import view


def web(edition: Edition, config: Config, templates: Templates) -> str:
    """Return the page; raise TemplateProblem."""
    words = templates.words(config.newsletter.language, config.newsletter.timezone)
    values = view(edition, config)
    return templates.render("pages/edition.html", words, subscribe=values.pop("ways").subscribe, **values)
