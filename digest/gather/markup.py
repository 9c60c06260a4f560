"""HTML and Markdown in, plain words out, in time that grows with the length only."""

from __future__ import annotations

import html
import re

MOST = 20_000  # characters; a summary needs the first few hundred
_MOST_TAGS = 400  # the tree of 60,000 nested tags takes selectolax five seconds
_TAG = re.compile(r"<[a-zA-Z/!?]")
_FORMATTING = re.compile(
    r"</?(?:p|br|b|i|u|em|strong|span|font|div|img|script|style|h[1-6]|ul|ol|li|blockquote)(?:\s[^<>]*)?/?>|<a\s[^<>]*>|</a>",
    re.IGNORECASE,
)
_BLOCK = re.compile(
    r"(?=<(?:/?(?:p|div|li|ul|ol|h[1-6]|t[dhr]|table|blockquote|pre|fig\w+|section|article|d[tdl])\b|[bh]r\b))",
    re.IGNORECASE,
)
_NOT_WORDS = [
    "script",
    "style",
    "template",
    "noscript",
    "iframe",
    "object",
    "svg",
    "title",
    "textarea",
    "select",
]
_PICTURE = re.compile(r"!\[[^\[\]]{0,300}\]\([^()\s]{0,2000}\)")
_LINK = re.compile(r"\[([^\[\]]{1,300})\]\(<?[^()\s]{1,2000}(?:\s\"[^\"]{0,300}\")?\)")
_STRONG = re.compile(r"(?<!\w)(\*{1,3}|_{1,3}|~~)(?=[^\s*_~])([^*_~]{1,500}?)(?<=[^\s*_~])\1(?!\w)")
_STRESS = re.compile("[*_~]")
_HEADING = re.compile(r"(?m)^ {0,3}#{1,6}[ \t]+")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!~<>-])")


def words(text: str) -> str:
    """Return the words of `text`, which may be HTML or plain, its entities escaped once or twice."""
    text = text[:MOST].encode("utf-8", "ignore").decode()
    text = _text_of(text) if _TAG.search(text) else html.unescape(text)
    return html.unescape(_text_of(text) if _FORMATTING.search(text) else text)


def from_markdown(text: str) -> str:
    """Return `text` without Markdown's signs: links and stressed words keep their words, pictures go."""
    text = _LINK.sub(r"\1", _PICTURE.sub("", text[:MOST]))
    text = _HEADING.sub("", text)
    if _STRESS.search(text):
        text = _STRONG.sub(r"\2", _STRONG.sub(r"\2", text))
    return _ESCAPED.sub(r"\1", text)


def _text_of(text: str) -> str:
    from selectolax.lexbor import LexborHTMLParser

    parts = text.split("<", _MOST_TAGS + 1)
    tree = LexborHTMLParser(_BLOCK.sub(" ", "<".join(parts[: _MOST_TAGS + 1])))
    tree.strip_tags(_NOT_WORDS)
    return tree.body.text() if tree.body else ""
