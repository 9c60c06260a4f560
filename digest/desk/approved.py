"""What differs now from what was approved, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from digest.compose import difference, draft
from digest.compose.changes import OF_THE_DRAFT, Change, files, values
from digest.compose.check.matter import SETTINGS
from digest.compose.draft import Draft
from digest.desk import build, kept
from digest.desk.desk import Desk
from digest.desk.editions import Standing

TOLD = 5


def changes(desk: Desk, standing: Standing, word: Mapping[str, Any], inputs: dict[str, str]) -> list[Change]:
    """Return what differs from the approval `word`: texts and items, settings, templates, the renderer."""
    before, after = dict(word.get("parts") or {}), dict(inputs)
    found: list[Change] = []
    if before.get(draft.FILE) != after.get(draft.FILE) and (page := kept.words(desk, standing.slot.id)):
        found += _words(page, standing, desk)
        before[draft.FILE] = after[draft.FILE]
    if known := word.get("settings"):
        found += values(known, build.settings(desk), SETTINGS)
        before, after = (
            {k: v for k, v in side.items() if not k.startswith(SETTINGS)} for side in (before, after)
        )
    return [*found, *files(before, after)]


def told(found: list[Change], edition: str) -> str:
    """Return what differs in one line, the first few differences in full."""
    words = [change.words for change in found[:TOLD]]
    if words and found[0].what in OF_THE_DRAFT:
        words[0] = f"{draft.FILE} changed: {words[0]}"
    if len(found) > TOLD:
        words.append(f"{len(found) - TOLD} more, told by `digest diff {edition}`")
    return "; ".join(words) or "what the sources said (gathered.json) changed since"


def _words(page: Draft, standing: Standing, desk: Desk) -> list[Change]:
    assert standing.draft is not None
    titles = {section.id: section.title for section in desk.config.sections}
    found = difference.difference(page, standing.draft, titles)
    if found:
        return found
    words = f"{draft.FILE} changed in its comments or in what is left out, not in what readers get"
    return [Change(what="file", words=words, key=draft.FILE)]
