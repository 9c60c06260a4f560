"""What is wrong or doubtful about the items that stay in."""

from __future__ import annotations

from collections.abc import Iterator

from digest.compose.check.matter import Matter
from digest.compose.check.texts import shouts, unfinished
from digest.model import Event, Finding, Item

THIN = 3


def items(matter: Matter) -> Iterator[Finding]:
    """Yield what an editor should look at in each item, and whether there are any."""
    kept = list(matter.edition.items)
    if not kept:
        words = "nothing is kept: keep an item (keep: true), or skip this edition"
        yield matter.say("nothing-kept", words, "sections")
    elif len(kept) < THIN:
        number = "only one item is kept" if len(kept) == 1 else f"only {len(kept)} items are kept"
        yield matter.say("thin", f"{number}: add some by hand, or skip this edition", "sections")
    for item in kept:
        yield from _item(item, matter)


def _item(item: Item, matter: Matter) -> Iterator[Finding]:
    if not item.url and not (isinstance(item, Event) and item.rsvp):
        words = f'"{item.title}" has no link: add url:, or rsvp: for an event'
        yield matter.of(item.id, "no-link", words)
    for key, text in (("title", item.title), ("summary", item.summary)):
        if found := unfinished(text):
            yield matter.of(
                item.id, "unfinished", f'"{found}" looks unfinished: finish it or take it out', key
            )
    if shouts(item.title):
        yield matter.of(item.id, "shouting", f'"{item.title}" shouts: write it in small letters, without !!')
