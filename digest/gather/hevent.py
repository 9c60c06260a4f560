"""Microformats (h-event, and vevent before it) as schema.org nodes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from digest.gather.microdata import words_of
from digest.gather.schemaorg import Node

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_ROOTS = {"h-event", "vevent"}
_PROPERTIES = {
    **dict.fromkeys(("p-name", "summary"), "name"),
    **dict.fromkeys(("dt-start", "dtstart"), "startDate"),
    **dict.fromkeys(("dt-end", "dtend"), "endDate"),
    **dict.fromkeys(("p-location", "location"), "location"),
    **dict.fromkeys(("u-url", "url"), "url"),
    **dict.fromkeys(("p-summary", "e-content", "p-description", "description"), "description"),
    **dict.fromkeys(("p-category", "category"), "keywords"),
}
_ATTRIBUTES = {"time": "datetime", "abbr": "title", "data": "value", "input": "value", "img": "alt"}
_PLACE = (".p-name", ".p-org", ".p-street-address", ".p-locality", ".p-postal-code")


def documents(page: LexborHTMLParser) -> Iterator[Node]:
    """Yield the events of the page."""
    for element in page.css(", ".join(f".{name}" for name in sorted(_ROOTS))):
        yield _event(element)


def _event(element: LexborNode) -> Node:
    node: Node = {"@type": "Event"}
    waiting = list(element.iter())[::-1]
    while waiting:
        inner = waiting.pop()
        classes = _classes(inner)
        for name in (_PROPERTIES[one] for one in classes if one in _PROPERTIES):
            if value := _value(inner, name):
                node.setdefault(name, []).append(value)
        if not any(one.startswith("h-") or one in _ROOTS for one in classes):
            waiting += list(inner.iter())[::-1]
    return node


def _value(element: LexborNode, name: str) -> str:
    match name:
        case "startDate" | "endDate":
            values = [_said(part) for part in element.css(".value")]  # the day and the clock may stand apart
            return "T".join(values) if values else _said(element)
        case "url":
            return element.attributes.get("href") or _said(element)
        case "location":
            parts = [_said(part) for one in _PLACE for part in element.css(one) if part != element]
            return ", ".join(dict.fromkeys(filter(None, parts))) or _said(element)
    return _said(element)


def _said(element: LexborNode) -> str:
    attribute = element.attributes.get(_ATTRIBUTES.get(element.tag or "", ""))
    return (attribute or words_of(element)).strip()


def _classes(element: LexborNode) -> list[str]:
    return (element.attributes.get("class") or "").split()
