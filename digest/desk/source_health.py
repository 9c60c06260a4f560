"""Visit sources for their own sake: how each one is, without touching any edition."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from digest.compose import gathered
from digest.config import Source
from digest.desk.desk import Desk, Usage
from digest.gather import health
from digest.gather.fetch import agent
from digest.gather.health import Health
from digest.gather.visit import gather
from digest.hints import did_you_mean
from digest.model import Item, Visit, VisitStatus


@dataclass(frozen=True, slots=True)
class Checked:
    """A source and how it is."""

    source: Source
    health: Health

    @property
    def failed(self) -> bool:
        return self.health.status is VisitStatus.FAILED

    def as_json(self) -> dict[str, Any]:
        """Return its part of the document that `digest --json sources check` prints."""
        seen, last = self.health, self.health.last
        return {
            **{name: getattr(self.source, name) for name in ("id", "name", "kind", "url")},
            **{name: getattr(seen, name) for name in ("status", "problem")},
            "last": last.isoformat() if last else None,
            "rhythm_days": seen.rhythm,
            **{name: getattr(seen, name) for name in ("dormant", "moved_to", "blocked", "churn", "undated")},
            "items": seen.items,
            "warnings": list(seen.warnings),
            "seconds": round(seen.seconds, 3),
        }


def check(
    desk: Desk, ids: Sequence[str] = (), *, told: Callable[[Visit], None] | None = None
) -> list[Checked]:
    """Visit the enabled sources, or those named, and return how each is; Usage for an unknown name."""
    sources = chosen(desk, ids)
    known = list(_known(desk))
    visits = full_look(desk, sources, told)
    return [Checked(s, health.judge(v, known, desk.now)) for s, v in zip(sources, visits, strict=True)]


def chosen(desk: Desk, ids: Sequence[str]) -> list[Source]:
    """Return the named sources, enabled or not, or all that are enabled."""
    if not ids and not desk.config.enabled:
        raise Usage("sources.yaml: no source is enabled: add one with `digest sources add URL`")
    known = {source.id: source for source in desk.config.sources}
    for name in ids:
        if name not in known:
            raise Usage(f'there is no source "{name}" in sources.yaml{did_you_mean(name, known)}')
    return [known[name] for name in dict.fromkeys(ids)] or desk.config.enabled


def full_look(
    desk: Desk, sources: Sequence[Source], told: Callable[[Visit], None] | None = None
) -> list[Visit]:
    """Read all that the sources hold, whatever they said before and whatever the newsletter leaves out."""
    window = health.window(desk.now)
    return gather(
        [health.unfiltered(source) for source in sources],
        {source.id: window for source in sources},
        fetching=desk.config.fetch,
        agent=agent(desk.config.newsletter),
        folder=desk.folder,
        cache=None,
        allow_private=desk.env.allow_private_hosts,
        now=desk.now,
        told=told,
    )


def _known(desk: Desk) -> Iterator[Item]:
    """Yield what the editions' gathered.json files hold."""
    for page in sorted(desk.editions.glob(f"*/{gathered.FILE}")):
        if found := gathered.read(page.parent):
            yield from found.items
