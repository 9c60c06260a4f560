"""A newsletter whose edition has forty items, 12 events and 28 posts: the same ones each time, read from picks."""

from __future__ import annotations

import random
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

NOW = datetime(2026, 11, 26, 7, tzinfo=UTC)
EDITION = "2026-12"
EVENTS, POSTS = 12, 28
DIGEST = (sys.executable, "-m", "digest")
_WORDS = [
    "council",
    "digital",
    "team",
    "service",
    "standard",
    "user",
    "research",
    "open",
    "data",
    "meetup",
    "pipeline",
    "planning",
    "housing",
    "benefits",
    "resident",
    "discovery",
    "prototype",
    "community",
    "practice",
    "accessibility",
    "content",
    "design",
    "delivery",
    "payment",
    "forms",
    "library",
    "parking",
]
_SETTINGS = """\
newsletter:
  id: forty
  title: Forty
  tagline: What council digital teams did this month
  from: Forty <digest@forty.example>
  reply_to: editors@forty.example
  base_url: https://forty.example
  postal_address: Town Hall
  privacy_url: https://forty.example/privacy
sections:
  - {id: events, title: Coming up, shows: events, max_items: 12}
  - {id: blogs, title: From the blogs, max_items: 28}
sources:
  - {id: picks, name: Picks, kind: picks, url: picks.yaml, section: blogs}
  - {id: dates, name: Dates, kind: picks, url: dates.yaml, section: events}
"""


def write(folder: Path) -> None:
    """Write the newsletter's files and gather its edition."""
    chance = random.Random(40)
    folder.mkdir(parents=True)
    (folder / "sources.yaml").write_text(_SETTINGS, encoding="utf-8")
    (folder / "picks.yaml").write_text(
        _listed("entries", [_post(n, chance) for n in range(POSTS)]), encoding="utf-8"
    )
    (folder / "dates.yaml").write_text(
        _listed("events", [_event(n, chance) for n in range(EVENTS)]), encoding="utf-8"
    )
    command = [*DIGEST, "-C", str(folder), "--now", NOW.isoformat(), "gather", EDITION]
    subprocess.run(command, check=True, capture_output=True)


def _post(number: int, chance: random.Random) -> dict[str, str]:
    published = NOW - timedelta(hours=12 * number + 5)
    return _item(number, chance) | {"published": f"{published:%Y-%m-%d %H:%M}"}


def _event(number: int, chance: random.Random) -> dict[str, str]:
    day = datetime(2026, 12, 5, tzinfo=UTC) + timedelta(days=2 * number)
    place = f"Town Hall, {chance.choice(_WORDS).title()}ton"
    return _item(100 + number, chance) | {
        "when": f"{day:%Y-%m-%d} 15:00-17:00",
        "where": place,
        "rsvp": "mailto:dates@forty.example",
    }


def _item(number: int, chance: random.Random) -> dict[str, str]:
    title = f"{' '.join(chance.choices(_WORDS, k=7))} {number}".capitalize()
    summary = " ".join(chance.choices(_WORDS, k=30)).capitalize()
    return {
        "title": title,
        "url": f"https://team{number % 17}.forty.example/2026/{number}",
        "summary": f"{summary}.",
    }


def _listed(name: str, items: list[dict[str, str]]) -> str:
    rows = (", ".join(f'{key}: "{value}"' for key, value in item.items()) for item in items)
    return f"{name}:\n" + "".join(f"  - {{{row}}}\n" for row in rows)
