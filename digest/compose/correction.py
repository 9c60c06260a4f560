"""A correction: a small draft of its own, which counts on from what readers of an edition were told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from digest import yaml
from digest.compose import draft
from digest.compose.assemble import assemble
from digest.compose.check import Matter
from digest.compose.draft import Draft
from digest.compose.gathered import Gathered
from digest.compose.schedule import Slot
from digest.config import Config
from digest.model import Correction, Edition, Event, Finding, Item

AN_EDITIONS = frozenset({"nothing-kept", "thin", "subject-length", "preheader-length", "already"})
"""Rules of the check that a correction need not follow."""
_HEAD = """\
# A correction of {title}, edition {id}: it goes to those who got that edition, and to nobody else.
#
#   say what was wrong, and what is right    in intro, as Markdown
#   put an item right                        keep: true, and write it as it should be
#   the others                               leave them at keep: false, or delete them
# Then approve it: digest approve {name} --by NAME
corrects: {id}
send_at: {send_at}
intro: ""
sections: {{}}
"""


def start(of: Edition, config: Config, slot: Slot) -> Draft:
    """Return a correction's draft: no words yet, and every item of the edition, left out until it is put right."""
    zone = config.newsletter.timezone
    moment = f"{slot.send_at.astimezone(zone):%Y-%m-%d %H:%M}"
    text = _HEAD.format(
        title=" ".join(config.newsletter.title.split()), id=of.id, name=slot.id, send_at=moment
    )
    made = Draft(yaml.parse(text, draft.FILE))
    for part in of.parts:
        rows = [draft.row(item, zone, item.credit) for item in part.items]
        for row in rows:
            row["keep"] = False
        if rows:
            made.data["sections"][part.id] = rows
    return made


def read(page: Draft, of: Edition, config: Config, slot: Slot) -> tuple[Edition, list[Finding]]:
    """Return a correction of an edition `of` which readers were told; each event in it counts as changed."""
    told = {item.id: item for item in of.items}
    base = Gathered(
        edition=of.id, changed=of.changed, opens=of.changed, closes=of.changed, items=tuple(told.values())
    )
    edition, findings = assemble(page, base, config, slot)
    parts = (replace(part, items=tuple(_counted(part.items, told)), links=()) for part in edition.parts)
    return replace(edition, changed=slot.send_at, parts=tuple(parts)), findings


def put_right(of: Edition, by: Edition, note: Correction) -> Edition:
    """Return an edition with the items of a correction in the places of those that were wrong, and its note."""
    right = {item.id: item for item in by.items}
    parts = (replace(part, items=tuple(right.get(i.id, i) for i in part.items)) for part in of.parts)
    changed = max(of.changed, by.changed)
    return replace(of, parts=tuple(parts), changed=changed, corrections=(*of.corrections, note))


def says_something(matter: Matter) -> Iterator[Finding]:
    """Yield a blocking finding for a correction that does not say what was wrong."""
    if not matter.edition.intro.strip():
        words = "the correction says nothing: write in intro what was wrong and what is right"
        yield matter.say("nothing-kept", words, "intro")


def _counted(items: Iterable[Item], told: Mapping[str, Item]) -> Iterator[Item]:
    """Yield items, each event one change further than readers were told of it (SEQUENCE, RFC 5545, 3.8.7.4)."""
    for item in items:
        before = told.get(item.id)
        if isinstance(item, Event) and isinstance(before, Event):
            yield replace(item, sequence=before.sequence + 1)
        else:
            yield item
