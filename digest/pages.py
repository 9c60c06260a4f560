"""What names a page on the web, whoever links to it and however they are tracked."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

_TRACKER = re.compile(
    r"utm_\w*|(?:fb|g|d|ms|y|tw)clid|[gw]braid|mc_[ce]id|igshid|_hs(?:enc|mi)|mkt_tok|oly_(?:anon|enc)_id|vero_id|wickedid"
    r"|at_(?:medium|campaign|custom\d)|xtor|ns_(?:mchannel|source|campaign|linkname|fee)|cmpid|ncid",
    re.IGNORECASE,
)


def canonical_link(url: str) -> str:
    """Return `url` without trackers and fragment, its host in small letters."""
    parts = urlsplit(url)
    said = parse_qsl(parts.query, keep_blank_values=True) if parts.query else []
    own = [(name, value) for name, value in said if not _tracks(name, value)]
    query = parts.query if own == said else urlencode(own)
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path or "/", query, ""))


def place_on_the_web(url: str) -> str:
    """Return what names a page whoever links to it: no scheme, no www., sorted query; nothing for a front page."""
    parts = urlsplit(canonical_link(url))
    query = urlencode(sorted(parse_qsl(parts.query, keep_blank_values=True))) if parts.query else ""
    path = quote(parts.path, safe="/%:@!$&'()*+,;=~-._").rstrip("/")
    if not parts.netloc or not (path or query):
        return ""
    return f"{parts.netloc.removeprefix('www.')}{path}" + (f"?{query}" if query else "")


def _tracks(name: str, value: str) -> bool:
    return bool(_TRACKER.fullmatch(name)) or (name == "source" and value.startswith("rss"))
