"""What sources write, cleaned once at the border: plain text in one line, and links that are web addresses."""

from __future__ import annotations

import re
import warnings
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from digest import pages
from digest.gather import characters, markup, private
from digest.model import SourceWarning

TITLE = 300
SUMMARY = 280
_TAIL = re.compile(
    r"""(?:^|\s)\W{0,3}(?:
        (?:The\ (?:post|article|entry)|This\ (?:post|article|entry))\ .{1,400}\ (?:first\ )?appeared\ first\ on\ .{1,200}
      | (?:The\ (?:post|article|entry)|This\ (?:post|article))\ .{1,400}\ (?:was\ )?(?:first|originally)\ (?:published|appeared|posted)\ (?:on|in|at)\ .{1,200}
      | (?:Continue|Keep)\ reading\b[^.!?]{0,200}(?:[.…→»!?]{0,3})
      | (?:Read|Find\ out|Learn|See|View)\ (?:more|on|the\ (?:full|rest|whole|original)\b)(?:\ (?:about|on|of|at|post|story|article|version)\b[^.!?]{0,150})?\W{0,4}
      | \d+\ comments?
      | (?:Click|Tap)\ here\ (?:to|for)\b[^.!?]{0,80}\W{0,3}
      | (?:Read\ more|Permalink)\s*\|.{0,300}
      | Share\ this:?.{0,200}
    )$""",
    re.VERBOSE | re.IGNORECASE,
)
_BROKEN_OFF = re.compile(r"\s*(?:\[(?:…|\.{3})\]|\((?:…|\.{3})\)|…|\.{3})[\s→»]*$")
_SENTENCE = re.compile(r"(?:(?<=[.!?…])|(?<=[.!?…][\"'”’)\]]))\s+(?=[\"'“‘(\[]?[A-Z0-9À-Þ])")
_ABBREVIATED = re.compile(r"(?:\b(?:[A-Za-z]|Mr|Mrs|Ms|Dr|Prof|Cllr|St|No|vs|approx|etc|e\.g|i\.e))\.$")
_UNFIT = re.compile(r"[\x00-\x1f\\<>\"\x7f]")
_HOST = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)*[a-z0-9-]+\.?|\[[0-9a-f:.]+\]")


def tell(trouble: str) -> None:
    """Say something that an editor should know about this source; it does not stop the source."""
    warnings.warn(SourceWarning(clean(trouble)), stacklevel=2)


def clean(text: str | None, limit: int = TITLE) -> str:
    """Return plain text in one line of at most `limit` characters, without ways to reach people."""
    if not text:
        return ""
    return characters.cut(private.shown(_plain(markup.words(text), limit)), limit)


def summary(text: str | None, limit: int = SUMMARY) -> str:
    """Return the first whole sentences, about `limit` characters, without "Continue reading" and its kin.

    A sentence that tells how to reach somebody says little without it, and goes too if another is left.
    """
    if not text:
        return ""
    plain = _plain(markup.from_markdown(markup.words(text)), limit)
    while (shorter := _TAIL.sub("", plain).rstrip()) != plain:
        plain = shorter
    whole = _BROKEN_OFF.sub("", plain)
    sentences = _sentences(whole)
    if whole != plain and not whole.endswith((".", "!", "?")):  # the source cut it in mid-sentence
        sentences[-1] += characters.ELLIPSIS
        sentences = sentences[:-1] or sentences
    free = [s for s in sentences if s and private.CUT not in s]
    return _as_many_as_fit(free or [private.shown(s) for s in sentences if s], limit)


def link(url: str | None, base: str = "") -> str | None:
    """Return an absolute http(s) address without user info, trackers and fragment, None if there is none in `url`."""
    url = (url or "").strip().replace("&amp;", "&")
    if not url or len(url) > 2000 or _UNFIT.search(url):
        return None
    try:
        parts = urlsplit(url)
        if parts.scheme and not parts.netloc:
            return None
        parts = urlsplit(urljoin(base, url))
        host = _host(parts.hostname or "")
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or "@" in parts.netloc or not host:
        return None
    path, query = (quote(part, safe="/%:@!$&'()*+,;=~-._?[]|") for part in (parts.path, parts.query))
    return pages.canonical_link(urlunsplit((parts.scheme, host + port, path, query, "")))


def _plain(words: str, limit: int) -> str:
    """Return the beginning of `words`, some times longer than `limit`, without what must not be shown."""
    head = words[: limit * 10]
    if head != words:
        head = head.rpartition(" ")[0] or head  # half an address would not be known as one
    return private.cut(characters.scrub(head))


def _host(name: str) -> str:
    """Return a host as it stands in an address: other scripts in punycode, so that no letter can pose as another."""
    if name.isascii():
        plain = f"[{name}]" if ":" in name else name
    else:
        import idna

        plain = idna.encode(name, uts46=True).decode()
    return plain if _HOST.fullmatch(plain) else ""


def _sentences(text: str) -> list[str]:
    found: list[str] = []
    for piece in _SENTENCE.split(text):
        if found and _ABBREVIATED.search(found[-1]):
            found[-1] += f" {piece}"
        else:
            found.append(piece)
    return found


def _as_many_as_fit(sentences: list[str], limit: int) -> str:
    taken = ""
    for sentence in sentences:
        longer = f"{taken} {sentence}".strip()
        if taken and len(longer) > limit:
            break
        taken = longer
    return characters.cut(taken, limit)
