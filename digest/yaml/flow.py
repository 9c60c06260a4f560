"""Lists and mappings in brackets, and single words, as `plain.py` meets them."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Mapping
from typing import Any

KEY = r"(?P<key>[A-Za-z_][A-Za-z0-9_-]*):(?= |$)"
QUOTED = r"\"[^\"\\]*\"|'[^']*'"
REMARK = re.compile(r"(?:^| +)#.*")
_TOKEN = re.compile(
    rf" *(?:(?P<sign>[\[\]{{}},])|{KEY}|(?P<quoted>{QUOTED})(?!')|(?P<words>(?:[^\W_]|/)[\w ./@<>()&+=£’'-]*))"
)
_NUMBER = re.compile(r"0|[1-9][0-9]{0,15}")
_PERHAPS_A_NUMBER = re.compile(r"[\d.][\w.]*(?:[eE][-+]\d+)?")
_NAMED = {
    name: value
    for value, word in ((None, "null"), (True, "true"), (False, "false"))
    for name in (word, word.title(), word.upper())
}
DEEPEST = 10

_Token = tuple[str, str]
Row = tuple[int, str]
"""How far a line is indented, and its words."""


class UnsureError(Exception):
    """The full reader may take it for something else."""


def flow(words: str, rows: deque[Row], indent: int) -> Any:
    """Return the value in brackets that begins with `words` and may go on in the rows below that stand right of `indent`."""
    tokens = _tokens(words)
    depth = _depth(tokens)
    while depth:
        sure(bool(rows) and rows[0][0] > indent)
        more = _tokens(rows.popleft()[1])
        depth += _depth(more)
        tokens += more
    found = _one(tokens, DEEPEST)
    sure(not tokens and (not rows or rows[0][0] <= indent))
    return found


def scalar(words: str) -> Any:
    """Return what words without quotes stand for: mostly themselves."""
    if words in _NAMED:
        return _NAMED[words]
    if _NUMBER.fullmatch(words):
        return int(words)
    sure(not _PERHAPS_A_NUMBER.fullmatch(words))
    return words


def unused(key: str, found: Mapping[str, Any]) -> str:
    """Return a key that is text and new; the full reader refuses any other."""
    sure(key not in found and key.lower() not in {"null", "true", "false"})
    return key


def sure(it_is: bool) -> None:
    """Raise UnsureError unless `it_is`."""
    if not it_is:
        raise UnsureError


def _depth(tokens: Iterable[_Token]) -> int:
    return sum((sign in "[{") - (sign in "]}") for kind, sign in tokens if kind == "sign")


def _tokens(words: str) -> deque[_Token]:
    found, at = deque[_Token](), 0
    words = words.rstrip(" ")
    while at < len(words):
        token = _TOKEN.match(words, at)
        if token is None:
            sure(REMARK.fullmatch(words, at) is not None)
            break
        found.append((str(token.lastgroup), token[token.lastgroup or 0]))
        at = token.end()
    return found


def _one(tokens: deque[_Token], levels: int) -> Any:
    """Return the next value among the tokens of a list in brackets."""
    sure(bool(tokens) and levels > 0)
    match tokens.popleft():
        case "quoted", words:
            return words[1:-1]
        case "words", words:
            return scalar(words.rstrip(" "))
        case "sign", "[":
            values: list[Any] = []
            while _goes_on(tokens, "]", first=not values):
                values.append(_one(tokens, levels - 1))
            return values
        case "sign", "{":
            pairs: dict[str, Any] = {}
            while _goes_on(tokens, "}", first=not pairs):
                kind, key = tokens.popleft()
                sure(kind == "key")
                pairs[unused(key, pairs)] = _one(tokens, levels - 1)
            return pairs
    raise UnsureError


def _goes_on(tokens: deque[_Token], close: str, *, first: bool) -> bool:
    """Whether another value follows; takes the comma before it, or the bracket that ends the list."""
    sure(bool(tokens))
    if tokens[0] == ("sign", close):
        tokens.popleft()
        return False
    sure(first or tokens.popleft() == ("sign", ","))
    sure(bool(tokens))
    return True
