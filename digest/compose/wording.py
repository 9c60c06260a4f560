"""Long texts made short for a sentence: only the words that differ, with a few around them."""

from __future__ import annotations

from collections.abc import Sequence

LONGEST = 90
AROUND = 3


def shortened(text: str, beside: str = "") -> str:
    """Return `text` in one line; of a long one the part that differs from `beside`, cut at both ends."""
    words, others = text.split(), beside.split()
    if len(" ".join(words)) <= LONGEST:
        return " ".join(words)
    start = _same(words, others)
    end = len(words) - _same(words[start:][::-1], others[start:][::-1])
    first, last = max(0, start - AROUND), min(len(words), end + AROUND)
    part = words[first:last] or words
    return ("… " if first else "") + _cut(part, more=last < len(words))


def _same(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many words two texts begin with alike."""
    return next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _cut(words: Sequence[str], *, more: bool) -> str:
    text = " ".join(words)
    if len(text) <= LONGEST:
        return text + (" …" if more else "")
    return text[:LONGEST].rsplit(" ", 1)[0].rstrip(" ,;:.") + " …"
