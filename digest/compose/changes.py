"""One difference, and those between settings or between files of which only fingerprints are known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from digest.compose.wording import shortened

OF_THE_DRAFT = frozenset({"text", "added", "dropped", "reworded", "moved"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference: `what` is text, added, dropped, reworded, moved, setting or file; `words` tell it."""

    what: str
    words: str
    item: str = ""
    title: str = ""
    section: str = ""
    key: str = ""
    before: Any = None
    after: Any = None
    line: int = 0


def values(before: Mapping[str, Any], after: Mapping[str, Any], of: str) -> Iterator[Change]:
    """Yield each setting that has another value; `of` is the file that they stand in."""
    for key in sorted({*before, *after}):
        was, now = before.get(key), after.get(key)
        if was != now:
            words = f"{of} {key} changed: it {was_is(plain(was), plain(now))}"
            yield Change(what="setting", words=words, key=key, before=was, after=now)


def files(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Change]:
    """Yield each thing that has another fingerprint."""
    for name in sorted({*before, *after}):
        if before.get(name) != after.get(name):
            what = "is new" if name not in before else "is gone" if name not in after else "changed"
            yield Change(what="file", words=f"{name} {what}", key=name)


def plain(value: Any) -> str:
    """Return a value as a person reads it."""
    return "" if value is None else str(value).strip()


def was_is(was: str, now: str) -> str:
    """Return how a text reads now and how it read before, of long ones only what differs."""
    if not was:
        return f'is "{shortened(now)}", was empty'
    if not now:
        return f'is empty, was "{shortened(was)}"'
    return f'was "{shortened(was, beside=now)}", is "{shortened(now, beside=was)}"'
