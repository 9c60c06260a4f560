"""Editions of fictional councils on example.org."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from digest.config import Config
from digest.model import Edition, Entry, Event, EventStatus, Item, Link, Part

LONDON = ZoneInfo("Europe/London")
SEND_AT = datetime(2026, 12, 3, 9, 0, tzinfo=LONDON)

HOSTILE = (
    "<script>alert(1)</script>",
    "{{ 7 * 7 }} {% include '/etc/passwd' %} {# gone #}",
    "<%asm_group_unsubscribe_raw_url%> *|UNSUB|* %%name%%",
    "</mj-text><mj-raw><h1>Owned</h1></mj-raw>",
    "<!--[if mso]><p>Outlook only<![endif]--> ]]>",
    "\"quoted\" & 'single' <b>bold</b>",
    "control \x00\x07\x1b \ufffe and \u202eoverride\u202c",
    "Donaudampfschifffahrtsgesellschaft" * 8,
    "مرحبا بالعالم from the council",
    "Z\u0351\u036f\u030a\u0352a\u0335\u0321l\u0334g\u0335o and 👩🏽‍💻 emoji",
)
TITLES = (
    "How we rebuilt the bin day checker with residents",
    "What 40 interviews taught us about council tax letters",
    "A pattern library that three councils share",
    "Moving planning notices to open data",
    "Why we stopped publishing PDFs",
    "Our first year of user research in adult social care",
    "Testing an online parking permit service",
    "Accessibility audits that teams look forward to",
)
SUMMARY = "The team tried three versions with residents, kept the plainest and halved the calls to the contact centre."
COUNCILS = ("Northwick Council", "Eastmere Borough", "Harbour District", "Fenland Digital")


def config(**newsletter: Any) -> Config:
    """Return the settings of a newsletter, with `newsletter` changed."""
    values: dict[str, Any] = {
        "id": "digital-digest",
        "title": "Council Digital Digest",
        "tagline": "What council digital teams did this month",
        "from": "Council Digital Digest <digest@example.org>",
        "reply_to": "editors@example.org",
        "base_url": "https://digest.example.org",
        "people_url": "https://people.example.org",
        "suggest_url": "https://digest.example.org/suggest",
        "postal_address": "1 Market Square, Northwick NW1 1AA",
        "privacy_url": "https://digest.example.org/privacy",
    }
    audience = newsletter.pop("audience", "store")
    section = {"id": "events", "title": "Coming up"}
    return Config.model_validate(
        {"newsletter": values | newsletter, "sections": [section], "audience": audience}
    )


def event(n: int = 1, **changes: Any) -> Event:
    """Return the nth event."""
    starts = datetime(2026, 12, 3, 15, 0, tzinfo=LONDON) + timedelta(days=3 * n)
    values: dict[str, Any] = {
        "id": f"event-{n}",
        "source": "peer-group",
        "section": "events",
        "title": f"Peer group meeting {n}: forms that work",
        "url": f"https://events.example.org/{n}",
        "summary": "Bring a form that people abandon and leave with three things to try.",
        "starts": starts,
        "ends": starts + timedelta(hours=2),
        "place": "City Hall, Northwick",
        "rsvp": "mailto:events@example.org",
        "credit": "Northwick Peer Group",
    }
    return Event(**values | changes)


def entry(n: int = 1, **changes: Any) -> Entry:
    """Return the nth post."""
    title = TITLES[n % len(TITLES)]
    values: dict[str, Any] = {
        "id": f"entry-{n}",
        "source": "blog",
        "section": "blogs",
        "title": title if n < len(TITLES) else f"{title}, part {n // len(TITLES) + 1}",
        "url": f"https://blog.example.org/posts/{n}",
        "summary": SUMMARY,
        "published": datetime(2026, 11, 27, 10, 0, tzinfo=UTC) - timedelta(days=n % 25),
        "credit": COUNCILS[n % len(COUNCILS)],
    }
    return Entry(**values | changes)


def edition(*parts: Part, **changes: Any) -> Edition:
    """Return the edition of December 2026 with these parts."""
    values: dict[str, Any] = {
        "id": "2026-12",
        "subject": "Bin day checker rebuilt, and 5 events to join",
        "preheader": "What residents taught us about council tax letters, and topics to pick up.",
        "intro": "Welcome to **December**. Thank you to [Eastmere Borough](https://eastmere.example.org/thanks) for three stories.",
        "send_at": SEND_AT,
        "changed": datetime(2026, 12, 1, 16, 30, tzinfo=LONDON),
        "parts": parts,
        "sources_read": 61,
        "sources_all": 64,
    }
    return Edition(**values | changes)


def events(*items: Item, **changes: Any) -> Part:
    return Part(**{"id": "events", "title": "Coming up", "shows": "events", "items": items} | changes)


def blogs(*items: Item, **changes: Any) -> Part:
    return Part(**{"id": "blogs", "title": "From the blogs", "shows": "entries", "items": items} | changes)


def topics(*items: Item) -> Part:
    return Part(id="topics", title="Topics to pick up", shows="board", items=items)


def standing() -> Part:
    link = Link(
        title="Join the council digital chat",
        url="https://chat.example.org/join",
        text="Sign up with your work address.",
    )
    return Part(id="links", title="Always useful", shows="links", links=(link,))


def one_item() -> Edition:
    return edition(blogs(entry(0)), subject="How Eastmere rebuilt its bin day checker", intro="")


def twelve() -> Edition:
    """Return an edition as it usually is: every kind of event, posts, a topic, a standing link."""
    week = timedelta(days=7)
    return edition(
        events(
            event(1, closes=SEND_AT + timedelta(days=2), organiser="Fenland Digital"),
            event(
                2,
                title="Show and tell: planning data",
                online=True,
                place="",
                rsvp="https://events.example.org/2/book",
                closes=SEND_AT + 4 * week,
            ),
            event(3, title="Accessibility clinic", status=EventStatus.CANCELLED),
            event(
                4,
                title="Service design days",
                all_day=True,
                starts=datetime(2026, 12, 14, tzinfo=LONDON),
                ends=datetime(2026, 12, 17, tzinfo=LONDON),
                rsvp=None,
            ),
            event(5, title="Winter social", status=EventStatus.TENTATIVE, online=True),
        ),
        blogs(*(entry(n) for n in range(5)), more=6),
        topics(
            entry(
                6,
                title="Shared licences for mapping",
                url="https://board.example.org/c/6",
                credit="",
                published=None,
            )
        ),
        standing(),
    )
