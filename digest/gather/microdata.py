"""Microdata (HTML's itemscope and itemprop) as schema.org nodes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from digest.gather import markup
from digest.gather.schemaorg import Node

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_DEEPEST = 12
_ATTRIBUTES = {
    "meta": "content",
    **dict.fromkeys(("a", "area", "link"), "href"),
    **dict.fromkeys(("img", "audio", "video", "source", "embed", "iframe", "track"), "src"),
    **dict.fromkeys(("data", "meter"), "value"),
    "time": "datetime",
    "object": "data",
}


def documents(page: LexborHTMLParser) -> Iterator[Node]:
    """Yield the items of the page that are nobody's property."""
    for element in page.css("[itemscope]:not([itemprop])"):
        yield _item(element, 0)


def words_of(element: LexborNode) -> str:
    """Return the words that a reader of the page sees there."""
    return " ".join(markup.words(element.inner_html or "").split())


def _item(element: LexborNode, depth: int) -> Node:
    """Return one item; another one inside it is a property of it, or none of its business."""
    item: Node = {"@type": _names(element, "itemtype"), "@id": element.attributes.get("itemid") or ""}
    waiting = _children(element)
    while waiting:
        inner = waiting.pop()
        names, scope = _names(inner, "itemprop"), "itemscope" in inner.attributes
        if names and (not scope or depth < _DEEPEST):
            value = _item(inner, depth + 1) if scope else _value(inner)
            for name in names:
                item.setdefault(name, []).append(value)
        if not scope:
            waiting += _children(inner)
    return item


def _children(element: LexborNode) -> list[LexborNode]:
    """Return the elements right below, the first one last."""
    return list(element.iter())[::-1]


def _value(element: LexborNode) -> Any:
    """Return what an element says: `content` wherever it stands, else what HTML says for its tag, else its words."""
    attributes = element.attributes
    return (
        attributes.get("content")
        or attributes.get(_ATTRIBUTES.get(element.tag or "", ""))
        or words_of(element)
    )


def _names(element: LexborNode, attribute: str) -> list[str]:
    return (element.attributes.get(attribute) or "").split()
