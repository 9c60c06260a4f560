"""Public Trello boards (their JSON) in, their open cards out, in the order of the board."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from digest.config import Source
from digest.gather import answer, dates, identity
from digest.gather.boards import PRIVATE
from digest.gather.lists import Column, columns, rows_of
from digest.gather.text import SUMMARY, clean, link, summary, tell
from digest.gather.wanted import at_most, wanted
from digest.model import Entry, SourceError, Window

_FOR_EVER = datetime(2200, 1, 1, tzinfo=UTC)
_REFUSED = re.compile(r"\s*[<\"]|unauthorized|invalid (?:id|key|token)|board not found", re.IGNORECASE)
_LONGEST = 5_000


@dataclass(frozen=True, slots=True)
class _Card:
    """What counts of a card: never its members, comments and attachments."""

    data: dict[str, Any]
    column: Column
    title: str
    due: datetime | None


def parse(body: bytes, source: Source, window: Window) -> Iterator[Entry]:
    """Yield the open cards; one that is older than the window has no date, since nobody knows when it moved last."""
    board = _board(answer.text(body))
    cards = list(_cards(board, source))
    in_lists = len({card.column.id for card in cards}) > 1
    for card in at_most(cards, source, "open cards"):
        yield _entry(card, source, window, in_lists=in_lists)


def _board(words: str) -> dict[str, Any]:
    if _REFUSED.match(words):
        raise SourceError(PRIVATE)
    board = answer.load_json(words)
    if not isinstance(board, dict) or not isinstance(board.get("cards"), list):
        raise SourceError('this is not a Trello board: its JSON has no "cards"')
    if board.get("closed") is True:
        raise SourceError("the board is closed: reopen it in Trello, or remove it from sources.yaml")
    return board


def _cards(board: dict[str, Any], source: Source) -> Iterator[_Card]:
    open_cards = [row for row in rows_of(board, "cards") if not (row.get("closed") or row.get("isTemplate"))]
    for column in columns(board, source.lists):
        for row in open_cards:
            title = clean(_text(row, "name"))
            inside = column.id is None or row.get("idList") == column.id
            if inside and re.search(r"\w", title) and wanted(source, title, _labels(row)):
                yield _Card(row, column, title, _due(row, title))


def _entry(card: _Card, source: Source, window: Window, *, in_lists: bool) -> Entry:
    """Return a card under two names: its own, and `stand:`, which changes with its list and the day it is due."""
    name = f"{source.id}:{_text(card.data, 'id') or identity.normalise(card.title)}"
    day = f":{card.due:%Y-%m-%d}" if card.due else ""
    keys = (f"card:{name}", f"stand:{name}:{card.column.id or ''}{day}")
    created = _created(_text(card.data, "id"))
    return Entry(
        id=identity.item_id(keys[0]),
        source=source.id,
        section=source.section,
        title=card.title,
        url=link(_text(card.data, "shortUrl")) or link(_text(card.data, "url")),
        summary=_words(card, source.timezone or dates.LONDON, in_lists=in_lists),
        keys=keys,
        published=created if created and window.opens <= created < window.closes else None,
    )


def _words(card: _Card, zone: ZoneInfo, *, in_lists: bool) -> str:
    """Return where the card stands, unless all stand in one list, and what it says."""
    due = card.due.astimezone(zone) if card.due else None
    stand = [f"now {_in(card.column.name)}"] if in_lists and card.column.name else []
    stand += [f"due {due.day} {due:%B %Y}"] if due else []
    first = f"{', '.join(stand)}." if stand else ""
    rest = summary(_from_markdown(_text(card.data, "desc")), SUMMARY - len(first))
    return f"{first[:1].upper()}{first[1:]} {rest}".strip()


def _in(column: str) -> str:
    """Return "in Doing", and "in progress" for a list of that name."""
    return f"in {column[3:] if column.lower().startswith('in ') else column}"


def _from_markdown(words: str) -> str:
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": False})
    reader.validateLink = _is_link  # type: ignore[method-assign]  # how markdown-it is told
    return str(reader.render(words[:_LONGEST]))


def _is_link(url: str) -> bool:
    """Whether a link is one; any is, as only its words stay."""
    return bool(url)


def _due(row: dict[str, Any], title: str) -> datetime | None:
    said = row.get("due")
    due = dates.read(said, closes=_FOR_EVER) if isinstance(said, str) else None
    if said and not due:
        tell(f'the date on which "{clean(title, 60)}" is due makes no sense, and is left out')
    return due


def _created(card: str) -> datetime | None:
    """Return when a card was made: an id begins with its second, in hexadecimal."""
    seconds = int(card[:8], 16) if re.fullmatch(r"[0-9a-f]{24}", card) else 0
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


def _labels(row: dict[str, Any]) -> list[str]:
    return [_text(label, "name") for label in rows_of(row, "labels")]


def _text(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else ""
