"""Which of a source's items the newsletter wants: `include`, `exclude` and `max_items` from sources.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TypeVar

from digest.config import Source
from digest.gather.text import tell
from digest.model import SourceError

Found = TypeVar("Found")

_NESTED = re.compile(r"\((?:[^()\\]|\\.)*(?:[+*]|\{\d*,\d*\})(?:[^()\\]|\\.)*\)(?:[+*]|\{\d*,\d*\})")
_LONGEST = 300


def wanted(source: Source, title: str, categories: Iterable[str] = ()) -> bool:
    """Whether an item passes: no word of `exclude`, and one of `include` where there is any."""
    if not source.include and not source.exclude:
        return True
    texts = [text[:_LONGEST] for text in (title, *categories)]

    def has(pattern: str) -> bool:
        return any(_compiled(pattern).search(text) for text in texts)

    return not any(map(has, source.exclude)) and (not source.include or any(map(has, source.include)))


def at_most(found: Sequence[Found], source: Source, what: str = "events in this window") -> Sequence[Found]:
    """Return the first `source.max_items` of what was found; what that leaves out is told."""
    if len(found) > source.max_items:
        tell(f"{len(found):,} {what}: only the first {source.max_items} are used")
    return found[: source.max_items]


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    if len(pattern) > 2 and pattern.startswith("/") and pattern.endswith("/"):
        if _NESTED.search(pattern):
            raise SourceError(
                f'include or exclude "{pattern}": a repeat inside a repeat can take for ever: write it without'
            )
        return re.compile(pattern[1:-1], re.IGNORECASE)
    words = r"\s+".join(map(re.escape, pattern.split()))
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)
