"""Every link that readers may follow, where it stands, and what was found behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from digest.compose.check.matter import Matter
from digest.model import Event, Finding
from digest.pages import canonical_link

_MARKDOWN = re.compile(r"\[([^\]]+)\]\(<?(https?://[^\s)>]+)|<(https?://[^\s>]+)>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Stands:
    """A link, its words (none where templates give it some), and its place: in an item, a text or the settings."""

    url: str
    words: str = ""
    item: str = ""
    key: str = ""
    setting: tuple[str | int, ...] = ()

    def finding(self, rule: str, message: str, matter: Matter) -> Finding:
        """Return a finding about this link."""
        if self.setting:
            return matter.setting(rule, message, *self.setting)
        if self.item:
            return matter.of(self.item, rule, message, self.key)
        return matter.say(rule, message, self.key)


def stand(matter: Matter) -> Iterator[Stands]:
    """Yield every web address that readers may follow, in reading order."""
    for words, url, bare in _MARKDOWN.findall(matter.edition.intro):
        yield Stands(url or bare, " ".join(words.split()), key="intro")
    for item in matter.edition.items:
        if item.url:
            yield Stands(item.url, item.title, item.id, "url")
        if isinstance(item, Event) and item.rsvp and item.rsvp.startswith("http"):
            yield Stands(item.rsvp, item=item.id, key="rsvp")
    for number, section in enumerate(matter.config.sections):
        for place, link in enumerate(section.links):
            if link.url.startswith("http"):
                setting = ("sections", number, "links", place, "url")
                yield Stands(link.url, link.title, setting=setting)


def repeated(matter: Matter) -> Iterator[Finding]:
    """Yield a warning where the same words lead to another place than before (WCAG 2.4.4)."""
    first: dict[str, str] = {}
    for link in stand(matter):
        if not link.words:
            continue
        before = first.setdefault(link.words.casefold(), link.url)
        if canonical_link(before) != canonical_link(link.url):
            words = f'"{link.words}" leads to two different places: say in each where it leads'
            yield link.finding("repeated-link-text", words, matter)


def behind(matter: Matter, found: Mapping[str, tuple[str, str]]) -> Iterator[Finding]:
    """Yield what was found behind links: `found` gives (rule, what) by address."""
    told = set[tuple[str, str, str]]()
    for link in stand(matter):
        if link.url in found and (place := (link.url, link.item, link.key)) not in told:
            told.add(place)
            rule, what = found[link.url]
            yield link.finding(rule, f"{link.url} {what}", matter)
