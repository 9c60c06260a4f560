"""Where a card of a board stands: its list and the day it is due, which its source says first."""

from __future__ import annotations

import re

from digest.model import Item
from digest.render.clean import line

_STAND = re.compile(r"(Now in [^.]{1,80}|Due \d{1,2} [A-Z][a-z]+ \d{4})\.(?: (.*))?")


def stand(item: Item) -> tuple[str, str]:
    """Return where a card stands ("" where that is not said) and the rest of what is told of it."""
    words = line(item.summary)
    found = _STAND.fullmatch(words)
    return (found[1], found[2] or "") if found else ("", words)
