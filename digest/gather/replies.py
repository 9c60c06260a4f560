"""Where readers say that they come: a web page, or one mailbox that an organiser publishes."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, unquote

from digest.gather.places import public

_MAIL = re.compile(
    r"mailto:([a-z0-9.!#$%&'*+/=^_`{|}~-]{1,64}@(?:[a-z0-9-]{1,63}\.)+[a-z0-9-]{2,63})(?:\?(.*))?",
    re.IGNORECASE,
)
_PERSONAL = re.compile(r"mailto:[a-z]+[._][a-z]+[0-9]*@", re.IGNORECASE)


def reply(text: str) -> str:
    """Return an RSVP address as it may stand in an email; raise ValueError with the remedy.

    A mailto may carry a subject and nothing else: no other reader, no header on a second line.
    """
    if not text.lower().startswith("mailto:"):
        page = public(text)
        if not page:
            raise ValueError("this is no address for replies: write https://... or mailto: and one mailbox")
        return page
    found = _MAIL.fullmatch(text.strip())
    if not found or "%" in found[1]:
        raise ValueError("this is not one mailbox: write mailto: and its address")
    fields = parse_qsl((found[2] or "").replace("+", "%2B"), keep_blank_values=True)
    if [name.lower() for name, _ in fields] not in ([], ["subject"]):
        raise ValueError("a mailto may carry ?subject=... and nothing else")
    subject = fields[0][1] if fields else ""
    if not unquote(subject).isprintable():
        raise ValueError("the subject must be one plain line")
    return f"mailto:{found[1]}" + (f"?subject={quote(subject)}" if subject else "")


def looks_personal(address: str) -> bool:
    """Whether a mailbox looks like one person's, who may not want to be in a newsletter."""
    return bool(_PERSONAL.match(address))
