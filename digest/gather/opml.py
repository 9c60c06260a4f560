"""Lists of subscriptions (OPML 1.0 and 2.0) in and out."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape, quoteattr

from digest.gather import answer, characters
from digest.model import DigestError

DEEPEST = 50
MOST = 5_000
_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<outline\b(?P<open>(?:\"[^\"<]*\"|'[^'<]*'|[^<>\"'])*+(?=>)|[^<>]*)>"
    r"|<(?P<close>/)outline\s*>",
    re.IGNORECASE | re.DOTALL,
)
_ATTRIBUTE = re.compile(r"(?<![\w:-])([\w:-]{1,40}+)\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)')")


class OpmlError(DigestError):
    """The file is no list of subscriptions; `line` counts from 1."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """One subscription as the file says it; `group` is the outline that it stands in, `home` its web page."""

    name: str
    url: str
    type: str = "rss"
    home: str = ""
    group: str = ""
    line: int = 0


def parse(body: bytes) -> list[Outline]:
    """Return every outline that has an address or holds no other; raise OpmlError for no OPML, or a malicious one.

    Real lists are often no valid XML, a quotation mark in a description is enough. So tags are read one by one.
    """
    words = answer.text(body)
    _refuse(words)
    found: list[Outline] = []
    opened: list[tuple[Outline, int]] = []  # each with how many were found before it
    line, at = 1, 0
    for tag in _TAG.finditer(words):
        line, at = line + words.count("\n", at, tag.start()), tag.start()
        if tag["open"]:
            outline = _outline(tag["open"], group=opened[-1][0].name if opened else "", line=line)
            opened.append((outline, len(found)))
            if len(opened) > DEEPEST:
                raise OpmlError(f"outlines within outlines, more than {DEEPEST} deep", line)
            found += [outline] if outline.url else []
        if opened and (tag["close"] or (tag["open"] or "").endswith("/")):
            outline, before = opened.pop()
            found += [outline] if len(found) == before else []
        if len(found) > MOST:
            raise OpmlError(f"more than {MOST:,} subscriptions: split the file", line)
    return found


def write(title: str, groups: Mapping[str, Iterable[Outline]], now: datetime) -> str:
    """Return OPML 2.0 with one outline for each group."""
    name = escape(characters.scrub(title))
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        f"  <head><title>{name}</title><dateCreated>{format_datetime(now)}</dateCreated></head>",
        "  <body>",
    ]
    for group, outlines in groups.items():
        lines += [f"    <outline text={_quoted(group)}>", *map(_written, outlines), "    </outline>"]
    return "\n".join([*lines, "  </body>", "</opml>", ""])


def _refuse(words: str) -> None:
    if danger := re.search(r"<!(?:DOCTYPE|ENTITY)", words, re.IGNORECASE):
        line = words.count("\n", 0, danger.start()) + 1
        raise OpmlError("it has a DOCTYPE, which can hide entities: remove that line", line)
    if not re.search(r"<opml\b", words[:5_000], re.IGNORECASE):
        raise OpmlError("this is not OPML: it must begin with <opml")
    if not re.search(r"</opml\s*>", words[-5_000:], re.IGNORECASE):
        raise OpmlError("the file breaks off: </opml> is missing at its end", words.count("\n") + 1)


def _written(outline: Outline) -> str:
    address = "xmlUrl" if outline.type == "rss" else "url"  # a feed reader would subscribe to any xmlUrl
    name, url, kind = map(_quoted, (outline.name, outline.url, outline.type))
    return f"      <outline type={kind} text={name} title={name} {address}={url}/>"


def _quoted(text: str) -> str:
    return quoteattr(characters.scrub(text))


def _outline(attributes: str, *, group: str, line: int) -> Outline:
    said = {name.lower(): html.unescape(a or b).strip() for name, a, b in _ATTRIBUTE.findall(attributes)}
    return Outline(
        name=said.get("title") or said.get("text", ""),
        url=said.get("xmlurl") or said.get("url", ""),
        type=said.get("type", "").lower(),
        home=said.get("htmlurl", ""),
        group=group,
        line=line,
    )
