"""What changed at the last moment: events as their sources tell of them now, beside what readers are about to be told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from digest.compose.news import at_once, cancelled, elsewhere
from digest.compose.same import Index
from digest.model import Event, Item, Visit, VisitStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something found at the last call, in words; `holds` when readers would be misled."""

    item: str
    title: str
    what: str
    holds: bool


def to_come(shown: Iterable[Item], now: datetime) -> dict[str, Event]:
    """Return the events, by id, that readers will be told of and that are still ahead."""
    return {item.id: item for item in shown if isinstance(item, Event) and item.starts >= now}


def changes(
    shown: dict[str, Event], before: dict[str, Item], visits: Iterable[Visit], zone: ZoneInfo
) -> list[Change]:
    """Return what differs for the events `shown`, from what their sources said `before` and say in `visits` now."""
    found: list[Change] = []
    for visit in visits:
        index = Index.of(item for item in visit.items if isinstance(item, Event))
        for event in shown.values():
            said = before.get(event.id)
            if isinstance(said, Event) and said.source == visit.source:
                found += _one(event, said, visit, index, zone)
    return found


def _one(shown: Event, said: Event, visit: Visit, index: Index, zone: ZoneInfo) -> Iterator[Change]:
    def change(what: str, *, holds: bool) -> Change:
        return Change(item=shown.id, title=shown.title, what=what, holds=holds)

    match = index.find(said)
    if visit.status is VisitStatus.FAILED:
        yield change(f"could not be looked at again: {visit.problem}", holds=False)
    elif match is None or not isinstance(match[0], Event):
        yield change(f"is no longer announced by {visit.source}; it may have been called off", holds=False)
    else:
        for what in _differs(shown, said, match[0], zone):
            yield change(what, holds=True)


def _differs(shown: Event, said: Event, now: Event, zone: ZoneInfo) -> Iterator[str]:
    """Yield how an event differs from both what its source said before and what readers would be told."""
    if cancelled(now):
        if not cancelled(said) and not cancelled(shown):
            yield "is cancelled"
        return
    if not at_once(now, said) and not at_once(now, shown):
        yield f"moved from {_day(shown, zone)} to {_day(now, zone)}"
    if elsewhere(said.place, now.place) and elsewhere(shown.place, now.place):
        yield f'moved from "{shown.place}" to "{now.place}"'


def _day(event: Event, zone: ZoneInfo) -> str:
    return f"{event.starts.astimezone(zone):{'%a %d %b' if event.all_day else '%a %d %b %H:%M'}}"
