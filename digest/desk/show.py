"""An edition as it stands, and why an item is in it or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from digest.compose import assemble, check, hand
from digest.compose.draft import Draft, row_id
from digest.config import Newsletter
from digest.desk import editions
from digest.desk.desk import Desk, Usage
from digest.desk.editions import Standing
from digest.desk.lines import lines
from digest.model import DigestError, Edition, Finding, Item, as_json


@dataclass(frozen=True, slots=True)
class Shown:
    """An edition to look at, and what its files alone have against it.

    `dropped` are the items that an editor left out, as (id, title) by section; `left_out` counts what the sources
    said and the edition does not hold.
    """

    newsletter: Newsletter
    standing: Standing
    edition: Edition
    findings: list[Finding]
    dropped: dict[str, list[tuple[str, str]]]
    left_out: int

    def as_json(self) -> dict[str, Any]:
        """Return the document that `digest --json show` prints."""
        edition = self.edition
        return {
            "edition": edition.id,
            "state": self.standing.state,
            "send_at": edition.send_at.isoformat(),
            "subject": edition.subject,
            "preheader": edition.preheader,
            "intro": edition.intro,
            "sections": [
                {
                    "id": p.id,
                    "title": p.title,
                    "shows": p.shows,
                    "items": [as_json(i) | {"credit": i.credit} for i in p.items],
                    "dropped": [{"id": i, "title": title} for i, title in self.dropped.get(p.id, ())],
                }
                for p in edition.parts
            ],
            "findings": [asdict(f) for f in self.findings],
            "left_out": self.left_out,
            "sources": {"read": edition.sources_read, "all": edition.sources_all},
        }


def show(desk: Desk, edition: str | None = None) -> Shown:
    """Return the named edition, else the one due next, else the newest."""
    standing = editions.existing(desk, edition)
    if standing.draft is None:
        raise Usage(f"there is no edition {standing.slot.id} yet")
    page, gathered, config = standing.draft, standing.gathered, desk.config
    shown, mistakes = assemble.assemble(page, gathered, config, standing.slot)
    found = check.check(shown, page, gathered, config, line_of=lines(desk.folder))
    return Shown(
        newsletter=config.newsletter,
        standing=standing,
        edition=shown,
        findings=check.worst_first([*mistakes, *found]),
        dropped=_dropped(page),
        left_out=sum(not i.offered for i in gathered.items) if gathered else 0,
    )


def _dropped(page: Draft) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for section, _, row in page.rows():
        if row.get("keep", True) is False:
            found.setdefault(section, []).append((row_id(row), str(row.get("title") or "")))
    return found


def why(desk: Desk, wanted: str) -> list[dict[str, Any]]:
    """Return each edition's word on an item, newest first; `wanted` is an id, a link or part of a title."""
    known = sorted(editions.standings(desk).values(), key=lambda s: s.slot.send_at, reverse=True)
    found = [_verdict(s, item) for s in known for item in _items(desk, s) if _fits(item, wanted)]
    if not found:
        raise Usage(f'no edition knows an item "{wanted}": give its id, its link or some words of its title')
    return found


def _items(desk: Desk, standing: Standing) -> Sequence[Item]:
    """Return all that an edition knows, what was added by hand too; nothing where its files are damaged."""
    try:
        said = standing.gathered.items if standing.gathered else ()
        rows = standing.draft.kept_rows() if standing.draft else {}
    except DigestError:
        return ()
    return (*said, *hand.by_hand(rows, said, desk.zone))


def _fits(item: Item, wanted: str) -> bool:
    return wanted in {item.id, item.url} or (len(wanted) > 3 and wanted.lower() in item.title.lower())


def _verdict(standing: Standing, item: Item) -> dict[str, Any]:
    rows = {row_id(r): (section, r) for section, _, r in standing.draft.rows()} if standing.draft else {}
    section, row = rows.get(item.id, ("", None))
    if not item.offered:
        place, reason = "out", item.why
    elif row is None:
        place, reason = "out", "the editor deleted it"
    elif row.get("keep", True) is False:
        place, reason = "out", "the editor dropped it (keep: false)"
    else:
        place, reason = (
            "in",
            "an editor added it by hand"
            if not item.source
            else f"it is new, and there was room in {section}",
        )
    return as_json(item) | {
        "edition": standing.slot.id,
        "state": standing.state,
        "in_edition": place == "in",
        "reason": reason,
    }
