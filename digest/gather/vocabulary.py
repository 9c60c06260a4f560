"""The elements of RSS 2.0 and Atom whose meaning is plain, as `plain.py` reads them."""

from __future__ import annotations

_ATOM, _DC = "http://www.w3.org/2005/Atom ", "http://purl.org/dc/elements/1.1/ "
_COMMENTS, _XML = "http://wellformedweb.org/CommentAPI/ ", "http://www.w3.org/XML/1998/namespace "
_PEOPLE = {f"{_ATOM}author", f"{_ATOM}contributor"}
_MARKED_UP = {"type", f"{_XML}lang", f"{_XML}space"}

LEVEL = {"rss": 3, f"{_ATOM}feed": 2}  # where entries lie, the root being 1
ENTRY = {"rss": "item", f"{_ATOM}feed": f"{_ATOM}entry"}
READ = {
    "title": "title",
    "link": "link",
    "guid": "id",
    "pubDate": "published",
    "description": "summary",
    "category": "tag",
    f"{_DC}date": "updated",
    "http://purl.org/rss/1.0/modules/content/ encoded": "content",
    "http://rssnamespace.org/feedburner/ext/1.0 origLink": "origin",
    f"{_ATOM}category": "tag",
    **{
        f"{_ATOM}{name}": name
        for name in ("title", "link", "id", "published", "updated", "summary", "content")
    },
}
UNREAD = _PEOPLE | {
    "author",
    "comments",
    "enclosure",
    "source",
    f"{_DC}creator",
    f"{_COMMENTS}comment",
    f"{_COMMENTS}commentRss",
    "http://purl.org/rss/1.0/modules/slash/ comments",
    "http://purl.org/syndication/thread/1.0 total",
    "http://search.yahoo.com/mrss/ content",
    "http://search.yahoo.com/mrss/ thumbnail",
}
INSIDE = {
    "image": {"url", "title", "link", "width", "height", "description"},
    **{role: {f"{_ATOM}name", f"{_ATOM}uri", f"{_ATOM}email"} for role in _PEOPLE},
}
ATTRIBUTES = {
    "link": {"rel", "type", "href", "title", "hreflang", "length"},
    "id": {"isPermaLink"},
    "tag": {"term", "scheme", "label", "domain"},
    "title": _MARKED_UP,
    "summary": _MARKED_UP,
    "content": _MARKED_UP | {f"{_XML}base"},
}
TEXT = {"text", "html", "text/html", "text/plain"}
