"""iCalendar text in, the lines of its events and time zones out; people, alarms and attachments stay behind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from digest.gather import answer
from digest.model import SourceError

DATES = frozenset({"DTSTART", "DTEND", "RDATE", "EXDATE", "RECURRENCE-ID"})
REPEATING = ("RRULE", "RDATE", "RECURRENCE-ID")
RSVP = ("X-RSVP-URL", "X-TICKETS-URL", "X-REGISTRATION-URL")
_KEPT = DATES | {
    *("UID", "DURATION", "RRULE", "SEQUENCE", "STATUS", "CLASS", "SUMMARY", "DESCRIPTION", "LOCATION", "URL"),
    *("ORGANIZER", "CATEGORIES", *RSVP),
}
_LONGEST = 500_000
_LONGEST_WORDS = 20_000
_DEEPEST = 8
_LINE = re.compile(r"([A-Za-z0-9-]+)((?:;(?:[^\":;]|\"[^\"]*\")*)*):(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Line:
    """One property: `params` with its leading semicolon, as it stood there."""

    name: str
    params: str
    value: str

    def __str__(self) -> str:
        return f"{self.name}{self.params}:{self.value}"


@dataclass(frozen=True, slots=True)
class Block:
    """One component, its lines unfolded."""

    name: str
    lines: list[Line] = field(default_factory=list)

    def values(self, name: str) -> list[str]:
        """Return the raw values of every property `name`."""
        return [line.value for line in self.lines if line.name == name]

    def text(self) -> str:
        """Return the component as iCalendar text."""
        return "\r\n".join([f"BEGIN:{self.name}", *map(str, self.lines), f"END:{self.name}", ""])


@dataclass(frozen=True, slots=True)
class Calendar:
    """What counts of a calendar; `halves` are events that break off."""

    events: list[Block]
    zones: list[Block]
    halves: int


def read(words: str) -> Calendar:
    """Return the events and time zones; raise SourceError when it is no calendar or made to break a reader."""
    if not re.search(r"^\s*BEGIN:VCALENDAR\b", words, re.IGNORECASE | re.MULTILINE):
        answer.refuse_web_page(words, "a calendar")
        raise SourceError("this is not a calendar: BEGIN:VCALENDAR is missing")
    blocks: list[Block] = []
    stack: list[Block] = []
    halves = 0
    for line in _lines(words):
        match line.name, line.value.strip().upper():
            case "BEGIN", name:
                stack.append(Block(name))
                if len(stack) > _DEEPEST:
                    raise SourceError("the calendar is nested too deeply to be read")
            case "END", name:
                halves += _close(stack, name, blocks)
            case _ if stack:
                _keep(line, stack)
    halves += sum(1 for block in stack if block.name == "VEVENT")
    return Calendar(
        events=[block for block in blocks if block.name == "VEVENT"],
        zones=[block for block in blocks if block.name == "VTIMEZONE"],
        halves=halves,
    )


def _lines(words: str) -> Iterator[Line]:
    """Yield unfolded lines (RFC 5545, 3.1), each in time that grows with its length."""
    for text in re.sub(r"\n[ \t]", "", words).split("\n"):
        name = text[:40].partition(":")[0].partition(";")[0].strip().upper()
        if name in DATES:  # "TZID=(UTC+00:00) London:2026..." is common, and a date has no colon
            head, _, value = text[:_LONGEST].rpartition(":")
            yield Line(name, head[len(name) :], value.strip())
        elif found := _LINE.match(text[:_LONGEST_WORDS]):
            value = re.sub(r"[\s\\]", "", found[3]) if name == "RRULE" else found[3].rstrip("\\")
            yield Line(found[1].upper(), found[2], value)


def _close(stack: list[Block], name: str, blocks: list[Block]) -> int:
    """Take the innermost `name` off the stack; what was open inside it breaks off. Return the events lost so."""
    if all(block.name != name for block in stack):
        return 0
    lost = 0
    while (block := stack.pop()).name != name:
        lost += block.name == "VEVENT"
    if name in {"STANDARD", "DAYLIGHT"} and stack:
        stack[-1].lines.extend([Line("BEGIN", "", name), *block.lines, Line("END", "", name)])
    elif name in {"VEVENT", "VTIMEZONE"}:
        blocks.append(block)
    return lost


def _keep(line: Line, stack: list[Block]) -> None:
    inside = stack[-1].name
    if inside in {"VTIMEZONE", "STANDARD", "DAYLIGHT"} or (inside == "VEVENT" and line.name in _KEPT):
        stack[-1].lines.append(line)
