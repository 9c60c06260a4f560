"""JSON-LD in the scripts of a page, as far as it can be read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from digest.gather import answer
from digest.model import SourceError

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

TYPE = "application/ld+json"
_CONTROLS = re.compile("[\x00-\x1f]")  # line breaks inside strings, which JSON forbids and pages write
_OPENING = re.compile(r"(?:/[/*]\s*)?(?:<!--|<!\[CDATA\[)(?:\s*\*/)?")
_CLOSINGS = ("]]>", "-->")
_TRAILING = re.compile(r",\s*(?=[}\]])")


def documents(page: LexborHTMLParser) -> tuple[list[Any], list[str]]:
    """Return the value of each script that can be read, and what is wrong with the others."""
    values, problems = list[Any](), list[str]()
    for script in page.css("script[type]"):
        if (script.attributes.get("type") or "").strip().lower().startswith(TYPE):
            try:
                values.append(document(_CONTROLS.sub(" ", script.text())))
            except SourceError as problem:
                problems.append(str(problem))
    return values, problems


def document(words: str) -> Any:
    """Return the value of one script; raise SourceError."""
    words = _unwrapped(words)
    try:
        return answer.load_json(words)
    except SourceError:
        if (shorter := _TRAILING.sub("", words)) == words:
            raise
        return answer.load_json(shorter)


def _unwrapped(words: str) -> str:
    """Return a script without what hid it from browsers of the last century, and without a last semicolon."""
    words = words.strip()
    if opening := _OPENING.match(words):
        words = words[opening.end() :].rstrip(" */")
        for closing in _CLOSINGS:
            words = words.removesuffix(closing)
    return words.rstrip(" */;")
