"""Just before anybody is enlisted, the events of an edition are looked at once more."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any, TypeVar

from digest.compose import last_call
from digest.compose.last_call import Change
from digest.desk import check_links
from digest.desk.build import Rendered
from digest.desk.desk import Desk, Refusal
from digest.desk.editions import Standing
from digest.files import save
from digest.model import DigestError, Event, Visit, Window

FILE = "last_call.json"
"""Beside the receipt, which repeats it."""
EACH, ALL = timedelta(seconds=10), 60.0
DEAD = frozenset({"dead-link", "link-fails"})
BEYOND = timedelta(days=180)
Found = TypeVar("Found")


def call(desk: Desk, standing: Standing, rendered: Rendered, said: Callable[[str], None]) -> None:
    """Look at the events once more, write down what was found and tell it; Refusal when readers would be misled."""
    rule = desk.config.approval.last_call
    shown = last_call.to_come(rendered.edition.items, desk.now)
    if rule == "off" or not shown:
        (desk.state(standing.slot.id) / FILE).unlink(missing_ok=True)  # what an earlier call found is over
        return
    found = _found(_briefly(desk), standing, shown)
    document = {"at": desk.now.isoformat(), "found": [asdict(change) for change in found]}
    save(desk.state(standing.slot.id) / FILE, json.dumps(document, ensure_ascii=False, indent=1) + "\n")
    holding = [change for change in found if change.holds and rule == "hold"]
    for change in found:
        if change not in holding:
            said(f'"{change.title}" {change.what}')
    if holding:
        words = "; ".join(f'"{change.title}" {change.what}' for change in holding)
        edition = standing.slot.id
        raise Refusal(
            f"{edition} is held at the last call: {words}. `digest gather {edition} --reopen` takes that in; "
            "look at it and approve it again",
            {"last_call": document},
        )


def _found(desk: Desk, standing: Standing, shown: dict[str, Event]) -> list[Change]:
    """Return what changed at the sources, and which links are dead; what takes too long is told as not looked at."""
    before = {item.id: item for item in standing.gathered.items} if standing.gathered else {}
    announced = {i: event for i, event in shown.items() if i in before}
    linked = {i: event for i, event in shown.items() if event.url}
    addresses = list(dict.fromkeys(event.url for event in linked.values() if event.url))
    pool = ThreadPoolExecutor(2, "last-call")
    visits = pool.submit(_visits, desk, standing, {before[i].source for i in announced})
    links = pool.submit(check_links.found, desk, addresses, offline=False)
    pool.shutdown(wait=False)
    both: tuple[Future[Any], ...] = visits, links
    wait(both, ALL)
    seen, heard = _answer(visits), _answer(links)
    return [
        *(
            _told(announced, f"could not be looked at again: {seen}")
            if isinstance(seen, str)
            else last_call.changes(shown, before, seen, desk.zone)
        ),
        *(
            _told(linked, f"has a link that was not asked: {heard}")
            if isinstance(heard, str)
            else _dead(linked, heard)
        ),
    ]


def _dead(linked: dict[str, Event], heard: Mapping[str, tuple[str, str]]) -> Iterator[Change]:
    """Yield each event whose link leads nowhere; a link in doubt is the check's matter."""
    for i, event in linked.items():
        rule, what = heard.get(event.url or "", ("", ""))
        if rule in DEAD:
            yield from _told({i: event}, f"has a link that fails: {what}")


def _told(events: dict[str, Event], what: str) -> list[Change]:
    return [Change(item=i, title=event.title, what=what, holds=False) for i, event in events.items()]


def _visits(desk: Desk, standing: Standing, sources: set[str]) -> list[Visit]:
    from digest.gather.fetch import agent
    from digest.gather.visit import gather

    chosen = [source for source in desk.config.enabled if source.id in sources]
    window = Window(desk.now, desk.now, desk.now, standing.slot.send_at + BEYOND)
    if not chosen:
        return []
    return gather(
        chosen,
        {source.id: window for source in chosen},
        fetching=desk.config.fetch,
        agent=agent(desk.config.newsletter),
        folder=desk.folder,
        cache=None,
        allow_private=desk.env.allow_private_hosts,
        now=desk.now,
    )


def _answer(asked: Future[Found]) -> Found | str:
    """Return an answer, or why there is none: no edition waits for a slow source."""
    if not asked.done():
        return "there was no answer in time"
    try:
        return asked.result()
    except (DigestError, OSError) as problem:
        return str(problem)


def _briefly(desk: Desk) -> Desk:
    """Return the desk with little patience for each source."""
    fetch = desk.config.fetch
    brief = fetch.model_copy(update={"timeout": min(fetch.timeout, EACH)})
    return replace(desk, config=desk.config.model_copy(update={"fetch": brief}))
