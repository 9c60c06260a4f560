"""The grammar of RFC 5545 as far as a published calendar needs it, written from its sections, not from a library."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

TEXT = {"SUMMARY", "DESCRIPTION", "LOCATION", "X-WR-CALNAME", "UID", "TZID", "PRODID"}
LINE = re.compile(r"(?P<name>[A-Z0-9-]+)(?P<params>(?:;[A-Z-]+=(?:\"[^\"]*\"|[^\";:,]*))*):(?P<value>.*)")
ESCAPED = re.compile(r"(?:[^\\;,]|\\[\\;,nN])*")
DATE, UTC = r"\d{8}", r"\d{8}T\d{6}Z"
REQUIRED = {
    "VCALENDAR": {"PRODID", "VERSION", "METHOD"},
    "VEVENT": {"UID", "DTSTAMP", "DTSTART", "SEQUENCE", "STATUS"},
    "VTIMEZONE": {"TZID"},
    "STANDARD": {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"},
}
VALUES = {
    "VERSION": r"2\.0",
    "METHOD": "PUBLISH",
    "DTSTAMP": UTC,
    "SEQUENCE": r"\d+",
    "STATUS": "TENTATIVE|CONFIRMED|CANCELLED",
    "URL": r"[a-z]+:[\x21-\x7e]+",
    "TZOFFSETFROM": r"[+-]\d{4}",
    "TZOFFSETTO": r"[+-]\d{4}",
}


@dataclass
class Component:
    """One component: its properties as (name, parameters, value) and what stands in it."""

    name: str
    lines: list[tuple[str, str, str]] = field(default_factory=list)
    inside: list[Component] = field(default_factory=list)

    def value(self, name: str) -> str:
        return next((value for found, _, value in self.lines if found == name), "")


def read(text: str) -> Component:
    """Return the calendar in `text`; AssertionError for whatever the grammar does not allow."""
    assert text.endswith("\r\n")
    rows = text.removesuffix("\r\n").split("\r\n")
    assert all(row and len(row.encode()) <= 75 for row in rows)  # 3.1
    assert not re.search("[\x00-\x08\x0a-\x1f\x7f]", "".join(rows))
    whole = Component("")
    opened = [whole]
    for row in "\n".join(rows).replace("\n ", "").split("\n"):
        found = LINE.fullmatch(row)
        assert found, row
        name, params, value = found["name"], found["params"], found["value"]
        if name == "BEGIN":
            opened[-1].inside.append(Component(value))
            opened.append(opened[-1].inside[-1])
        elif name == "END":
            done = opened.pop()
            assert done.name == value
            _judge(done)
        else:
            opened[-1].lines.append((name, params, value))
    assert opened == [whole]
    (calendar,) = whole.inside
    assert calendar.name == "VCALENDAR"
    assert calendar.inside, "3.4: at least one component"
    return calendar


def _judge(component: Component) -> None:
    counts = Counter(name for name, _, _ in component.lines)
    assert set(counts) >= REQUIRED[component.name]
    assert max(counts.values()) == 1  # none of ours may stand twice
    for name, params, value in component.lines:
        if name in TEXT:
            assert ESCAPED.fullmatch(value), (name, value)  # 3.3.11
        if name in VALUES:
            assert re.fullmatch(VALUES[name], value), (name, value)
        if name in {"DTSTART", "DTEND"} and component.name == "VEVENT":
            assert re.fullmatch(DATE if "VALUE=DATE" in params.split(";") else UTC, value), (name, value)
    if ends := component.value("DTEND"):
        assert len(ends) == len(component.value("DTSTART"))  # 3.8.2.2: of the same type, and later
        assert ends > component.value("DTSTART")
