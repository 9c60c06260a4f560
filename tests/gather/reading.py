"""A document read as the wing reads it: its items, and what an editor is told."""

from __future__ import annotations

import warnings
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from digest.config import Source
from digest.gather.kinds import parser
from digest.model import Body, Entry, Event, Item, SourceWarning, Window

HOSTILE = Path(__file__).parent.parent / "hostile"
NOW = datetime(2026, 11, 10, 9, tzinfo=UTC)
WINDOW = Window(
    opens=datetime(2026, 10, 1, tzinfo=UTC),
    closes=NOW,
    begins=NOW,
    ends=datetime(2026, 12, 22, 9, tzinfo=UTC),
)


class Told(NamedTuple):
    """What came of it."""

    items: list[Any]
    warnings: list[str]

    @property
    def titles(self) -> list[str]:
        return [item.title for item in self.items]

    @property
    def item(self) -> Any:
        (only,) = self.items
        return only

    @property
    def warning(self) -> str:
        (only,) = self.warnings
        return only


def source(kind: str = "feed", **settings: Any) -> Source:
    given = {
        "id": "blog",
        "name": "Blog",
        "url": "https://blog.example.org/feed",
        "section": "blogs",
        **settings,
    }
    return Source(kind=kind, **given)


def read(kind: str, body: str | bytes, *, window: Window = WINDOW, **settings: Any) -> Told:
    """Return the items of `body`; any warning that is not for an editor is an error."""
    answered = Body(body.encode() if isinstance(body, str) else body)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("error")
        warnings.simplefilter("always", SourceWarning)
        items: list[Item] = list(parser(kind)(answered, source(kind, **settings), window))
    assert all(isinstance(item, Entry | Event) for item in items)
    return Told(items, [str(one.message) for one in caught])


def rss(*items: str, head: str = "<link>https://blog.example.org/</link>") -> str:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Blog</title>{head}{"".join(items)}</channel></rss>'


def post(number: int = 1, **changed: str) -> str:
    """Return an RSS item; `changed` replaces an element's text, an empty one leaves it out."""
    parts = {
        "title": f"Post {number}",
        "link": f"https://blog.example.org/{number}",
        "guid": f"https://blog.example.org/?p={number}",
        "pubDate": "Mon, 02 Nov 2026 09:00:00 GMT",
        "description": "Some words.",
        **changed,
    }
    return "<item>" + "".join(f"<{name}>{text}</{name}>" for name, text in parts.items() if text) + "</item>"


def ics(*events: str, head: str = "") -> str:
    return "\r\n".join(
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//test//EN",
            *head.split("\n"),
            *events,
            "END:VCALENDAR",
            "",
        ]
    )


def vevent(
    *lines: str, uid: str = "1@example.org", start: str = ":20261203T150000Z", summary: str = "Meetup"
) -> str:
    return "\r\n".join(
        ["BEGIN:VEVENT", f"UID:{uid}", f"DTSTART{start}", f"SUMMARY:{summary}", *lines, "END:VEVENT"]
    )
