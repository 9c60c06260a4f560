"""How well a source is: judged from one full look at it and from what earlier editions know of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from digest.config import Source
from digest.gather import dates, trouble
from digest.model import Entry, Event, Item, Visit, VisitStatus, Window

QUIET = timedelta(days=90)
PATIENCE = 4  # times its own rhythm
BACK, AHEAD = (
    timedelta(days=365),
    timedelta(days=92),
)  # a daily event fits into what a calendar's reader gives
MOST = 1000
_REFUSING = (401, 403, 429)
_MOVED = re.compile(r"moved for good to (\S+): change its url")
_CUT = " in this window: only the "  # readers tell what does not fit an edition; here it is no trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """`last` is its newest post or latest event, which may lie ahead; `rhythm` the usual days between two.

    `churn` counts items whose own id changed although their address did not.
    """

    status: VisitStatus
    items: int
    last: datetime | None
    rhythm: float | None
    dormant: bool
    moved_to: str | None
    blocked: bool
    churn: int
    undated: int
    problem: str | None
    warnings: tuple[str, ...]
    seconds: float


def window(now: datetime) -> Window:
    """Return the window of a full look: all that was ever published, a year of events and a quarter ahead."""
    return Window(dates.EARLIEST, now, now - BACK, now + AHEAD)


def unfiltered(source: Source) -> Source:
    """Return the source without what an edition leaves out of it."""
    return source.model_copy(update={"include": [], "exclude": [], "max_items": MOST})


def judge(visit: Visit, known: Iterable[Item], now: datetime) -> Health:
    """Judge a visit over `window`; `known` are the items of earlier editions, from whatever source."""
    remembered = [item for item in known if visit.source in (item.source, *item.also_from)]
    failed = visit.status is VisitStatus.FAILED
    moments = _moments(remembered if failed else visit.items)
    last, rhythm = max(moments, default=None), _rhythm(moments)
    moved = [found[1] for warning in visit.warnings if (found := _MOVED.match(warning))]
    undated = sum(isinstance(item, Entry) and item.published is None for item in visit.items)
    silent = last is None or now - last > max(QUIET, timedelta(days=PATIENCE * (rhythm or 0)))
    return Health(
        status=visit.status,
        items=len(visit.items),
        last=last,
        rhythm=rhythm,
        dormant=silent and not failed and not (undated and last is None) and not _is_cut(visit),
        moved_to=moved[-1] if moved else None,
        blocked=any(trouble.status(code) in (visit.problem or "") for code in _REFUSING),
        churn=_churn(visit, remembered),
        undated=undated,
        problem=visit.problem,
        warnings=tuple(w for w in notes(visit.warnings) if not _MOVED.match(w)),
        seconds=visit.seconds,
    )


def notes(warnings: Iterable[str]) -> list[str]:
    """Return the warnings that say something about the source, and not about so wide a window."""
    return [warning for warning in warnings if _CUT not in warning]


def _moments(items: Iterable[Item]) -> list[datetime]:
    found = (item.starts if isinstance(item, Event) else getattr(item, "published", None) for item in items)
    return [moment for moment in found if moment]


def _rhythm(moments: Iterable[datetime]) -> float | None:
    """Return the median days between days with something new, None when there are too few to tell."""
    days = sorted({moment.toordinal() for moment in moments})
    return float(median(later - earlier for earlier, later in pairwise(days))) if len(days) > 2 else None


def _is_cut(visit: Visit) -> bool:
    """Whether a calendar held more than its reader gives, the first ones: nobody saw its end."""
    return any(_CUT in warning and " events" in warning for warning in visit.warnings)


def _churn(visit: Visit, known: Iterable[Item]) -> int:
    names = (f"id:{visit.source}:", f"uid:{visit.source}:")
    before: dict[str, set[str]] = {}
    for item in known:
        for address in _starting(item, ("url:", "at:")):
            before.setdefault(address, set()).update(_starting(item, names))
    changed = 0
    for item in visit.items:
        own = _starting(item, names)
        then = set[str]().union(*(before.get(address, set()) for address in _starting(item, ("url:", "at:"))))
        changed += bool(own and then and not own & then)
    return changed


def _starting(item: Item, prefixes: tuple[str, ...]) -> set[str]:
    return {key for key in item.keys if key.startswith(prefixes)}
