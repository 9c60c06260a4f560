"""XML that is made to break a reader: refused, or mended, before anything parses it."""

from __future__ import annotations

import re

from digest.model import SourceError

DEEPEST = 300
CDATA = (
    r"<!\[CDATA\[[^\]]*+(?:\](?!\]>)[^\]]*+)*+(?:\]\]>|\Z)"  # runs of [^]] are found ten times as fast as .*?
)
LITERAL = rf"{CDATA}|<!--[^-]*+(?:-(?!->)[^-]*+)*+(?:-->|\Z)"
_CDATA = re.compile(CDATA)
_TAG = re.compile(rf"{LITERAL}|<(/?)([A-Za-z_][^<>]*)>")
_REFERENCE = re.compile(r"&#(x[0-9a-f]{1,12}|[0-9]{1,12});?", re.IGNORECASE)


def refuse_entities(words: str) -> None:
    """Raise SourceError where XML defines entities; an article may write about them in CDATA."""
    start = re.search(r"<\w", words)
    head = words[: start.start() if start else None]  # feedparser looks here even inside comments and CDATA
    outside = _CDATA.sub("", words) if "<!ENTITY" in words else ""
    if "<!entity" in head.lower() or "<!ENTITY" in outside:
        raise SourceError("the feed defines XML entities, which can swell without end: they are not accepted")


def refuse_depth(words: str) -> None:
    """Raise SourceError where more elements are open at once than any feed needs."""
    depth = 0
    for found in _TAG.finditer(words):
        if found[2] and not found[2].endswith("/"):
            depth += -1 if found[1] else 1
            if depth > DEEPEST:
                raise SourceError("the feed is nested too deeply to be read")


def whole_characters(words: str) -> str:
    """Return `words` without references to half a pair of UTF-16, which breaks feedparser, or to nothing at all."""
    return _REFERENCE.sub(lambda found: found[0] if _is_character(found[1]) else "", words)


def _is_character(reference: str) -> bool:
    code = int(reference[1:], 16) if reference[0] in "xX" else int(reference)
    return 0 < code < 0xD800 or 0xDFFF < code < 0x110000
