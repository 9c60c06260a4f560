"""Links as readers click them: http, https and mailto only, complete, and safe in any attribute or text."""

from __future__ import annotations

import re
from datetime import UTC, timedelta
from functools import lru_cache
from urllib.parse import quote, unquote, urlencode, urlsplit

from digest import links
from digest.model import Event
from digest.render.clean import clean, line

_SAFE = "-._~:/?#[]@!$&'()*+,;=%"
_UNFILLED = re.compile(r"\{[{%#]|<%")  # somebody's template was never filled in
# `deeplink/compose` stopped answering for work accounts in 2023; this one does.
OUTLOOK = "https://outlook.office.com/calendar/action/compose"


def address(url: str | None) -> str:
    """Return `url` with everything unusual percent-encoded, "" when it is not a link a reader may follow."""
    found = _address((url or "").strip())
    return "" if links.PLACEHOLDER in unquote(found) else found


@lru_cache(4096)  # an item's address stands in the HTML, the text and on the web, more than once in each
def _address(text: str) -> str:
    if _UNFILLED.search(unquote(text)):
        return ""
    if re.match(r"mailto:[^\s@<>\"]+@[^\s@<>\"]+$", text):
        return _encoded(text)
    try:
        parts = urlsplit(text)
        host, port = _host(parts.hostname or ""), f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not host or parts.username or parts.password:
        return ""
    if host == parts.hostname:
        return _encoded(text)
    return _encoded(text.replace(parts.netloc, host + port, 1))


def _host(name: str) -> str:
    """Return a host as the name system knows it, by the rules of browsers (IDNA 2008, UTS 46); raise ValueError."""
    if name.isascii():
        return name
    import idna

    return idna.encode(name, uts46=True).decode()


def rsvp(event: Event, subject: str) -> str:
    """Return where to book, a mailto with `subject` unless it has its own, "" when there is nothing to book."""
    given = (event.rsvp or "").strip()
    if re.fullmatch(r"[^\s@:/]+@[^\s@:/]+", given):
        given = f"mailto:{given}"
    booking = address(given)
    if booking.startswith("mailto:") and "subject=" not in booking.lower():
        return about(booking, subject)
    return booking


def about(mailto: str, subject: str) -> str:
    """Return a mailto with its subject filled in."""
    return f"{mailto}{'&' if '?' in mailto else '?'}subject={quote(_short(subject), safe='')}"


def outlook(event: Event) -> str:
    """Return a link that opens Outlook on the web with the event filled in."""
    ends = event.ends or event.starts + timedelta(hours=1)
    shape = "%Y-%m-%d" if event.all_day else "%Y-%m-%dT%H:%MZ"
    starts, ends = (t if event.all_day else t.astimezone(UTC) for t in (event.starts, ends))
    fields = {
        "rru": "addevent",
        "subject": _short(event.title),
        "startdt": f"{starts:{shape}}",
        "enddt": f"{ends:{shape}}",
    }
    if event.all_day:
        fields["allday"] = "true"
    if event.place:
        fields["location"] = _short(event.place)
    return f"{OUTLOOK}?{urlencode(fields, quote_via=quote, safe=':')}"


def _short(text: str) -> str:
    """Return at most 100 characters, so that no mail program cuts the link."""
    words = clean(line(text))
    return words if len(words) <= 100 else words[:99] + "…"


def _encoded(url: str) -> str:
    return re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", quote(url.encode("utf-8", "ignore"), safe=_SAFE))
