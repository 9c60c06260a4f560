"""Time zones as calendars name them: IANA, Windows, vendors' paths and home-made ones; the unknown are told."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

from digest.gather import answer, repeats
from digest.gather.ical import DATES, Block, Line

_TZID = re.compile(r";\s*TZID=(\"[^\"]*\"|[^;]*)", re.IGNORECASE)
_FURTHER = re.compile(r";(?:VALUE=PERIOD|RANGE=THISANDFUTURE)", re.IGNORECASE)
_MOMENT = re.compile(r"\d{8}(?:T\d{6}Z?)?")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+)*")
_MOST = 50
_MOST_LINES = 500
_FIRST = date(1970, 1, 1)
_ONCE = {"DTSTART", "DTEND", "DURATION", "RECURRENCE-ID"}


def define(zones: list[Block]) -> set[str]:
    """Teach icalendar the home-made zones of one calendar, and forget those of the one before; return their names."""
    from icalendar import Timezone
    from icalendar.timezone import tzp

    tzp.use_default()
    defined = set()
    for block in zones[:_MOST]:
        name = next(iter(block.values("TZID")), "").strip()
        if not name or iana(name) or len(block.lines) > _MOST_LINES or not _is_tame(block):
            continue
        try:
            tzp.cache_timezone_component(Timezone.from_ical(block.text()))
        except answer.BROKEN:
            continue
        defined.add(name)
    return defined


def named(event: Block, defined: set[str], unknown: set[str]) -> Block:
    """Return the event with time zones that icalendar knows; a time in an `unknown` one floats."""
    first = {line.name: line for line in reversed(event.lines)}

    def counts(line: Line) -> bool:
        if line.name == "DTEND" and not _MOMENT.fullmatch(line.value):
            return False  # an event without an end is better than none
        return bool(line.value) and (line.name not in _ONCE or line is first[line.name])

    kept = filter(counts, event.lines)
    return Block(
        event.name, [_named(line, defined, unknown) if line.name in DATES else line for line in kept]
    )


def _named(line: Line, defined: set[str], unknown: set[str]) -> Line:
    found = _TZID.search(line.params)
    name = found[1].strip('" ') if found else ""
    zone = iana(name) or (name if name in defined else None)
    if name and not zone:
        unknown.add(name)
    value = ",".join(filter(None, line.value.split(",")))
    params = "".join(_FURTHER.findall(line.params)).upper()
    if re.fullmatch(r"\d{8}(?:,\d{8})*", value):
        return Line(line.name, f"{params};VALUE=DATE", value)
    if zone and not value.endswith("Z"):
        params += f';TZID="{zone}"'
    return Line(line.name, params, value)


@lru_cache(maxsize=1024)
def iana(name: str) -> str | None:
    """Return the IANA name that `name` means, None when it means none for sure; no path is ever opened for it."""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    clean = name.strip("/")
    parts = clean.split("/")
    tails = ["/".join(parts[n:]) for n in range(1, len(parts) - 1)] if name.startswith("/") else []
    for candidate in (clean, WINDOWS_TO_OLSON.get(clean, ""), *tails):
        if _NAME.fullmatch(candidate) and _exists(candidate):
            return candidate
    return None


def _exists(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return False
    return True


def _is_tame(zone: Block) -> bool:
    """Whether its rules are those of a clock change: yearly, and they come at all."""
    return all("FREQ=YEARLY" in rule.upper() and repeats.comes(rule, _FIRST) for rule in zone.values("RRULE"))
