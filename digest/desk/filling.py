"""What an edit has to know beside its own words: what the sources said, and what an edition may hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from digest.compose import draft
from digest.compose.edits import TEXTS, WRITABLE, Edit, Lost, Sheet, tidy
from digest.desk.desk import Desk, Usage
from digest.desk.editions import Standing
from digest.model import Event

WORDS = frozenset((*draft.ENTRY_KEYS, *draft.EVENT_KEYS, "picture")) - {"id", "keep"}


def said(desk: Desk, standing: Standing) -> dict[str, dict[str, Any]]:
    """Return what the sources said of each item, in the words of edition.yaml."""
    known = standing.gathered.items if standing.gathered else ()
    return {i.id: draft.words(i, desk.zone, draft.credit(i, desk.config)) for i in known}


def filled(desk: Desk, standing: Standing, edit: Edit, sheet: Sheet) -> Edit:
    """Return the edit with what it needs to know beside its words; Usage for what no edition may hold."""
    sections = {section.id for section in desk.config.sections}
    if edit.do in {"add", "move"} and edit.section not in sections | {s for s, *_ in sheet.draft.rows()}:
        raise Usage(f'there is no section "{edit.section}" in sources.yaml')
    if edit.do == "write" and edit.field not in (WRITABLE if edit.item else TEXTS):
        raise Usage(f'"{edit.field}" is nothing that can be written here')
    if edit.do == "include":
        return _included(desk, standing, edit, sheet)
    if edit.do == "add":
        return replace(edit, fields=_by_hand(edit.fields, sheet))
    if edit.do not in {"restore", "write"} or not edit.item:
        return edit
    row = sheet.row(edit.item)
    words = said(desk, standing).get(str(row.data.get("id")) if row else "", {})
    if edit.do == "write":
        return replace(edit, fields=words)
    return replace(edit, fields={k: words.get(k) for k in WORDS if row and row.data.get(k) != words.get(k)})


def _included(desk: Desk, standing: Standing, edit: Edit, sheet: Sheet) -> Edit:
    """Return the edit that adds an item which the sources said and the draft does not hold."""
    if sheet.row(edit.item):
        raise Usage(f"the item {edit.item} is in the edition already")
    known = {item.id: item for item in (standing.gathered.items if standing.gathered else ())}
    item = known.get(edit.item)
    if item is None:
        raise Lost(f"no source said an item {edit.item}")
    shows = {s.id: s.shows for s in desk.config.sections}
    wanted = "events" if isinstance(item, Event) else "entries"
    section = item.section if item.section in shows else next((s for s in shows if shows[s] == wanted), None)
    if section is None:
        raise Usage("sources.yaml has no section for it")
    words: Mapping[str, Any] = said(desk, standing)[item.id]
    return replace(edit, do="add", section=section, fields={"id": item.id, "keep": True, **words})


def _by_hand(given: Any, sheet: Sheet) -> dict[str, Any]:
    """Return an editor's own item, fit to be written; Usage where it has no title."""
    said = given if isinstance(given, Mapping) else {}
    words = {key: tidy(key, said[key]) for key in said if key in WRITABLE}
    if not words.get("title"):
        raise Usage("an item needs a title")
    taken = {draft.row_id(row) for _, _, row in sheet.draft.rows()}
    ids = (
        draft.row_id({"title": words["title"], "when": f"{words.get('when', '')}{n or ''}"})
        for n in range(9999)
    )
    return {"id": next(i for i in ids if i not in taken), "keep": True, **words, "by": "hand"}
