"""How to reach people is theirs: addresses, telephone numbers and ways into meetings leave the text here."""

from __future__ import annotations

import re

CUT = "\ufdd0"  # a noncharacter (Unicode 23.7): no text that was cleaned holds it by itself
_MAIL = re.compile(
    r"(?:mailto:)?[\w.+%'-]{1,64}(?:@|\s?[(\[]at[)\]]\s?)[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}", re.IGNORECASE
)
_PHONE = re.compile(
    r"""(?<![\w/.,=£$€-])(?:
        (?:\+|00)[1-9](?=(?:[ .()-]{0,3}\d){8})\d{0,2}[ .-]?(?:\(0\)[ ]?)?(?:\(?\d{1,5}\)?[ .-]?){2,5}\d{2,4}   # +44 (0)20 7946 0000
      | \(?0\d{2,5}\)?[ -]?\d{3,4}[ -]?\d{3,4}                                       # 020 7946 0000
      | \(?\d{3}\)?[ .-]\d{3}[.-]\d{4}                                               # (555) 555-0100
    )(?![\w/%])""",
    re.VERBOSE,
)
_CODE = re.compile(
    r"\b(?:meeting id|webinar id|conference id|pass ?code|pin(?: code)?|password|access code)\s{0,3}[:#=]\s{0,3}[\w#*-]+(?: \d{3,4})*",
    re.IGNORECASE,
)
_AT, _DIGITS, _SIGN = re.compile(r"@|[(\[]at[)\]]", re.IGNORECASE), re.compile(r"\d{2}"), re.compile("[:#=]")
_ROOMS = (
    r"[\w.-]{0,60}zoom\.(?:us|com)/(?:[jws]|my|wc)/|teams\.(?:microsoft|live)\.com/(?:l/meetup-join|meet)/"
    r"|meet\.google\.com/[a-z]|[\w.-]{0,60}webex\.com/(?:meet|join|[\w.-]+/j\.php)|[\w.-]{0,60}gotomeeting\.com/join|whereby\.com/"
)
_ROOM = re.compile(rf"https?://(?:{_ROOMS})", re.IGNORECASE)
_SECRET = re.compile(r"[?&](?:pwd|passcode|password|pass|tk|token|invite)=", re.IGNORECASE)
_URL = re.compile(r"https?://[^\s<>\"']{1,2000}", re.IGNORECASE)


def cut(text: str) -> str:
    """Return `text` with CUT in place of every way to reach a person, or into a meeting."""
    if "://" in text:
        text = _URL.sub(lambda found: CUT if opens_a_meeting(found[0]) else found[0], text)
    if _AT.search(text):
        text = _MAIL.sub(CUT, text)
    if _DIGITS.search(text):
        text = _PHONE.sub(CUT, text)
    return _CODE.sub(CUT, text) if _SIGN.search(text) else text


def shown(text: str) -> str:
    """Return `text` with a sign where something was cut out."""
    return text.replace(CUT, "[…]")


def opens_a_meeting(url: str) -> bool:
    """Whether whoever has this link is in: a meeting room, or an address with a passcode."""
    return bool(_ROOM.match(url) or _SECRET.search(url))
