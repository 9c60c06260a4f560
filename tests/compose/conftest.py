"""A small newsletter and its items, for the composing tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from digest.compose import draft, gathering, hand
from digest.compose.draft import Draft
from digest.compose.gathered import Gathered
from digest.compose.gathering import Gathering
from digest.compose.past import Number, Past
from digest.compose.schedule import Slot
from digest.config import Config
from digest.model import Entry, Event, Item, Visit, VisitStatus, Window

NOW = datetime(2026, 11, 26, 7, tzinfo=UTC)
SLOT = Slot("2026-12", datetime(2026, 12, 3, 9, tzinfo=UTC))


def newsletter(**changes: Any) -> Config:
    """Return settings with two sources of posts and one of events."""
    settings: dict[str, Any] = {
        "newsletter": {
            "id": "boroughs",
            "title": "Borough Digital",
            "tagline": "What council digital teams did this month",
            "from": "Borough Digital <digest@boroughs.example>",
            "reply_to": "editors@boroughs.example",
            "base_url": "https://boroughs.example",
            "postal_address": "The Guildhall, Marlow Heath",
            "privacy_url": "https://boroughs.example/privacy",
        },
        "sections": [
            {"id": "events", "title": "Coming up", "shows": "events"},
            {"id": "blogs", "title": "From the blogs", "max_items": 4, "max_per_source": 2},
        ],
        "sources": [
            {
                "id": "marlow",
                "name": "Marlow Heath",
                "kind": "feed",
                "url": "https://marlow.example.org/feed",
                "section": "blogs",
            },
            {
                "id": "wexcombe",
                "name": "Wexcombe",
                "kind": "feed",
                "url": "https://wexcombe.example.org/feed",
                "section": "blogs",
            },
            {
                "id": "peers",
                "name": "Peer Group",
                "kind": "calendar",
                "url": "https://peers.example.org/a.ics",
                "section": "events",
            },
        ],
    }
    return Config.model_validate(settings | changes)


def entry(name: str, *, source: str = "marlow", day: int = 10, **more: Any) -> Entry:
    """Return a post of November 2026; its id and link come from its name."""
    values: dict[str, Any] = {
        "id": name[:8],
        "source": source,
        "section": "blogs",
        "title": f"The post about {name}",
        "url": f"https://{source}.example.org/{name}",
        "summary": f"What we learnt about {name}.",
        "published": datetime(2026, 11, day, 9, tzinfo=UTC),
        "first_seen": NOW,
        "keys": (f"id:{source}:{name}", f"url:{source}.example.org/{name}"),
    }
    return Entry(**values | more)


def event(name: str, *, day: int = 10, **more: Any) -> Event:
    """Return an event of December 2026, 3pm to 5pm."""
    starts = datetime(2026, 12, day, 15, tzinfo=UTC)
    values: dict[str, Any] = {
        "id": name[:8],
        "source": "peers",
        "section": "events",
        "title": name,
        "url": f"https://peers.example.org/{name}",
        "starts": starts,
        "ends": starts + timedelta(hours=2),
        "place": "City Hall",
        "first_seen": NOW,
        "keys": (f"uid:peers:{name}",),
    }
    return Event(**values | more)


class Table:
    """An editor's table: gathers what it is given, and keeps the draft between gatherings."""

    def __init__(self, config: Config | None = None, past: Past | None = None) -> None:
        self.config = config or newsletter()
        self.past = past or Past()
        self.draft: Draft = draft.start(self.config, SLOT)
        self.gathered: Gathered | None = None
        self.last: Gathering | None = None

    def gather(
        self, *items: Item, now: datetime = NOW, first: bool = False, failed: tuple[str, ...] = ()
    ) -> Gathering:
        """Gather these items as if the sources had said them."""
        windows = {
            s.id: Window(now - timedelta(days=31), now, SLOT.send_at, SLOT.send_at + timedelta(weeks=6))
            for s in self.config.sources
        }
        visits = [
            Visit(
                source=s.id,
                kind=s.kind,
                at=now,
                status=VisitStatus.FAILED if s.id in failed else VisitStatus.OK,
                items=tuple(i for i in items if i.source == s.id),
                first=first,
            )
            for s in self.config.sources
        ]
        result = gathering.compose(
            self.draft,
            self.gathered,
            visits,
            edition=SLOT.id,
            windows=windows,
            past=self.past,
            config=self.config,
            now=now,
        )
        self.gathered, self.last = result.gathered, result
        return result

    def ids(self, section: str = "blogs") -> list[str]:
        """Return the ids in a section of the draft, in order."""
        return [str(row["id"]) for name, _, row in self.draft.rows() if name == section]

    def row(self, item_id: str) -> Any:
        """Return an item's block in the draft."""
        return next(row for _, _, row in self.draft.rows() if row.get("id") == item_id)

    def why(self, item_id: str) -> str:
        """Return why an item was left out."""
        assert self.gathered is not None
        return next(i.why for i in self.gathered.items if i.id == item_id)

    def number(self, *, went_out: bool, pending: bool = False, send_at: datetime | None = None) -> Number:
        """Return this edition as an earlier one."""
        assert self.gathered is not None
        return Number(
            id="2026-11",
            send_at=send_at or datetime(2026, 11, 5, 9, tzinfo=UTC),
            went_out=went_out,
            pending=pending,
            gathered=self.gathered,
            rows=hand.edited(self.draft.kept_rows(), self.gathered.items, self.config),
            hand=tuple(
                hand.by_hand(self.draft.kept_rows(), self.gathered.items, self.config.newsletter.timezone)
            ),
        )


@pytest.fixture
def table() -> Table:
    return Table()
