"""The names under which the same thing may come again, so that nothing is offered twice."""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from digest.pages import place_on_the_web

_WORD = re.compile(r"[^\W_]+")


def item_id(first_key: str) -> str:
    """Return the short name that stands for an item in files: eight characters, the same for the same key."""
    return (
        base64.b32encode(hashlib.sha256(first_key.encode("utf-8", "replace")).digest()[:5]).decode().lower()
    )


def normalise(text: str) -> str:
    """Return the words of `text` alone: no case, no punctuation; text without any word stays as it is."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(_WORD.findall(folded.replace("’", "").replace("'", ""))) or folded.strip()


def guid_key(source: str, guid: str, home: str = "") -> str:
    """Return the key of an entry's own id, nothing when it is not one.

    Blogs that move flip scheme and host in old ids, so the host of the feed itself (`home`) does not count;
    GOV.UK ends an id with the time of the last change.
    """
    guid = " ".join(guid.split())[:500]
    if not is_address(guid):
        return f"id:{source}:{guid}" if len(guid) > 1 else ""
    parts = urlsplit(guid if not _is_stamped(guid) else guid.partition("#")[0])
    host = parts.netloc.lower().removeprefix("www.")
    rest = (
        parts.path.rstrip("/")
        + (f"?{parts.query}" if parts.query else "")
        + (f"#{parts.fragment}" if parts.fragment else "")
    )
    return f"id:{source}:{'' if host == _host(home) else host}{rest}" if rest else ""


def is_address(guid: str) -> bool:
    """Whether an id is a web address, which feeds repeat carelessly, and not a name made up for one entry."""
    return bool(re.match(r"https?://[a-z0-9.-]+(?::\d+)?(?:[/?#]|$)", guid, re.IGNORECASE))


def entry_keys(
    source: str, *, guid: str, url: str, title: str, published: datetime | None, home: str = ""
) -> tuple[str, ...]:
    """Return the keys of an entry, strongest first; `title:` is weak and wants a look at the summaries."""
    name = normalise(title)
    page = place_on_the_web(url)
    keys = [
        guid_key(source, guid, home),
        f"url:{page}" if page else "",
        day_key(source, title, published) if published or not (guid or page) else "",
        f"title:{name}" if len(name.split()) >= 5 else "",
    ]
    return tuple(key for key in keys if key)


def day_key(source: str, title: str, published: datetime | None) -> str:
    """Return the key of a title and its day, without the day when nobody knows it."""
    day = f"{published.astimezone(UTC):%Y-%m-%d}" if published else ""
    return f"day:{source}:{normalise(title)}:{day}"


def event_keys(
    own: Iterable[str], *, url: str | None, title: str, starts: datetime, place: str
) -> tuple[str, ...]:
    """Return an event's keys: its source's own, then those by which other sources name the same meeting."""
    when, where = utc(starts), normalise(place)
    page = place_on_the_web(url) if url else ""
    across = [f"at:{name}|{when}|{where}" for name in (page, normalise(title)) if name] or [
        f"at:|{when}|{where}"
    ]
    return tuple(dict.fromkeys([*(key for key in own if key), *across]))


def utc(moment: datetime) -> str:
    """Return the moment as it stands in a key."""
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def shared(named: Iterable[tuple[str, str]]) -> set[str]:
    """Return the keys that stand on things of different titles, and therefore name none of them."""
    titles: dict[str, str] = {}
    return {key for key, title in named if titles.setdefault(key, title) != title}


def _is_stamped(guid: str) -> bool:
    page, _, fragment = guid.partition("#")
    return bool(re.match(r"\d{4}-\d\d-\d\d", fragment)) or _host(page) == "gov.uk"


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower().removeprefix("www.")
