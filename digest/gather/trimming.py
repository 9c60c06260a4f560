"""An entry without what nobody here reads: authors, and the whole article where a summary stands before it."""

from __future__ import annotations

import re

from digest.gather.guard import CDATA, LITERAL

_WORDS = rf"(?:[^<&]++|&(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);|{CDATA})*+"
_PLAIN = r"(?: type=\"(?:html|text)\")?"
_UNREAD = re.compile(
    rf"{LITERAL}|<((?:[\w.-]+:)?(?:creator|comments|commentRss|author|contributor))>"
    rf"{_WORDS}(?:<(name|uri|email)>{_WORDS}</\2>{_WORDS})*+</\1>\s*"
)
_ARTICLE = re.compile(rf"{LITERAL}|<(content:encoded|content){_PLAIN}>{_WORDS}</\1>\s*")
_SUMMARY = re.compile(rf"{LITERAL}|<(description|summary){_PLAIN}>({_WORDS})</\1>")
_TELLING = re.compile(
    rf"{LITERAL}|<(?!media:content\b)"
    r"((?:[\w.-]+:)?(?:description|summary|abstract|subtitle|content|encoded|body|fullitem))\b",
    re.IGNORECASE,
)
_NO_WORD = re.compile(r"&(?:amp;)?#?\w+;|<!\[CDATA\[|\]\]>|<[^<>]*>")


def trim(entry: str) -> str:
    """Return the text of one entry without what leaves no trace in a `Post`; whatever is unusual stays."""
    entry = _UNREAD.sub(_literal, entry)
    return _ARTICLE.sub(_literal, entry) if _is_summed_up(entry) else entry


def _is_summed_up(entry: str) -> bool:
    """Whether one summary that has words comes first and only articles follow, as feedparser minds the order."""
    telling = [found[1] for found in _TELLING.finditer(entry) if found[1]]
    if (
        telling[1:]
        and telling[0] in {"description", "summary"}
        and {*telling[1:]} <= {"content", "content:encoded"}
    ):
        return any(
            re.search(r"\w\w", _NO_WORD.sub(" ", found[2])) for found in _SUMMARY.finditer(entry) if found[1]
        )
    return False


def _literal(found: re.Match[str]) -> str:
    return "" if found[1] else found[0]
