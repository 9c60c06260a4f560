"""Did you mean: the end of a sentence about a word that nobody knows."""

from __future__ import annotations

import difflib
from collections.abc import Collection


def did_you_mean(word: str, known: Collection[str]) -> str:
    """Return which known word was probably meant, else all of them; nothing when there are none."""
    close = difflib.get_close_matches(word, list(known), 1, 0.6)
    if close:
        return f'; did you mean "{close[0]}"?'
    return f"; known are: {', '.join(sorted(known))}" if known else ""
