"""Visit every source and bring what is new into the edition's draft."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from digest.compose import assemble, draft, gathered, gathering
from digest.compose.gathering import Gathering
from digest.compose.past import Past
from digest.compose.schedule import Slot
from digest.config import Source
from digest.desk import editions, kept
from digest.desk.desk import Desk, Refusal, Usage
from digest.desk.editions import Standing
from digest.desk.past import look_back
from digest.files import alone
from digest.model import DigestError, EditionState, Finding, Visit, VisitStatus, Window, as_json


@dataclass(frozen=True, slots=True)
class Gathered:
    """What one run found and did, and what cannot be read in the draft as it is now."""

    edition: str
    window: tuple[datetime, datetime]
    visits: list[Visit]
    gathering: Gathering
    folder: str
    mistakes: list[Finding]

    def as_json(self) -> dict[str, Any]:
        """Return the document that `digest --json gather` prints."""
        merged, known = self.gathering.merged, self.gathering.gathered.readings
        return {
            "edition": self.edition,
            "window": {"opens": self.window[0].isoformat(), "closes": self.window[1].isoformat()},
            "sources": [_visit_json(visit, known[visit.source].new) for visit in self.visits],
            "items": [as_json(item) for item in self.gathering.items],
            "added": len(merged.added),
            "updated": len(merged.updated),
            "kept": len(merged.kept),
            "told": merged.told,
        }


def gather(
    desk: Desk,
    edition: str | None = None,
    *,
    since: datetime | None = None,
    reopen: bool = False,
    told: Callable[[Visit], None] | None = None,
) -> Gathered:
    """Gather for an edition (default: the one due next), merge and write its files.

    Raises Refusal for an approved or later edition unless `reopen`, DigestError when no source could be
    read; then the edition is untouched.
    """
    known = editions.standings(desk)
    standing = editions.choose(desk, edition, known)
    _may_change(desk, standing, reopen=reopen)
    sources = desk.config.enabled
    if not sources:
        raise Usage("sources.yaml: no source is enabled: add one under sources:")
    past = look_back(desk, known, standing.slot)
    windows = {s.id: window(desk, s, standing.slot, past, since) for s in sources}
    visits = _visit(desk, standing, windows, past, told)
    if all(v.status is VisitStatus.FAILED for v in visits):
        problems = "\n".join(f"  {v.source}: {v.problem}" for v in visits[:5])
        raise DigestError(f"no source could be read; the edition is as it was\n{problems}")
    with alone(desk.folder):
        # Read again: visits take a while, and an editor may have saved or approved meanwhile.
        standing = editions.choose(desk, standing.slot.id, editions.standings(desk))
        _may_change(desk, standing, reopen=reopen)
        page = standing.draft or draft.start(desk.config, standing.slot)
        result = gathering.compose(
            page,
            standing.gathered,
            visits,
            edition=standing.slot.id,
            windows=windows,
            past=past,
            config=desk.config,
            now=desk.now,
        )
        kept.take_back(desk, standing.slot.id)
        # The draft first: an item in the base but not in the draft means that the editor deleted it.
        draft.write(standing.folder, page)
        gathered.write(standing.folder, result.gathered)
    return Gathered(
        edition=standing.slot.id,
        window=(min(w.opens for w in windows.values()), desk.now),
        visits=visits,
        gathering=result,
        folder=f"editions/{standing.slot.id}",
        mistakes=_mistakes(desk, standing, result),
    )


def _mistakes(desk: Desk, standing: Standing, result: Gathering) -> list[Finding]:
    page = draft.read(standing.folder)
    return assemble.assemble(page, result.gathered, desk.config, standing.slot)[1] if page else []


def window(desk: Desk, source: Source, slot: Slot, past: Past, since: datetime | None) -> Window:
    """Return a source's window: news since its last good visit, events from the send date for the look-ahead."""
    opens = since or past.opens(source.id, desk.now, desk.config.schedule)
    ahead = desk.config.section(source.section).look_ahead
    return Window(min(opens, desk.now), desk.now, slot.send_at, slot.send_at + ahead)


def _may_change(desk: Desk, standing: Standing, *, reopen: bool) -> None:
    if standing.corrects:
        raise Refusal(f"{standing.slot.id} is a correction: write it by hand, nothing is gathered for it")
    if standing.state not in {EditionState.DRAFT, EditionState.APPROVED, EditionState.MISSED}:
        raise Refusal(f"{standing.slot.id} is {standing.state}: its words cannot change any more")
    if editions.is_approved(desk, standing.slot.id) and not reopen:
        raise Refusal(f"{standing.slot.id} is approved: --reopen takes the approval back and gathers again")


def _visit(
    desk: Desk,
    standing: Standing,
    windows: dict[str, Window],
    past: Past,
    told: Callable[[Visit], None] | None,
) -> list[Visit]:
    from digest.gather.fetch import agent
    from digest.gather.visit import gather as visit_all

    before = standing.gathered.readings if standing.gathered else {}
    visits = visit_all(
        desk.config.enabled,
        windows,
        fetching=desk.config.fetch,
        agent=agent(desk.config.newsletter),
        folder=desk.folder,
        cache=desk.folder / ".digest" / "cache",
        allow_private=desk.env.allow_private_hosts,
        now=desk.now,
        told=told,
    )
    return [
        replace(v, first=not past.visited(v.source) and not _read_before(before.get(v.source)))
        for v in visits
    ]


def _read_before(reading: gathered.Reading | None) -> bool:
    return reading is not None and reading.good is not None


def _visit_json(visit: Visit, new: int) -> dict[str, Any]:
    return {
        "id": visit.source,
        "kind": visit.kind,
        "status": visit.status,
        "items": len(visit.items),
        "new": new,
        "problem": visit.problem,
        "warnings": list(visit.warnings),
        "seconds": round(visit.seconds, 3),
    }
