"""RSS 2.0 and Atom as most blogs write them, read many times as fast as by feedparser; what is unusual stays for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from digest.gather.entries import Post
from digest.gather.vocabulary import ATTRIBUTES, ENTRY, INSIDE, LEVEL, READ, TEXT, UNREAD

_WHOLE = re.compile("https?://|$")
_MENDED = re.compile("[\x80-\x9f]|[\xc2-\xf4][\x80-\xbf]")  # feedparser takes these for a wrong encoding


class _UnusualError(Exception):
    """Not for us."""


@dataclass(slots=True)
class _Said:
    """What one entry, or the feed about itself, has said so far."""

    words: dict[str, str] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    id_is_link: bool = True

    @property
    def link(self) -> str:
        link = self.words.get("link", self.words.get("id", "") if self.id_is_link else "")
        _only_if(";" not in link and ":///" not in link)  # feedparser mends those
        return link

    def put(self, name: str, text: str) -> None:
        if name == "tag":
            self.tags += [text] if text else []
        else:
            _only_if(name not in self.words)
            self.words[name] = text


def posts(feed: str) -> tuple[list[Post], str] | None:
    """Return a feed's entries and the address of its site, None for a feed that feedparser may read otherwise."""
    reader = _Reader()
    try:
        reader.read(feed)
        found, site = [_post(entry) for entry in reader.entries], reader.feed.link
    except (_UnusualError, expat.ExpatError, UnicodeError):
        return None
    # feedparser hangs relative links on an article's xml:base, long after that article.
    whole = not reader.based or all(map(_WHOLE.match, (site, *(post.link for post in found))))
    return (found, site) if whole else None


def _post(entry: _Said) -> Post:
    said = entry.words.get
    return Post(
        guid=said("id", ""),
        link=said("origin") or entry.link,
        title=said("title", ""),
        summary=said("summary") or said("content", ""),
        published=said("published") or said("updated", ""),
        tags=tuple(entry.tags),
    )


def _only_if(usual: bool) -> None:
    if not usual:
        raise _UnusualError


def _local(names: Iterable[str]) -> set[str]:
    """Return names without their namespaces, in small letters, as feedparser often takes them."""
    return {name.rpartition(" ")[2].lower() for name in names}


class _Reader:
    """Goes through a feed; raises _UnusualError at the first thing whose meaning is not sure."""

    def __init__(self) -> None:
        self.entries: list[_Said] = []
        self.feed = self._about = _Said()
        self.based = False
        self._path: list[str] = []
        self._field = ""
        self._text: list[str] | None = None

    def read(self, feed: str) -> None:
        parser = expat.ParserCreate("utf-8", " ")
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = self._characters, self._doctype
        parser.Parse(feed, True)

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._path.append(name)
        root, above = self._path[0], self._path[-2:-1]
        _only_if(root in LEVEL)
        below = len(self._path) - LEVEL[root]
        if below < 0:
            _only_if(
                (name == root and not _local(attributes) & {"base"}) or (name == "channel" and not attributes)
            )
        elif below == 0 and name == ENTRY[root]:
            _only_if(not _local(attributes) & {"base", "href", "lastmod", "about"})
            self._about = _Said()
            self.entries.append(self._about)
        elif below == 0:
            self._start_about_feed(name, attributes)
        elif below == 1 and above == [ENTRY[root]]:
            self._start_in_entry(name, attributes)
        else:
            _only_if(name in INSIDE.get(above[0], ()))

    def _start_about_feed(self, name: str, attributes: Mapping[str, str]) -> None:
        _only_if("base" not in _local(attributes))
        if READ.get(name) in {"link", "id"}:
            self._start_field(READ[name], attributes)
        else:
            _only_if(not _local([name]) & {"item", "entry", "link", "id", "guid"})

    def _start_in_entry(self, name: str, attributes: Mapping[str, str]) -> None:
        if name not in UNREAD:
            _only_if(name in READ)
            self._start_field(READ[name], attributes)

    def _start_field(self, name: str, attributes: Mapping[str, str]) -> None:
        _only_if(attributes.keys() <= ATTRIBUTES.get(name, set()))
        self.based |= "base" in _local(attributes)
        if name == "link" and attributes:
            self._linked(attributes)
            return
        if name == "id":
            self._about.id_is_link = attributes.get("isPermaLink", "true") == "true"
        elif name == "tag":
            self._about.put("tag", attributes.get("term", ""))
        elif "type" in attributes:
            _only_if(attributes["type"] in TEXT)
        self._field, self._text = name, []

    def _linked(self, attributes: Mapping[str, str]) -> None:
        """Note the page that a link names; links to anything else are passed over."""
        _only_if("href" in attributes)
        if attributes.get("rel", "alternate").lower() == "alternate":
            _only_if(attributes.get("type", "text/html") == "text/html")
            self._about.put("link", attributes["href"])

    def _characters(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _end(self, _name: str) -> None:
        self._path.pop()
        if self._text is not None:
            text, self._text = "".join(self._text).strip(), None
            _only_if(not _MENDED.search(text))
            self._about.put(self._field, text)
        elif len(self._path) < LEVEL[self._path[0] if self._path else _name]:
            self._about = self.feed

    def _doctype(self, *_said: object) -> None:
        raise _UnusualError
