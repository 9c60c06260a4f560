"""Unicode as it may stand in an email: nothing invisible, nothing that turns the text around, no broken letters."""

from __future__ import annotations

import re
import unicodedata

ELLIPSIS = "…"
LONGEST_WORD = 60
_MOST_MARKS = 4
_PERHAPS_A_MARK = re.compile("[^\x00-\u02ff\u2000-\u20cf\u2100-\u2bff]")  # no combining marks in these
_HIGH = "\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"  # what windows-1252 shows for the bytes 80 to BF
_MOJIBAKE = re.compile(rf"(?<![A-Z])(?:[ÂÃ][{_HIGH}]|â[{_HIGH}]{{2}}|ðŸ[{_HIGH}]{{2}})")
_C1 = {n: bytes([n]).decode("cp1252", "ignore") for n in range(0x80, 0xA0)}
_TERMINAL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffc\ufffe\uffff\U000e0100-\U000e01ef]"
    "|[" + "".join(chr(plane << 16 | low) for plane in range(1, 17) for low in (0xFFFE, 0xFFFF)) + "]"
)
_FLAG = re.compile(
    "(\U0001f3f4[\U000e0030-\U000e007a]{1,6}\U000e007f)|[\U000e0000-\U000e007f]"
)  # England, Scotland
_JOINER = re.compile("(?<![^\x00-\u024f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\u024f])")
_UNBREAKABLE = re.compile(
    r"[^\s\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff]{61,}"
)
_GLUED = re.compile("[\u200c\u200d\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
_REGIONAL = re.compile("[\U0001f1e6-\U0001f1ff]")


def scrub(text: str) -> str:
    """Return `text` in one line, without anything invisible or half; letters that were decoded wrongly are mended."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    text = _MOJIBAKE.sub(_mended, text).translate(_C1)
    text = _JOINER.sub("", _FLAG.sub(r"\1", _UNSEEN.sub("", _TERMINAL.sub("", text))))
    return " ".join(_few_marks(unicodedata.normalize("NFC", text)).split())


def cut(text: str, limit: int) -> str:
    """Return at most `limit` characters, cut between words, never inside what readers see as one sign."""
    text = _UNBREAKABLE.sub(lambda found: _head(found[0], LONGEST_WORD - 1) + ELLIPSIS, text)
    if len(text) <= limit:
        return text
    head = _head(text, limit - 1)
    word, space, _ = head.rpartition(" ")
    if space and not text[len(head) :].startswith(" ") and len(head) - len(word) <= LONGEST_WORD:
        head = word
    return head.rstrip(" ,;:–-") + ELLIPSIS


def _mended(found: re.Match[str]) -> str:
    raw = b"".join(c.encode("latin-1") if c < "Ā" else c.encode("cp1252") for c in found[0])
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return found[0]


def _few_marks(text: str) -> str:
    """Return `text` with at most a few combining marks on each letter."""
    if not _PERHAPS_A_MARK.search(text):
        return text
    kept, marks = [], 0
    for sign in text:
        marks = marks + 1 if unicodedata.category(sign) in {"Mn", "Me"} and not _GLUED.match(sign) else 0
        if marks <= _MOST_MARKS:
            kept.append(sign)
    return "".join(kept)


def _head(text: str, limit: int) -> str:
    at = limit
    while 0 < at < len(text) and _inside(text, at):
        at -= 1
    return text[: at or limit]


def _inside(text: str, at: int) -> bool:
    """Whether a cut before `at` would part one sign: a letter from its marks, a family, a flag."""
    before, after = text[at - 1], text[at]
    if unicodedata.combining(after) or _GLUED.match(after) or before == "\u200d":
        return True
    flags = 0
    while flags < at and _REGIONAL.match(text[at - 1 - flags]):
        flags += 1
    return bool(flags % 2 and _REGIONAL.match(after))
