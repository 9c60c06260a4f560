"""The events of one page, each once and under names by which it is known again."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from digest import pages
from digest.config import Source
from digest.gather import identity
from digest.gather.announced import Announced
from digest.model import Event


def each_once(said: Iterable[Announced]) -> list[Announced]:
    """Return what is announced, the first telling of each: pages say the same in JSON-LD and microdata."""
    whole: list[Announced] = []
    titled: dict[str, list[Event]] = defaultdict(list)
    for one in said:
        known = titled[identity.normalise(one.event.title)]
        if not any(_same(one.event, other) for other in known):
            whole.append(one)
            known.append(one.event)
    return whole


def named(whole: list[Announced], source: Source) -> Iterator[Event]:
    """Yield each event with its keys; a key that several of this page share names none of them."""
    every = [list(dict.fromkeys(_keys(one, source))) for one in whole]
    shared = {key for key, times in Counter(key for keys in every for key in keys).items() if times > 1}
    for one, keys in zip(whole, every, strict=True):
        own = [key for key in keys if key not in shared] or [_by_everything(one.event, source)]
        yield replace(one.event, id=identity.item_id(own[0]), keys=tuple(own))


def _same(one: Event, other: Event) -> bool:
    """Whether two events of one title are one: the same time, and no two places."""
    there, here = identity.normalise(one.place), identity.normalise(other.place)
    whole_day = one.all_day or other.all_day  # one syntax may leave out the clock
    at_once = one.starts.date() == other.starts.date() if whole_day else one.starts == other.starts
    return at_once and (there in here or here in there)


def _keys(one: Announced, source: Source) -> Iterator[str]:
    """Yield the keys of an event: by its page and day, so that another hour is no other event; then as moved."""
    event = one.event
    page = pages.place_on_the_web(one.url) if one.url else ""
    for starts in (event.starts, *one.before):
        own = f"page:{source.id}:{page or identity.normalise(event.title)}#{starts:%Y-%m-%d}"
        yield from _across(own, one, starts)


def _across(own: str, one: Announced, starts: datetime) -> tuple[str, ...]:
    event = one.event
    return identity.event_keys([own], url=one.url, title=event.title, starts=starts, place=event.place)


def _by_everything(event: Event, source: Source) -> str:
    where = identity.normalise(event.place)
    return f"page:{source.id}:{identity.normalise(event.title)}|{identity.utc(event.starts)}|{where}"
