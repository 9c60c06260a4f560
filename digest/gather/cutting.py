"""A long feed made short before anything slow reads it: entries that are surely too old go, unsure ones stay."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from digest.gather import dates
from digest.gather.guard import LITERAL
from digest.model import SourceError, Window

MOST = 1000
_TOO_MANY = 50_000
_DAY = timedelta(days=1)
_OPEN = re.compile(r"<((?:[\w.-]+:)?(?:item|entry))[\s>]")
_DATE = re.compile(
    r"<(?:[\w.-]+:)?(pubDate|published|updated|date|modified|issued|created|lastBuildDate)\b[^<>]*>([^<]*)<",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"<(?:link|guid|id)\b[^<>]*>\s*([^<\s]+)|<link\b[^<>]*?\bhref\s*=\s*[\"']([^\"']+)", re.IGNORECASE
)
_TAIL = re.compile(r"#.*|[?&](?:amp;)?utm_.*", re.DOTALL)
_LITERAL = re.compile(LITERAL)


@dataclass(frozen=True, slots=True)
class Cut:
    """What is left of a feed; `left_out` entries were younger than the window's start, yet too many."""

    text: str
    left_out: int = 0
    broken_off: bool = False


@dataclass(frozen=True, slots=True)
class _Block:
    start: int
    end: int
    newest: datetime | None
    names: frozenset[str]


def shorten(text: str, window: Window, zone: ZoneInfo) -> Cut:
    """Return the feed without entries from before the window, and with the newest thousand of the others at most."""
    found = list(islice(_spans(text), _TOO_MANY))
    if len(found) == _TOO_MANY:
        raise SourceError(f"the feed holds {_TOO_MANY:,} entries or more: nobody writes that many")
    whole = [(start, end) for start, end in found if end]
    broken = [start for start, end in found if not end]
    text = text[: broken[0]] if broken else text
    if not _is_plain(text, whole):
        return Cut(text, broken_off=bool(broken))
    blocks = [_block(text, start, end, window=window, zone=zone) for start, end in whole]
    often = {name for name, times in Counter(n for block in blocks for n in block.names).items() if times > 1}
    kept = [b for b in blocks if b.newest is None or b.newest >= window.opens - _DAY or b.names & often]
    best = set(sorted(kept, key=lambda block: block.newest or window.closes, reverse=True)[:MOST])
    return Cut(_shortened(text, blocks, best), left_out=len(kept) - len(best), broken_off=bool(broken))


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each entry starts and ends; an end of 0 when the text breaks off inside it."""
    at = 0
    while found := _OPEN.search(text, at):
        close = f"</{found[1]}"
        shut = text.find(close, found.end())
        at = text.find(">", shut) + 1 if shut >= 0 else 0
        yield found.start(), at
        if not at:
            return


def _is_plain(text: str, spans: list[tuple[int, int]]) -> bool:
    """Whether each entry is what it seems: no entry in an entry, no CDATA or comment that reaches over an edge."""
    at = 0
    for start, end in [*spans, (len(text), len(text))]:
        for piece in (text[at:start], text[start:end]):
            if piece.count("<![CDATA[") != piece.count("]]>") or piece.count("<!--") != piece.count("-->"):
                return False
        if _OPEN.search(text, start + 1, end):
            return False
        at = end
    return True


def _block(text: str, start: int, end: int, *, window: Window, zone: ZoneInfo) -> _Block:
    """Return what is sure about one entry: `newest` is None when any of its dates cannot be read."""
    said = _LITERAL.sub("", text[start:end])
    moments = [dates.read(found[2], zone, closes=window.closes) for found in _DATE.finditer(said)]
    sure = [moment for moment in moments if moment]
    names = frozenset(_TAIL.sub("", a or b) for a, b in _NAME.findall(said))
    return _Block(start, end, max(sure) if sure and len(sure) == len(moments) else None, names)


def _shortened(text: str, blocks: list[_Block], kept: set[_Block]) -> str:
    pieces, at = [], 0
    for block in blocks:
        pieces.append(text[at : block.start])
        if block in kept:
            pieces.append(text[block.start : block.end])
        at = block.end
    return "".join(pieces) + text[at:]
