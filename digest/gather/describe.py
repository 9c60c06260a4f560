"""What a web page says of itself: its title and a sentence or two, as somebody who links to it would write them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from digest.gather import answer, discover
from digest.gather.text import clean, summary

_META = re.compile(r"<meta\b(?:[^<>\"']|\"[^\"]{0,5000}\"|'[^']{0,5000}')*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([\w:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+))")
_HEAD = 200_000
_SITE = re.compile(r"\s+(?:[|·»–—]|-{1,2})\s+[^|·»–—]{2,40}$")


def describe(body: bytes) -> tuple[str, str]:
    """Return a page's title, without its site's name behind it, and its summary; nothing where it does not say."""
    said = dict(reversed(list(_named(answer.text(body)[:_HEAD]))))
    title = said.get("og:title") or _SITE.sub("", discover.title(body, "web page"))
    words = said.get("og:description") or said.get("description") or said.get("twitter:description") or ""
    return clean(title), summary(words)


def _named(words: str) -> Iterator[tuple[str, str]]:
    for tag in _META.findall(words):
        said = {found[0].lower(): found[1] or found[2] or found[3] for found in _ATTRIBUTE.findall(tag)}
        name = said.get("property") or said.get("name") or ""
        if said.get("content"):
            yield name.lower(), html.unescape(said["content"])
