"""schema.org as pages write it: nodes of types and properties, whichever syntax they came in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

Node = dict[str, Any]

_DEEPEST = 40
_EVENTS = {
    "CourseInstance",
    "EventSeries",
    "Festival",
    "Hackathon",
}  # the subtypes without "Event" in their name
_NOT_MEETINGS = {
    "DeliveryEvent",
    "PublicationEvent",
    "BroadcastEvent",
    "OnDemandEvent",
}  # parcels, programmes
_PARTS = {"EventSeries": "subEvent", "Course": "hasCourseInstance"}
_INHERITED = ("name", "description", "url", "location", "organizer", "provider", "offers", "eventStatus")
_VALUES = ("@value", "@list", "@set")


def types(node: Node) -> set[str]:
    """Return the types of a node by their short names: `Event` for `https://schema.org/Event` too."""
    return {re.split(r"[/#:]", name)[-1] for name in several(node, "@type") if isinstance(name, str)}


def is_event(node: Node) -> bool:
    """Whether people can come to it."""
    names = types(node) - _NOT_MEETINGS
    return any(name.endswith("Event") or name in _EVENTS for name in names)


def several(node: Node, name: str) -> list[Any]:
    """Return the values of a property, one or many, without the wrappers of JSON-LD."""
    value = node.get(name, node.get(f"schema:{name}"))
    for wrapper in _VALUES:
        if isinstance(value, dict) and wrapper in value:
            value = value[wrapper]
    values = value if isinstance(value, list) else [value]
    return [one.get("@value", one) if isinstance(one, dict) else one for one in values if one is not None]


def nodes(node: Node, name: str) -> list[Node]:
    """Return the values of a property that are nodes themselves."""
    return [value for value in several(node, name) if isinstance(value, dict)]


def text(node: Node, *names: str) -> str:
    """Return the first of these properties that says something, as text."""
    values = (value for name in names for value in several(node, name))
    said = (str(value).strip() for value in values if isinstance(value, str | int | float))
    return next(filter(None, said), "")


def address(node: Node, *names: str) -> list[str]:
    """Return the addresses that these properties give, plain or as nodes of their own."""
    values = [value for name in names for value in several(node, name)]
    said = (text(value, "@id", "url") if isinstance(value, dict) else value for value in values)
    return [one for one in said if isinstance(one, str) and one.strip()]


def events(documents: Iterable[Any]) -> list[Node]:
    """Return the events in a page's documents, in their order; what lies inside an event belongs to it."""
    found: list[Node] = []
    named: dict[str, Node] = {}
    waiting = [(document, 0) for document in reversed(list(documents))]
    while waiting:
        value, depth = waiting.pop()
        inner: list[Any] = value if isinstance(value, list) else []
        if isinstance(value, dict):
            if len(value) > 1 and isinstance(value.get("@id"), str):
                named.setdefault(value["@id"], value)
            inner = _parts(value)
            if is_event(value) and not inner:
                found.append(value)
            else:
                inner = inner or list(value.values())
        if depth < _DEEPEST:
            waiting += [(one, depth + 1) for one in reversed(inner)]
    return [{name: _resolved(value, named) for name, value in node.items()} for node in found]


def _parts(node: Node) -> list[Any]:
    """Return the meetings of a series or a course; each takes from the whole what it does not say itself."""
    whole = {name: node[name] for name in _INHERITED if name in node}
    held = [part for kind in types(node) & _PARTS.keys() for part in nodes(node, _PARTS[kind])]
    return [{**whole, **part} for part in held if is_event(part) and "startDate" in part]


def _resolved(value: Any, named: dict[str, Node]) -> Any:
    """Return the node that a bare reference names elsewhere on the page."""

    def one(single: Any) -> Any:
        bare = isinstance(single, dict) and set(single) == {"@id"} and isinstance(single["@id"], str)
        return named.get(single["@id"], single) if bare else single

    return [one(single) for single in value] if isinstance(value, list) else one(value)
