"""A subject and a preheader written from the content, for an editor who has written none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from digest.compose.draft import Draft
from digest.config import Config
from digest.model import EventStatus

SUBJECT = (20, 60)
PREHEADER = (35, 140)
SHORTLIST = 4
_REGULAR = re.compile(
    r"^(week|month|year|sprint)\W?notes?\b|^(the )?(weekly|monthly) (round|news|update)|^newsletter\b",
    re.IGNORECASE,
)
_SLOW = re.compile(
    r"^(how|why|what|when|where|who|our|we|i|my|introducing|announcing|welcome|thoughts|reflections|an? update)\b",
    re.IGNORECASE,
)
_RANK = {"entries": 0, "events": 1, "board": 2}


@dataclass(frozen=True, slots=True)
class _News:
    """A title that stays in: what shows it, and how many of its section stand before it."""

    title: str
    summary: str
    rank: int
    place: int

    @property
    def regular(self) -> bool:
        """Whether it comes every week, and so says least."""
        return bool(_REGULAR.match(self.title))

    @property
    def awkward(self) -> tuple[bool, bool]:
        """Why it makes a poor subject: it does not fit or shouts; its first words say nothing yet."""
        fits = SUBJECT[0] <= len(self.title) <= SUBJECT[1] and not self.title.isupper()
        return not fits, bool(_SLOW.match(self.title))


def propose(draft: Draft, config: Config) -> dict[str, str]:
    """Return the proposed `subject` (20 to 60 characters) and `preheader` (35 to 140), in plain text.

    The subject begins with a title, whole or cut at "…": the edition leads with that item.
    """
    news = sorted(_news(draft, config), key=lambda n: (n.regular, n.place, n.rank))
    letter = config.newsletter
    if not news:
        words = _filled([letter.title, letter.tagline], SUBJECT, ": ")
        return {"subject": words, "preheader": _filled([letter.tagline, letter.title], PREHEADER, " - ")}
    first = _first(news)
    others = [n.title for n in news if n.title != first.title]
    subject = _filled([first.title, *others, letter.title, letter.tagline], SUBJECT, "; ")
    fresh = [title for title in others if title not in subject]
    spare = [words.rstrip(".") for words in (first.summary, letter.tagline, letter.title)]
    return {"subject": subject, "preheader": _all_that_fit(fresh, spare)}


def cut(text: str, width: int) -> str:
    """Return at most `width` characters, cut between words where that leaves more than half."""
    if len(text) <= width:
        return text
    whole = text[:width].rsplit(" ", 1)[0]
    kept = whole if width / 2 < len(whole) < width else text[: width - 1]
    return kept.rstrip(" ,;:.-–—") + "…"


def _news(draft: Draft, config: Config) -> Iterator[_News]:
    """Yield what stays in and is not called off, in the draft's order."""
    shows, places = (
        {s.id: s.shows for s in config.sections},
        dict.fromkeys((s.id for s in config.sections), 0),
    )
    for section, _, row in draft.rows():
        title, off = " ".join(str(row.get("title") or "").split()), row.get("status") == EventStatus.CANCELLED
        if row.get("keep", True) is False or not title or off or section not in shows:
            continue
        summary = " ".join(str(row.get("summary") or "").split())
        yield _News(title, summary, _RANK.get(shows[section], len(_RANK)), places[section])
        places[section] += 1


def _first(news: Sequence[_News]) -> _News:
    """Return whose title makes the best subject among the first few that are neither regular nor of lower rank."""
    fresh = [n for n in news if not n.regular] or news
    best = min(n.rank for n in fresh)
    return min([n for n in fresh if n.rank == best][:SHORTLIST], key=lambda n: n.awkward)


def _filled(parts: Sequence[str], width: tuple[int, int], mark: str) -> str:
    """Return the first part, with more of them only until it is long enough, cut where it is too long."""
    text = parts[0]
    for part in filter(None, parts[1:]):
        if len(text) < width[0]:
            text = f"{text}{mark}{part}" if text else part
    return cut(text, width[1])


def _all_that_fit(titles: Sequence[str], spare: Sequence[str]) -> str:
    """Return as many whole titles as a preheader shows, filled up from `spare` where they are few."""
    chosen = ""
    for title in titles:
        longer = f"{chosen}; {title}" if chosen else title
        if len(longer) <= PREHEADER[1]:
            chosen = longer
    return _filled([chosen or cut("; ".join(titles), PREHEADER[1]), *spare], PREHEADER, "; ")
