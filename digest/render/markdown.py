"""An editor's Markdown as XHTML or as plain text: paragraphs, lists, headings, emphasis and links."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from digest.render.clean import clean
from digest.render.plain import underline, wrap

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

RULES = [
    "heading",
    "list",
    "blockquote",
    "emphasis",
    "link",
    "autolink",
    "backticks",
    "escape",
    "entity",
    "newline",
]


def html(text: str, **styles: str) -> str:
    """Return XHTML without anything but the tags of RULES; `styles` are inline styles by tag name."""
    from markupsafe import Markup

    if not text.strip():
        return Markup("")
    tokens = _reader().parse(clean(text))
    for token in _all(tokens):
        if re.fullmatch(r"h[1-6]", token.tag):
            token.tag = "h2"  # the edition has one h1, and it is not in here
        if token.nesting >= 0 and token.tag in styles:
            token.attrSet("style", styles[token.tag])
    reader = _reader()
    return Markup(clean(reader.renderer.render(tokens, reader.options, {})))  # noqa: S704  the renderer escapes, html=False


def plain(text: str) -> str:
    """Return plain text, each link's address on a line of its own below its paragraph; headings are underlined."""
    rows: list[str] = []
    marks: list[str] = []
    quote, rule = "", ""
    for token in _reader().parse(clean(text)) if text.strip() else ():
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                marks.append("* ")
            case "bullet_list_close" | "ordered_list_close":
                marks.pop()
                rows.append("")
            case "blockquote_open":
                quote += "> "
            case "blockquote_close":
                quote = quote[2:]
            case "heading_open" | "heading_close":
                rule = "-" * token.nesting
            case "list_item_open" if token.info:
                marks[-1] = f"{token.info}. "
            case "inline":
                indent = "  " * (len(marks) - 1)
                lead = indent + marks[-1] if marks else ""
                words, targets = _inline(token.children or [])
                told = (
                    underline(words, rule)
                    if rule and not quote
                    else lead + wrap(words, quote + " " * len(lead))
                )
                rows += [quote + told, *targets, *([] if marks else [""])]
    return "\n".join(rows)


def _inline(tokens: Sequence[Token]) -> tuple[str, list[str]]:
    words = "".join(" " if t.type in {"softbreak", "hardbreak"} else t.content for t in tokens)
    targets = [str(t.attrGet("href")) for t in tokens if t.type == "link_open"]
    return words, [t for t in targets if t not in words]


def _all(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _all(token.children or [])


@cache
def _reader() -> MarkdownIt:
    from markdown_it import MarkdownIt

    reader = MarkdownIt("zero", {"html": False, "xhtmlOut": True}).enable(RULES)
    reader.validateLink = _followed  # type: ignore[method-assign]  # the documented way to narrow it
    return reader


def _followed(url: str) -> bool:
    return bool(re.match(r"(https?://[^\s/]|mailto:[^\s@]+@)", url, re.IGNORECASE))
