"""Editions as they should be: what corrections put right in them, and those corrections as emails."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import takewhile
from typing import TYPE_CHECKING

from digest.compose import check
from digest.compose import correction as pure
from digest.compose.assemble import assemble
from digest.compose.check import Looks, Matter, Names
from digest.compose.draft import Draft, DraftError
from digest.desk import editions, kept
from digest.desk.desk import Desk
from digest.desk.editions import OUT, Standing
from digest.desk.lines import lines
from digest.files import read_json
from digest.model import Correction, Edition, EditionState, Email, Finding, Item

if TYPE_CHECKING:
    from digest.render.templates import Templates

IN_EFFECT = OUT | {EditionState.APPROVED}


def public(desk: Desk, standing: Standing) -> Edition:
    """Return an edition as the public may read it: put right, with a dated note for each approved correction.

    A correction is read in the edition that it corrects.
    """
    if standing.corrects:
        standing = _corrected(desk, standing)
    return _put_right(desk, standing, _in_effect(desk, standing.slot.id))


def corrections(desk: Desk, edition: str) -> list[Standing]:
    """Return the corrections of an edition, oldest first."""
    found = (s for s in editions.standings(desk).values() if s.corrects == edition)
    return sorted(found, key=_order)


def correction(
    desk: Desk, standing: Standing, used: Templates, names: Names
) -> tuple[Edition, Email, list[Finding]]:
    """Return a correction, its email and what is to be mended; DraftError where there is nothing to correct."""
    from digest import render as wing

    of, page = _told(desk, standing), standing.draft
    assert page is not None
    edition, mistakes = pure.read(page, of, desk.config, standing.slot)
    items, at = list(edition.items), standing.slot.send_at
    email = wing.correction(desk.config, used, of, text=edition.intro, changed=items, at=at)
    email = replace(email, edition=standing.slot.id)
    made = replace(edition, subject=email.subject, preheader=email.preheader)
    line_of = lines(desk.folder)
    found = check.check(made, page, None, desk.config, languages=[names], looked=Looks(), line_of=line_of)
    lacking = pure.says_something(Matter(made, page, None, desk.config))
    return made, email, [*mistakes, *(f for f in found if f.rule not in pure.AN_EDITIONS), *lacking]


def told_again(desk: Desk, standing: Standing) -> dict[str, Item]:
    """Return, by id, the items of an edition that its readers were told of once more, as they are right."""
    sent = [row for row in _in_effect(desk, standing.slot.id) if row[0].state in OUT]
    again = {item for _, page, _ in sent for item in page.kept_rows()}
    return {item.id: item for item in _put_right(desk, standing, sent).items if item.id in again}


def _told(desk: Desk, standing: Standing) -> Edition:
    """Return the edition that a correction is about, as its readers were told before."""
    of = _corrected(desk, standing)
    known = _in_effect(desk, of.slot.id)
    return _put_right(desk, of, takewhile(lambda row: _order(row[0]) < _order(standing), known))


def _order(standing: Standing) -> tuple[datetime, int, str]:
    return standing.slot.send_at, len(standing.slot.id), standing.slot.id


def _corrected(desk: Desk, standing: Standing) -> Standing:
    of = editions.standings(desk).get(standing.corrects)
    where = f"editions/{standing.slot.id}/edition.yaml:1: corrects:"
    if of is None or of.draft is None:
        raise DraftError(f'{where} there is no edition "{standing.corrects}" here')
    if of.corrects:
        raise DraftError(f"{where} {of.slot.id} is a correction itself: write {of.corrects}")
    return of


def _in_effect(desk: Desk, edition: str) -> Iterator[tuple[Standing, Draft, datetime]]:
    """Yield the corrections that somebody approved, their words as they were approved, and when."""
    for one in corrections(desk, edition):
        word = read_json(desk.state(one.slot.id) / "approval.json", "at")
        page = kept.words(desk, one.slot.id) or one.draft
        if one.state in IN_EFFECT and word and page:
            yield one, page, datetime.fromisoformat(word["at"])


def _put_right(desk: Desk, of: Standing, by: Iterable[tuple[Standing, Draft, datetime]]) -> Edition:
    if of.draft is None:
        raise DraftError(f"there is no edition {of.slot.id}")
    edition, _ = assemble(of.draft, of.gathered, desk.config, of.slot)
    for one, page, at in by:
        right, _ = pure.read(page, edition, desk.config, one.slot)
        edition = pure.put_right(edition, right, Correction(at=at, text=right.intro))
    return edition
