"""What stands between a draft and its approval: findings, each with the place to mend it."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator

from digest import links
from digest.compose import propose
from digest.compose.draft import Draft, row_id
from digest.compose.gathered import Gathered
from digest.compose.propose import PREHEADER, SUBJECT
from digest.config import Config, placeholders
from digest.model import Edition, Email, Event, EventStatus, Finding, Level, VisitStatus

HTML_LIMIT = 102_400
_UNFINISHED = re.compile(
    r"\b(TODO|TBC|FIXME|XXX|lorem ipsum)\b|\?\?\?|\[[^\]]*(?:insert|your)[^\]]*\]", re.IGNORECASE
)


def check(
    edition: Edition,
    draft: Draft,
    gathered: Gathered | None,
    config: Config,
    *,
    html_bytes: int,
    left_out: int,
) -> list[Finding]:
    """Return what is wrong (`block`), doubtful (`warn`) or worth knowing (`note`), worst first.

    `html_bytes` is the HTML part as encoded; `left_out` counts the items that did not fit into it.
    """
    place = _Places(draft)
    found: list[Finding] = []
    for rule in (_settings, _texts, _items, _events):
        found += rule(edition, config, place)
    found += _size(html_bytes, left_out, place)
    found += _coverage(gathered, place)
    found += _proposals(draft, gathered, config, place)
    return sorted(found, key=lambda f: (list(Level).index(f.level), f.file, f.line))


class _Places:
    """Where in edition.yaml a finding belongs."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self._rows = {row_id(row): (section, place) for section, place, row in draft.rows()}

    def at(self, level: Level, rule: str, message: str, *path: str) -> Finding:
        return Finding(
            level=level,
            rule=rule,
            message=message,
            file=self.draft.document.name,
            line=self.draft.document.line(*path),
        )

    def item(self, level: Level, rule: str, message: str, item_id: str, key: str = "title") -> Finding:
        section, place = self._rows.get(item_id, ("", 0))
        line = self.draft.document.line("sections", section, place, key)
        return Finding(level=level, rule=rule, message=message, file=self.draft.document.name, line=line)


Rule = Callable[[Edition, Config, _Places], Iterator[Finding]]


def _settings(_edition: Edition, config: Config, _place: _Places) -> Iterator[Finding]:
    for name in placeholders(config):
        yield Finding(
            level=Level.BLOCK,
            rule="placeholder",
            message=f"newsletter.{name} still holds an example address: write your own",
            file="sources.yaml",
        )


def _texts(edition: Edition, _config: Config, place: _Places) -> Iterator[Finding]:
    if not edition.subject:
        yield place.at(
            Level.BLOCK, "no-subject", "there is no subject: write one of 20 to 60 characters", "subject"
        )
    elif not SUBJECT[0] <= len(edition.subject) <= SUBJECT[1]:
        yield place.at(
            Level.WARN,
            "subject-length",
            f"the subject has {len(edition.subject)} characters: 20 to 60 show whole on a phone",
            "subject",
        )
    if edition.subject.isupper():
        yield place.at(Level.WARN, "shouting", "the subject is all capitals", "subject")
    if not PREHEADER[0] <= len(edition.preheader) <= PREHEADER[1]:
        yield place.at(
            Level.WARN,
            "preheader-length",
            f"the preheader has {len(edition.preheader)} characters: 35 to 140 are shown",
            "preheader",
        )
    for key, text in (
        ("subject", edition.subject),
        ("preheader", edition.preheader),
        ("intro", edition.intro),
    ):
        if found := _UNFINISHED.search(text):
            yield place.at(Level.WARN, "unfinished", f'"{found[0]}" looks unfinished', key)


def _items(edition: Edition, _config: Config, place: _Places) -> Iterator[Finding]:
    items = list(edition.items)
    if not items:
        yield place.at(
            Level.BLOCK, "nothing-kept", "nothing is kept: keep an item, or skip this edition", "sections"
        )
    for item in items:
        if not item.url and not (isinstance(item, Event) and item.rsvp):
            yield place.item(
                Level.BLOCK,
                "no-link",
                f'"{item.title}" has no link: add url:, or rsvp: for an event',
                item.id,
            )
        if found := _UNFINISHED.search(f"{item.title} {item.summary}"):
            yield place.item(Level.WARN, "unfinished", f'"{found[0]}" looks unfinished', item.id)


def _events(edition: Edition, _config: Config, place: _Places) -> Iterator[Finding]:
    for event in (item for item in edition.items if isinstance(item, Event)):
        over = event.ends or event.starts
        if over <= edition.send_at:
            yield place.item(
                Level.BLOCK,
                "over",
                f'"{event.title}" is over when the edition goes out: drop it',
                event.id,
                "when",
            )
        if event.closes and event.closes <= edition.send_at:
            yield place.item(
                Level.WARN,
                "closed",
                f'"{event.title}" closes before the edition goes out',
                event.id,
                "closes",
            )
        if event.status is EventStatus.CANCELLED:
            yield place.item(Level.NOTE, "cancelled", f'"{event.title}" is shown as cancelled', event.id)


def _size(html_bytes: int, left_out: int, place: _Places) -> Iterator[Finding]:
    if html_bytes > HTML_LIMIT:
        words = (
            f"the HTML has {html_bytes:,} bytes and Gmail cuts at {HTML_LIMIT:,}: shorten the introduction"
        )
        yield place.at(Level.BLOCK, "size", words, "intro")
    if left_out:
        words = f"{left_out} items do not fit into what Gmail shows: they stand on the web page only"
        yield place.at(Level.WARN, "shortened", words, "sections")


def _coverage(gathered: Gathered | None, place: _Places) -> Iterator[Finding]:
    for reading in gathered.readings.values() if gathered else ():
        if reading.status is VisitStatus.FAILED:
            yield place.at(
                Level.WARN, "source-failed", f"{reading.source} could not be read: {reading.problem}"
            )


def _proposals(draft: Draft, gathered: Gathered | None, config: Config, place: _Places) -> Iterator[Finding]:
    """Yield a warning where a text still is the proposal for items that are out by now."""
    for key, text in propose.propose(draft, config).items():
        ours = draft.data.get(key)
        if gathered and ours and ours == gathered.proposed.get(key) and ours != text:
            words = f'the {key} was made for items that are out by now: write your own, or take "{text}"'
            yield place.at(Level.WARN, "stale", words, key)


def must_carry(email: Email, config: Config, draft: Draft) -> Iterator[Finding]:
    """Yield a blocking finding for each line that the law wants in every email and its templates left out."""
    news, place = config.newsletter, _Places(draft)
    wanted = {
        "unsubscribe": ("a link to unsubscribe", links.unsubscribe(news.people, links.PLACEHOLDER)),
        "postal": ("the postal address", news.postal_address),
        "privacy": ("a link to the privacy notice", news.privacy_url),
    }
    for rule, (words, text) in wanted.items():
        for part, content in (("HTML", html.unescape(email.html)), ("text", " ".join(email.text.split()))):
            if " ".join(text.split()) not in " ".join(content.split()):
                yield place.at(
                    Level.BLOCK, f"no-{rule}", f"the {part} has not {words}: put it back into templates/"
                )
