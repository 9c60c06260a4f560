"""HTML that is made to break a reader: refused before anything parses it."""

from __future__ import annotations

import re

from digest.model import SourceError

DEEPEST = 5_000
MOST_ATTRIBUTES = 1_000  # 100,000 on one tag take the parser half a minute
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
_ATTRIBUTE = r"(?>[\s/]+)(?>[^\s/>=]+)(?>\s*=\s*(?>\"[^\"]*\"|'[^']*'|[^\s>\"']*))?"
_CROWDED = re.compile(rf"<[a-zA-Z](?>[^\s/>]*)(?>{_ATTRIBUTE}){{{MOST_ATTRIBUTES}}}")
_NEVER_DEEP = re.compile(  # elements without an end tag, or that end where the next one begins
    "area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr|html|head|body"
    "|p|li|d[td]|opt(?:ion|group)|t[rdh]|t(?:head|body|foot)|colgroup|r[pt]",
    re.IGNORECASE,
)


def refuse_bombs(words: str) -> None:
    """Raise SourceError for more attributes on one tag, or more elements open at once, than any page needs."""
    if _CROWDED.search(words):
        raise SourceError("a tag of the page carries too many attributes to be read")
    depth = 0
    for found in _TAG.finditer(words):
        if not _NEVER_DEEP.fullmatch(found[2]):
            depth = max(depth - 1, 0) if found[1] else depth + 1
            if depth > DEEPEST:
                raise SourceError("the page is nested too deeply to be read")
