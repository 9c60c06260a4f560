"""The picture that an editor gave an item, as a typed value."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from digest.compose.draft import PICTURE_KEYS
from digest.compose.mistakes import Mistakes
from digest.model import Picture

EXAMPLE = 'picture: {url: "https://...", alt: what it shows}'
LARGEST = 10_000


def picture(given: Any, mistakes: Mistakes, *at: Any) -> Picture | None:
    """Return the picture, None where there is none or where a mistake, which is noted, leaves none to show."""
    if given is None:
        return None
    if not isinstance(given, dict):
        mistakes.block("picture", f"picture must say what it shows too: write {EXAMPLE}", *at)
        return None
    mistakes.unknown(given.keys(), PICTURE_KEYS, *at)
    width, height = (_pixels(given.get(key), mistakes, *at, key) for key in ("width", "height"))
    url = mistakes.line(given.get("url"), *at, "url")
    if not _is_secure(url):
        mistakes.block(
            "picture", f'picture url "{url}" is not a secure web address: write https://...', *at, "url"
        )
        return None
    return Picture(url=url, alt=mistakes.line(given.get("alt"), *at, "alt"), width=width, height=height)


def _pixels(given: Any, mistakes: Mistakes, *at: Any) -> int | None:
    if given is None or (isinstance(given, int) and 0 < given <= LARGEST and given is not True):
        return given
    mistakes.block("picture", f'{at[-1]} is "{given}": write how many pixels, like 544, or leave it out', *at)
    return None


def _is_secure(url: str) -> bool:
    """Return whether every mail program may fetch this: https, a host, nobody's password."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc and " " not in url
