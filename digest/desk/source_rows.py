"""What a new row of sources.yaml says: an id of its own, a section that shows such things, no address twice."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from urllib.parse import urlsplit

from digest import pages
from digest.config import Config, Source
from digest.desk.desk import Usage

_SHOWN = {"calendar": ("events",), "page": ("events",), "trello": ("board", "entries")}
_LONGEST = 40


def address(url: str) -> str:
    """Return what names an address, whether it is written with https, http or webcal, with www. or without."""
    parts = urlsplit(url)
    return pages.place_on_the_web(url) or parts.netloc.lower().removeprefix("www.")


def same(config: Config, *urls: str) -> Source | None:
    """Return the source that is read from one of these addresses already."""
    wanted = {address(url) for url in urls}
    return next((source for source in config.sources if address(source.url) in wanted), None)


def called(name: str, url: str) -> str:
    """Return a name for readers: the one given, or the host where there is none but an address."""
    return name if name and "://" not in name else urlsplit(url).netloc.removeprefix("www.")


def unique_id(name: str, taken: Collection[str]) -> str:
    """Return an id made of the words of a name."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")[:_LONGEST].rstrip("-") or "source"
    numbered = (f"{words}-{number}" for number in range(2, len(taken) + 3))
    return next(candidate for candidate in (words, *numbered) if candidate not in taken)


def section(config: Config, kind: str, wanted: str | None = None) -> str:
    """Return the section for a kind of source, by its id or title where one is wanted; Usage if there is none."""
    if wanted is not None:
        found = next((s.id for s in config.sections if wanted in (s.id, s.title)), None)
        if found is None:
            known = ", ".join(s.id for s in config.sections)
            raise Usage(f'there is no section "{wanted}" in sources.yaml: known are {known}')
        return found
    shown = _SHOWN.get(kind, ("entries",))
    fitting = (s.id for what in shown for s in config.sections if s.shows == what)
    if (found := next(fitting, None)) is None:
        raise Usage(f"sources.yaml: no section shows {shown[0]}: add one, or name another with --section")
    return found
