"""YAML as lists of settings are mostly written, read many times as fast; what is not plain is left to the full reader."""

from __future__ import annotations

import re
from collections import deque
from typing import Any

from digest.yaml.flow import DEEPEST, KEY, QUOTED, REMARK, Row, UnsureError, flow, scalar, sure, unused

_UNPLAIN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]|^(?:---|\\.\\.\\.|%)",
    re.MULTILINE,
)
_KEY = re.compile(f"{KEY} *")
_DASH = re.compile(r"- +(?=[^ ])")
_WORDS = re.compile(r"(?:[^\W_]|/).*")
_QUOTED = re.compile(QUOTED)


def read(text: str) -> dict[str, Any] | None:
    """Return the mapping in `text`, as YAML 1.2 reads it; None when anything in it asks for the full reader."""
    if _UNPLAIN.search(text):
        return None
    lines = ((len(line) - len(line.lstrip(" ")), line.strip(" ")) for line in text.split("\n"))
    rows = deque((indent, words) for indent, words in lines if words and not words.startswith("#"))
    try:
        found = _mapping(rows, 0, DEEPEST)
        sure(not rows)
    except UnsureError:
        return None
    return found


def _block(rows: deque[Row], above: int, levels: int) -> Any:
    """Return what the rows below a key say that stands at `above`."""
    sure(levels > 0)
    indent, words = rows[0]
    if words.startswith(("[", "{")):
        rows.popleft()
        return flow(words, rows, above)
    return _sequence(rows, indent, levels) if _DASH.match(words) else _mapping(rows, indent, levels)


def _mapping(rows: deque[Row], indent: int, levels: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    while rows and rows[0][0] == indent and (key := _KEY.match(rows[0][1])):
        words = rows.popleft()[1][key.end() :]
        found[unused(key["key"], found)] = _value(words, rows, indent, levels)
    sure(bool(found) and (not rows or rows[0][0] < indent))
    return found


def _sequence(rows: deque[Row], indent: int, levels: int) -> list[Any]:
    found = []
    while rows and rows[0][0] == indent and (dash := _DASH.match(rows[0][1])):
        words = rows.popleft()[1][dash.end() :]
        if _KEY.match(words):
            rows.appendleft((indent + dash.end(), words))
            found.append(_mapping(rows, indent + dash.end(), levels - 1))
        else:
            sure(not REMARK.match(words))
            found.append(_inline(words, rows, indent))
    return found


def _value(words: str, rows: deque[Row], indent: int, levels: int) -> Any:
    if words and not REMARK.fullmatch(words):
        return _inline(words, rows, indent)
    if rows and (rows[0][0] > indent or (rows[0][0] == indent and _DASH.match(rows[0][1]))):
        return _block(rows, indent, levels - 1)
    return None


def _inline(words: str, rows: deque[Row], indent: int) -> Any:
    """Return a value that begins in the row of its key or dash; only lists in brackets may go on below."""
    if words.startswith(("[", "{")):
        return flow(words, rows, indent)
    sure(not rows or rows[0][0] <= indent)
    if found := _QUOTED.match(words):
        sure(REMARK.fullmatch(words, found.end()) is not None or found.end() == len(words))
        return found[0][1:-1]
    plain = REMARK.sub("", words)
    sure(_WORDS.fullmatch(plain) is not None and ": " not in plain and not plain.endswith(":"))
    return scalar(plain)
