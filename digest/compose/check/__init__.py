"""What stands between a draft and its approval: findings, each with the place to mend it and what to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from digest.compose.check import items, texts, whole
from digest.compose.check.around import Around, around
from digest.compose.check.events import events
from digest.compose.check.links import repeated, stand
from digest.compose.check.looks import Looks, looks
from digest.compose.check.matter import Matter, no_lines, worst_first
from digest.compose.check.names import Names
from digest.compose.check.rules import MISTAKES, RULES
from digest.compose.check.weekdays import weekdays
from digest.compose.check.whole import must_carry
from digest.compose.draft import Draft
from digest.compose.gathered import Gathered
from digest.config import Config
from digest.model import Edition, Finding

__all__ = [
    "MISTAKES",
    "RULES",
    "Around",
    "Looks",
    "Matter",
    "Names",
    "around",
    "check",
    "must_carry",
    "stand",
    "worst_first",
]


def check(
    edition: Edition,
    draft: Draft,
    gathered: Gathered | None,
    config: Config,
    *,
    html_bytes: int = 0,
    left_out: int = 0,
    languages: Sequence[Names] = (),
    looked: Looks | None = None,
    line_of: Callable[..., int] = no_lines,
) -> list[Finding]:
    """Return what is wrong (`block`), doubtful (`warn`) or worth knowing (`note`), worst first.

    `html_bytes` is the HTML part as encoded; `left_out` counts the items that did not fit into it; `languages`
    name the days beside English; `looked` is what the renderer knows; `line_of` finds a setting's line.
    """
    matter = Matter(edition, draft, gathered, config, line_of)
    found = [f for rule in RULES_OF_FILES for f in rule(matter)]
    found += weekdays(matter, languages)
    found += looks(matter, looked or Looks())
    found += whole.size(matter, html_bytes=html_bytes, left_out=left_out)
    return worst_first(found)


RULES_OF_FILES = (whole.settings, texts.texts, texts.stale, items.items, events, repeated, whole.coverage)
