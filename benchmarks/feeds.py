"""Feeds as councils' blogs write them: 30 posts, 60 to 120 KB, RSS from WordPress and Medium, and Atom."""

from __future__ import annotations

import gzip
import html
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

NOW = datetime(2026, 11, 1, 6, tzinfo=UTC)
POSTS = 30
_WORDS = """council digital service team user research data open standards pipeline planning housing benefits resident
discovery alpha beta prototype procurement cloud platform community practice meetup borough authority declaration blog
sprint show tell accessibility content design product manager delivery agile roadmap backlog payment notify forms adult
social care children waste parking highways libraries tax customer contact technology transformation skills training we
have been working with the and to of in a is that for on as are this our from by be will they was an it how what when
learn share reuse build test iterate measure improve launch publish support fund guidance policy minister office"""
_SYLLABLES = "ba be bi co da de fa ge ha in jo ka la me no or pa qu re sa te un ve wi ex yo za tion ment ing ness ly er"


class Author:
    """Writes posts out of a fixed stock of sentences, the same ones for the same seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        syllables = _SYLLABLES.split()
        made = ("".join(self.chance.choices(syllables, k=self.chance.randint(2, 4))) for _ in range(4000))
        self._vocabulary = [*_WORDS.split() * 3, *made]
        self._paragraphs = [self._paragraph() for _ in range(3000)]

    def words(self, number: int) -> str:
        return " ".join(self.chance.choices(self._vocabulary, k=number))

    def article(self, paragraphs: int) -> str:
        return "".join(self.chance.sample(self._paragraphs, paragraphs))

    def _paragraph(self) -> str:
        text, luck = self.words(self.chance.randint(35, 70)), self.chance.random()
        if luck < 0.3:
            text += f' <a href="https://blog.example.org/{self.chance.randrange(10**6)}?a=1&amp;b=2">{self.words(3)}</a>'
        if luck < 0.1:
            text += f' <img class="alignnone size-large" src="https://blog.example.org/img-{self.chance.randrange(10**5)}.jpg" alt="{self.words(5)}" width="1024" height="768" />'
        if luck > 0.9:
            text = f"<strong>{text}</strong> &#8217;&nbsp;– café"
        return f"<p>{text}</p>\n"


def write(folder: Path, number: int) -> int:
    """Write `number` feeds, each also packed; return their mean size in bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    author, size = Author(20190214), 0
    for feed in range(number):
        atom = author.chance.random() < 0.3
        body = (_atom if atom else _rss)(author, feed).encode()
        (folder / f"{feed}.xml").write_bytes(body)
        (folder / f"{feed}.xml.gz").write_bytes(gzip.compress(body, 6, mtime=0))
        size += len(body)
    return size // number


def _days(author: Author) -> Iterator[datetime]:
    """Yield when posts came out: one every few days, for three months."""
    for post in range(POSTS):
        yield NOW - timedelta(days=post * author.chance.uniform(1, 6), hours=author.chance.uniform(1, 20))


def _rss(author: Author, feed: int) -> str:
    site, length = f"https://team{feed}.example.org", author.chance.randint(4, 8)
    items = "\n".join(
        f"""<item>
  <title>{author.words(8)}</title><link>{site}/{day:%Y/%m/%d}/{author.chance.randrange(10**8)}/</link>
  <dc:creator><![CDATA[{author.words(2)}]]></dc:creator><pubDate>{format_datetime(day)}</pubDate>
  <category><![CDATA[{author.words(1)}]]></category><category><![CDATA[{author.words(2)}]]></category>
  <guid isPermaLink="false">{site}/?p={feed * 1000 + post}</guid>
  <description><![CDATA[<p>{author.words(40)} [&#8230;]</p>]]></description>
  <content:encoded><![CDATA[{author.article(length)}]]></content:encoded>
  <slash:comments>{author.chance.randrange(9)}</slash:comments>
</item>"""
        for post, day in enumerate(_days(author))
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:slash="http://purl.org/rss/1.0/modules/slash/">
<channel><title>Team {feed}</title><atom:link href="{site}/feed/" rel="self" type="application/rss+xml"/><link>{site}</link><description>{author.words(10)}</description><lastBuildDate>{format_datetime(NOW)}</lastBuildDate><language>en-GB</language>
{items}
</channel></rss>"""


def _atom(author: Author, feed: int) -> str:
    site, length = f"https://team{feed}.example.org", author.chance.randint(4, 8)
    entries = "\n".join(
        f"""<entry>
  <id>tag:team{feed}.example.org,2019:{post}</id><title>{author.words(8)}</title>
  <link rel="alternate" type="text/html" href="{site}/{day:%Y/%m/%d}/{author.chance.randrange(10**8)}/"/>
  <updated>{day.isoformat()}</updated><published>{day.isoformat()}</published><author><name>{author.words(2)}</name></author>
  <category term="{author.words(1)}"/><summary>{author.words(40)}</summary>
  <content type="html">{html.escape(author.article(length))}</content>
</entry>"""
        for post, day in enumerate(_days(author))
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Team {feed}</title><id>tag:team{feed}.example.org,2019:/</id><link rel="self" href="{site}/feed"/><updated>{NOW.isoformat()}</updated>
{entries}
</feed>"""
