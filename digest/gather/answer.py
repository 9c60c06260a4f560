"""What a source answered, as text or JSON, or one sentence why it is neither."""

from __future__ import annotations

import codecs
import json
import re
from typing import Any, NoReturn

from digest.model import SourceError

BROKEN = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, AssertionError, RecursionError)
"""What libraries raise when a document breaks them."""
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"^\s*<\?xml[^>]{0,200}encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_SAFE = re.compile(
    r"(?:iso-?8859|windows|cp12|koi8|mac|gb|big5|euc|shift|sjis|latin|iso-2022|tis)[\w-]*", re.IGNORECASE
)
_PAGE = re.compile(r"<!doctype\s+html|<html\b|<head\b|<body\b|<form\b|<title\b|<meta\b", re.IGNORECASE)


def text(body: bytes) -> str:
    """Return the answer's text, UTF-8 wherever it can be, whatever else it claims; raise SourceError when empty."""
    if not body.strip(b" \t\r\n\0"):
        raise SourceError("the answer is empty")
    for mark, name in _BOMS:
        if body.startswith(mark):
            return _one_kind_of_line(body.decode(name, "replace"))
    if body[:2] == b"<\0" or body[:2] == b"\0<":
        return _one_kind_of_line(body.decode("utf-16-le" if body[0] else "utf-16-be", "replace"))
    words = body.decode("utf-8", "replace")
    broken = words.count("\ufffd")
    if broken and broken * 5 > sum(1 for sign in words if sign > "\x7f"):
        words = body.decode(_claimed(body), "replace")
    return _one_kind_of_line(words)


def refuse_web_page(words: str, wanted: str) -> None:
    """Raise SourceError when a web page came instead: a login form, a notice, an error in HTML."""
    if _PAGE.search(words[:3000]):
        raise SourceError(
            f"got a web page, not {wanted}: it may want a login, or the address may have changed"
        )


def load_json(words: str) -> Any:
    """Return the JSON value in `words`; raise SourceError for what is not plain JSON or made to break a reader."""
    try:
        return json.loads(words, parse_constant=_not_a_number, parse_float=_finite)
    except RecursionError:
        raise SourceError("the answer is nested too deeply to be read") from None
    except json.JSONDecodeError as problem:
        raise SourceError(f"the answer is not JSON: line {problem.lineno}, column {problem.colno}") from None
    except ValueError:
        raise SourceError("the answer holds a number that is too large, or none at all") from None


def _claimed(body: bytes) -> str:
    declared = _DECLARED.match(body)
    charset = _CHARSET.search(getattr(body, "content_type", ""))
    for name in (declared[1].decode("ascii") if declared else "", charset[1] if charset else ""):
        if _SAFE.fullmatch(name):
            try:
                return "windows-1252" if codecs.lookup(name).name == "iso8859-1" else codecs.lookup(name).name
            except LookupError:
                continue
    return "windows-1252"


def _one_kind_of_line(words: str) -> str:
    return words.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _not_a_number(name: str) -> NoReturn:
    raise ValueError(name)


def _finite(digits: str) -> float:
    number = float(digits)
    return number if abs(number) != float("inf") else _not_a_number(digits)
