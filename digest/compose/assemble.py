"""The draft as an edition: what stays in, as typed items; what cannot be read becomes a finding with its line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from digest.compose.block import Block
from digest.compose.draft import TOP_KEYS, Draft, row_id
from digest.compose.gathered import Gathered
from digest.compose.mistakes import Mistakes
from digest.compose.schedule import Slot
from digest.config import Config, Section
from digest.hints import did_you_mean
from digest.model import Edition, Finding, Item, Link, Part, VisitStatus


def assemble(
    draft: Draft, gathered: Gathered | None, config: Config, slot: Slot
) -> tuple[Edition, list[Finding]]:
    """Return the edition that goes out at the slot's moment, and a blocking finding for each mistake in the draft."""
    mistakes = Mistakes(draft)
    known = {item.id: item for item in gathered.items} if gathered else {}
    readings = [r for r in gathered.readings.values() if config.source(r.source)] if gathered else []
    edition = Edition(
        id=slot.id,
        subject=mistakes.line(draft.data.get("subject"), "subject"),
        preheader=mistakes.line(draft.data.get("preheader"), "preheader"),
        intro=mistakes.text(draft.data.get("intro"), "intro"),
        send_at=slot.send_at,
        changed=gathered.changed if gathered else slot.send_at,
        parts=tuple(_parts(draft, known, config, mistakes)),
        sources_read=sum(r.status is not VisitStatus.FAILED for r in readings),
        sources_all=len(readings),
    )
    mistakes.unknown(draft.data.keys(), TOP_KEYS)
    sections = {section.id for section in config.sections}
    for section in draft.data.get("sections") or {}:
        if str(section) not in sections:
            words = f'there is no section "{section}" in sources.yaml{did_you_mean(str(section), sections)}'
            mistakes.block("unknown-section", words, "sections", section)
    return edition, mistakes.findings


def _parts(draft: Draft, known: Mapping[str, Item], config: Config, mistakes: Mistakes) -> Iterator[Part]:
    """Yield the sections in the order of sources.yaml, their items in the editor's."""
    seen = set[str]()
    for section in config.sections:
        links = tuple(Link(title=link.title, url=link.url, text=link.text) for link in section.links)
        items = tuple(_items(draft, section, known, config, mistakes, seen))
        yield Part(id=section.id, title=section.title, shows=section.shows, items=items, links=links)


def _items(
    draft: Draft,
    section: Section,
    known: Mapping[str, Item],
    config: Config,
    mistakes: Mistakes,
    seen: set[str],
) -> Iterator[Item]:
    for place, row in enumerate((draft.data.get("sections") or {}).get(section.id) or []):
        at = ("sections", section.id, place)
        if not isinstance(row, dict):
            mistakes.block("not-an-item", "an item needs title: and url:", *at)
            continue
        block, item_id = Block(row, section, at, config, mistakes), row_id(row)
        if not block.kept():
            continue
        if item_id in seen:
            remedy = "delete one, or the id: line of one that you copied"
            mistakes.block("twice", f"the item {item_id} stands here twice: {remedy}", *at)
            continue
        seen.add(item_id)
        if item := block.item(known.get(item_id)):
            yield item
