"""Where a Trello board's data stand, and what to do when Trello keeps them to itself."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from digest.model import SourceError

PRIVATE = (
    "the board is private, or no longer there: make it public in Trello, "
    "or put its JSON export where everybody may read it and give that address"
)
_BOARD = re.compile(r"/b/([A-Za-z0-9]+)(?:\.json)?(?:/.*)?")
_REFUSED = re.compile(r" answered 40[134] \(")


def address(url: str) -> str:
    """Return the address of a board's JSON; one that is not at trello.com is its JSON already."""
    parts = urlsplit(url)
    if (parts.hostname or "").removeprefix("www.") != "trello.com":
        return url
    board = _BOARD.fullmatch(parts.path)
    if not board:
        raise SourceError(
            f"{url} is not the address of a board: open the board and copy https://trello.com/b/..."
        )
    return f"https://trello.com/b/{board[1]}.json"


def explain(problem: str) -> str:
    """Return a problem of fetching, with the remedy where Trello refuses."""
    return f"{problem}: {PRIVATE}" if _REFUSED.search(problem) else problem
