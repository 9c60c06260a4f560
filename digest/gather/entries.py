"""What feeds of all formats have in common: raw posts in, the clean entries of the window out, newest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from digest import pages
from digest.config import Source
from digest.gather import dates, identity
from digest.gather.text import clean, link, summary, tell
from digest.gather.wanted import wanted
from digest.model import Entry, Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One entry as a feed said it: raw words. `fallback` is what somebody else made of its date."""

    guid: str = ""
    link: str = ""
    title: str = ""
    summary: str = ""
    published: str = ""
    tags: tuple[str, ...] = ()
    fallback: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    post: Post
    title: str
    url: str
    published: datetime | None


def entries(
    posts: Iterable[Post], source: Source, window: Window, *, base: str, left_out: int = 0
) -> Iterator[Entry]:
    """Yield at most `source.max_items` entries of the window, undated ones too; what is wrong with others is told."""
    read = [_read(post, source, window, base=base) for post in posts]
    whole = [one for one in read if one]
    if dropped := len(read) - len(whole):
        tell(f"{_many(dropped)} left out: no title, or no link to a web page")
    if undated := sum(1 for one in whole if one.post.published.strip() and not one.published):
        tell(f"{_many(undated)} taken as undated: the date makes no sense, is before 2000 or still to come")
    news = [
        one
        for one in sorted(whole, key=lambda one: one.published or window.closes, reverse=True)
        if (one.published is None or one.published >= window.opens)
        and wanted(source, one.title, one.post.tags)
    ]
    found = _once(news, _keys(whole, source, base), source)
    if len(found) + left_out > source.max_items:
        tell(f"{len(found) + left_out:,} entries in this window: only the newest {source.max_items} are used")
    yield from found[: source.max_items]


def _read(post: Post, source: Source, window: Window, *, base: str) -> _Read | None:
    url = link(post.link, base)
    title = clean(post.title) or summary(post.summary, 80)
    if not url or not title:
        return None
    published = dates.read(post.published, source.timezone or dates.LONDON, closes=window.closes)
    if not published and post.fallback and dates.EARLIEST <= post.fallback <= window.closes + dates.SLACK:
        published = post.fallback
    return _Read(post=post, title=title, url=url, published=published)


def _keys(whole: list[_Read], source: Source, home: str) -> dict[int, tuple[str, ...]]:
    """Return the keys of each entry, without those that different entries of this feed share: they name none.

    A link or a permalink names nothing when titles differ (a front page, a page with many entries), a title and
    day nothing when the pages differ. An opaque id is believed: several entries with one id are one.
    """
    every = [(one, _all_keys(one, source, home)) for one in whole]
    told_apart = []
    for one, keys in every:
        page, title = pages.place_on_the_web(one.url), identity.normalise(one.title)
        for key in keys:
            if key.startswith("day:"):
                told_apart.append((key, page))
            elif key.startswith("url:") or (key.startswith("id:") and identity.is_address(one.post.guid)):
                told_apart.append((key, title))
    vague = identity.shared(told_apart)
    clear = {id(one): tuple(key for key in keys if key not in vague) for one, keys in every}
    for one, _ in every:
        if not clear[id(one)] or clear[id(one)][0].startswith("title:"):
            clear[id(one)] = (identity.day_key(source.id, one.title, one.published), *clear[id(one)])
    return clear


def _all_keys(one: _Read, source: Source, home: str) -> tuple[str, ...]:
    return identity.entry_keys(
        source.id, guid=one.post.guid, url=one.url, title=one.title, published=one.published, home=home
    )


def _once(news: list[_Read], keys: dict[int, tuple[str, ...]], source: Source) -> list[Entry]:
    """Return each entry once; the newest stands for those that share a key with it."""
    seen: dict[str, str] = {}
    found, retold = [], set()
    for one in news:
        strong = [key for key in keys[id(one)] if not key.startswith("title:")]
        twin = next((key for key in strong if key in seen), None)
        if twin and twin.startswith("id:") and seen[twin] != one.title:
            retold.add(twin)
        if not twin:
            found.append(_entry(one, keys[id(one)], source))
        seen.update(dict.fromkeys(strong, one.title))
    if retold:
        tell("several entries carry the same id: only the newest of them is used")
    return found


def _entry(one: _Read, keys: tuple[str, ...], source: Source) -> Entry:
    words = summary(one.post.summary)
    return Entry(
        id=identity.item_id(keys[0]),
        source=source.id,
        section=source.section,
        title=one.title,
        url=one.url,
        summary="" if words == one.title else words,
        keys=keys,
        published=one.published,
    )


def _many(number: int) -> str:
    return "1 entry is" if number == 1 else f"{number:,} entries are"
