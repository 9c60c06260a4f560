"""Plain text as it should look in a mail program of 1996: 72 wide, headings underlined."""

from __future__ import annotations

import re

from digest.render.clean import flat

WIDTH = 72
_SPACE = re.compile(r"[\t\n\v\f\r ]+")  # other spaces are meant to keep words together
_PART = re.compile(r"\n\n(?=(?:.+\n)+={3,}\n)")


def wrap(text: str, indent: str = "") -> str:
    """Return text wrapped at 72; a long word, such as a web address, stays whole."""
    rows, width = [""], WIDTH - len(indent)
    for word in _SPACE.split(flat(text)):
        if rows[-1] and len(rows[-1]) + 1 + len(word) > width:
            rows.append(word)
        elif word:
            rows[-1] += f" {word}" if rows[-1] else word
    return f"\n{indent}".join(rows)


def underline(text: str, mark: str = "=") -> str:
    """Return a heading with a rule of its own length below."""
    wrapped = wrap(text)
    return f"{wrapped}\n{mark * min(WIDTH, max(map(len, wrapped.splitlines()), default=0))}"


def tidy(text: str) -> str:
    """Return text without trailing spaces, one empty line between paragraphs and two above a part's heading."""
    rows = "\n".join(row.rstrip() for row in text.splitlines())
    paragraphs = re.sub(r"\n{3,}", "\n\n", rows).strip() + "\n"
    return _PART.sub("\n\n\n", paragraphs)
