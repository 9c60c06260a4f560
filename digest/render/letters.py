"""Letters to one reader: please confirm, welcome, and a correction; the look of an edition, each a small email."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from digest import links
from digest.config import Config
from digest.model import Edition, Email, Event, EventStatus, Item, Part
from digest.render.clean import line
from digest.render.ics import calendar
from digest.render.mjml import to_html
from digest.render.plain import tidy
from digest.render.seal import seal
from digest.render.templates import Templates
from digest.render.view import Personal, view, ways
from digest.render.words import Words

SUBJECT, PREHEADER = 60, 140
HEADLINES = 4  # of each section


def confirm(config: Config, templates: Templates, *, expires: datetime) -> Email:
    """Ask whether it was the reader who signed up; the link is good until the end of the day of `expires`."""
    news, words = config.newsletter, _words(config, templates)
    say = words.language.say
    letter = _letter("confirm", say("confirm_subject", title=news.title), say("confirm_preheader"), expires)
    link = Personal(links.confirm(news.people, links.PLACEHOLDER))
    often = f"confirm_{config.schedule.every}"
    tagline = line(news.tagline).rstrip(".")
    return _sealed(
        letter,
        config,
        templates,
        why=say("confirm_why", title=news.title),
        ways=replace(ways(config), preferences=None),
        confirm=link,
        until=words.day(expires),
        offer=say(often, title=news.title, tagline=tagline) if tagline else "",
    )


def welcome(config: Config, templates: Templates, latest: Edition | None, *, at: datetime) -> Email:
    """Greet who confirmed, with the headlines of the latest edition that still matter `at` this moment."""
    say, title = _words(config, templates).language.say, config.newsletter.title
    preheader = (
        say("welcome_preheader_latest", subject=line(latest.subject)) if latest else say("welcome_preheader")
    )
    letter = _letter("welcome", say("welcome_subject", title=title), preheader, at)
    parts = tuple(_headlines(part, at) for part in latest.parts) if latest else ()
    return _sealed(
        replace(letter, parts=tuple(part for part in parts if part.items)),
        config,
        templates,
        why=say("why", title=title),
        latest=latest,
        web=links.on_the_web(config.newsletter.base_url, latest.id) if latest else "",
        lead=None,
    )


def correction(
    config: Config,
    templates: Templates,
    of: Edition,
    *,
    text: str,
    changed: Sequence[Item] = (),
    at: datetime,
) -> Email:
    """Put an edition right for those who got it: `text` is an editor's Markdown, `changed` the items as they should be."""
    say, title = _words(config, templates).language.say, config.newsletter.title
    told = say("corrects", day=_words(config, templates).day(of.send_at), subject=line(of.subject))
    letter = _letter(
        f"{of.id}-correction".lower(), say("correct_subject", subject=line(of.subject)), told, at
    )
    part = Part(id="corrected", title=say("corrected"), shows="entries", items=tuple(changed))
    return _sealed(
        replace(letter, intro=text, parts=(part,) if changed else ()),
        config,
        templates,
        template="correction",
        why=say("correction_why", title=title),
        corrected=of,
        web=links.on_the_web(config.newsletter.base_url, of.id),
    )


def _letter(name: str, subject: str, preheader: str, at: datetime) -> Edition:
    """Return a letter as a small edition without items."""
    return Edition(
        id=name,
        subject=_cut(line(subject), SUBJECT),
        preheader=_cut(line(preheader), PREHEADER),
        intro="",
        send_at=at,
        changed=at,
        parts=(),
    )


def _sealed(
    letter: Edition, config: Config, templates: Templates, *, template: str = "", **more: Any
) -> Email:
    """Return the letter as an email, its templates named after it, filled with `more` than an edition's values."""
    template = f"letters/{template or letter.id}"
    words = _words(config, templates)
    values = view(letter, config) | {"earlier": config.newsletter.base_url} | more
    reader = values["ways"]
    return seal(
        letter.id,
        config.newsletter,
        subject=letter.subject,
        preheader=letter.preheader,
        html=to_html(templates.render(f"{template}.mjml", words, **values), f"{template}.mjml"),
        text=tidy(templates.render(f"{template}.txt", words, **values)),
        calendar=calendar(letter, config),
        template=template,
        own=(reader.unsubscribe, reader.preferences, values.get("confirm")),
    )


def _cut(text: str, width: int) -> str:
    """Return at most `width` characters, cut between words."""
    return text if len(text) <= width else text[: width - 1].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"


def _headlines(part: Part, at: datetime) -> Part:
    """Return a section with its first items that are not over, and how many more stand on the web."""
    items = [item for item in part.items if not _over(item, at)]
    return replace(part, items=tuple(items[:HEADLINES]), links=(), more=part.more + len(items[HEADLINES:]))


def _over(item: Item, at: datetime) -> bool:
    if not isinstance(item, Event):
        return False
    return item.status is EventStatus.CANCELLED or (item.ends or item.starts) <= at


def _words(config: Config, templates: Templates) -> Words:
    return templates.words(config.newsletter.language, config.newsletter.timezone)
