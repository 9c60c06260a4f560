"""Plain text as it should look in a mail program of 1996: 72 wide, headings underlined."""

from __future__ import annotations

import re
import textwrap

from digest.render.clean import flat

WIDTH = 72


def wrap(text: str, indent: str = "") -> str:
    """Return text wrapped at 72; a long word, such as a web address, stays whole."""
    rows = textwrap.wrap(flat(text), WIDTH - len(indent), break_long_words=False, break_on_hyphens=False)
    return f"\n{indent}".join(rows)


def underline(text: str, mark: str = "=") -> str:
    """Return a heading with a rule of its own length below."""
    wrapped = wrap(text)
    return f"{wrapped}\n{mark * min(WIDTH, max(map(len, wrapped.splitlines()), default=0))}"


def tidy(text: str) -> str:
    """Return text without trailing spaces, with at most one empty line in a row, and one line end at the end."""
    rows = "\n".join(row.rstrip() for row in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", rows).strip() + "\n"
