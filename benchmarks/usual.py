"""An edition in MJML as its documentation lays emails out: a section, a column, a text and a button for each item."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from digest.model import Edition, Item
from digest.render.words import Words

_HEAD = """<mjml lang="en-GB"><mj-head><mj-title>{subject}</mj-title><mj-preview>{preheader}</mj-preview>
<mj-attributes><mj-all font-family="Arial, Helvetica, sans-serif" /><mj-text font-size="16px" line-height="1.5" color="#14181c" /></mj-attributes>
<mj-style>a {{ color: #1d5f8a }}</mj-style></mj-head><mj-body background-color="#f1f2f4">
<mj-section background-color="#1d5f8a"><mj-column><mj-text color="#ffffff" font-size="30px"><h1>{subject}</h1></mj-text></mj-column></mj-section>"""
_PART = '<mj-section><mj-column><mj-text font-size="24px"><h2>{title}</h2></mj-text></mj-column></mj-section>'
_ITEM = """<mj-section background-color="#ffffff" padding="8px"><mj-column><mj-text>
<h3><a href="{url}">{title}</a></h3><p>{when}</p><p>{summary}</p></mj-text>
<mj-button href="{url}" background-color="#1d5f8a">{action}</mj-button></mj-column></mj-section>"""
_FOOT = """<mj-section><mj-column><mj-text><p>{why}</p><p><a href="https://forty.example/u">{leave}</a></p></mj-text></mj-column></mj-section></mj-body></mjml>"""


def mjml(edition: Edition, words: Words) -> str:
    """Return the whole document."""
    return "\n".join(_pieces(edition, words))


def _pieces(edition: Edition, words: Words) -> Iterator[str]:
    say = words.language.say
    yield _HEAD.format(subject=escape(edition.subject), preheader=escape(edition.preheader))
    for part in edition.parts:
        yield _PART.format(title=escape(part.title))
        yield from (_item(item, words) for item in part.items)
    yield _FOOT.format(why=escape(say("why", title="Forty")), leave=say("unsubscribe"))


def _item(item: Item, words: Words) -> str:
    told = ", ".join(words.told(item))
    return _ITEM.format(
        url=item.url,
        title=escape(item.title),
        when=escape(told),
        summary=escape(item.summary),
        action=words.language.say("see_event"),
    )
