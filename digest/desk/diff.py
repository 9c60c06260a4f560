"""What differs from what was approved, or from the edition before, in words."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from digest.compose import difference
from digest.compose.changes import Change, files, values
from digest.compose.check.matter import SETTINGS
from digest.desk import approve, approved, build, editions
from digest.desk.desk import Desk
from digest.desk.editions import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Diff:
    """The differences of an edition `against` the approval, an earlier edition, or nothing; `by` approved it."""

    edition: str
    against: str | None
    changes: list[Change]
    by: str = ""

    def words(self) -> list[str]:
        """Return a line for each difference; against an earlier edition the items that came and went are counted."""
        if self.against == "approval":
            return [f"line {c.line}: {c.words}" if c.line else c.words for c in self.changes]
        came = [c for c in self.changes if c.what == "added"]
        went = sum(c.what == "dropped" for c in self.changes)
        rest = [c.words for c in self.changes if c.what not in ("added", "dropped")]
        counted = [f"{_items(went)} gone"] if went else []
        counted += [f"{_items(len(came))} new:"] if came else []
        return [*rest, *counted, *(f"  {c.title}" for c in came)]

    def as_json(self) -> dict[str, Any]:
        """Return the document that `digest --json diff` prints."""
        return asdict(self)


def diff(desk: Desk, edition: str | None = None) -> Diff:
    """Compare with the approval where the edition changed since, else with the edition before it."""
    standing = editions.existing(desk, edition)
    word, name = approve.approval(desk, standing.slot.id), standing.slot.id
    inputs = build.inputs(desk, standing, build.templates(desk))
    by = word["by"] if word else ""
    if word and word["inputs"] != build.fingerprint(inputs):
        return Diff(
            edition=name, against="approval", by=by, changes=approved.changes(desk, standing, word, inputs)
        )
    before = _previous(desk, standing)
    if before is None or before.draft is None or standing.draft is None:
        return Diff(edition=name, against=None, by=by, changes=[])
    titles = {section.id: section.title for section in desk.config.sections}
    found = difference.difference(before.draft, standing.draft, titles)
    if earlier := approve.approval(desk, before.slot.id):
        found += _made_otherwise(desk, earlier, inputs)
    return Diff(edition=name, against=before.slot.id, by=by, changes=found)


def _previous(desk: Desk, standing: Standing) -> Standing | None:
    """Return the newest edition that goes out earlier and has a draft."""
    earlier = [s for s in editions.standings(desk).values() if s.slot.send_at < standing.slot.send_at]
    return max(earlier, key=lambda s: s.slot.send_at, default=None)


def _made_otherwise(desk: Desk, earlier: dict[str, Any], inputs: dict[str, str]) -> list[Change]:
    """Return which settings and templates are not those of an earlier approval; words are compared apart."""
    known, now = earlier.get("settings"), build.settings(desk)
    found = list(values(known, now, SETTINGS)) if known else []
    parts = (
        {k: v for k, v in side.items() if k.startswith(("templates/", "renderer "))}
        for side in (earlier.get("parts") or {}, inputs)
    )
    return found + list(files(*parts))


def _items(number: int) -> str:
    return "1 item is" if number == 1 else f"{number} items are"
