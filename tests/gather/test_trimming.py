"""What is left out of an entry before the slow parser leaves no trace in what is read."""

from __future__ import annotations

import pytest

from digest.gather import cutting
from digest.gather.trimming import trim
from tests.gather.reading import Told, post, read, rss

WORDS = "<![CDATA[<p>We fried & ate.</p>]]>"
ARTICLE = f"<content:encoded>{WORDS}</content:encoded>"
HEAD = 'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'


def both_ways(monkeypatch: pytest.MonkeyPatch, *items: str, head: str = HEAD) -> tuple[Told, Told]:
    """Return what is read of a feed as it is and of the feed made shorter."""
    body = rss(*items).replace("<rss ", f"<rss {head} ")
    short = read("feed", body)
    with monkeypatch.context() as patch:
        patch.setattr(cutting, "trim", lambda entry: entry)
        return read("feed", body), short


def test_authors_and_the_article_after_a_summary_go() -> None:
    entry = (
        "<item><title>A</title><dc:creator><![CDATA[Jo]]></dc:creator><author><name>Jo</name></author>"
        f"<description>Short &amp; sweet.</description>{ARTICLE}<slash:comments>4</slash:comments></item>"
    )
    assert trim(entry) == "<item><title>A</title><description>Short &amp; sweet.</description></item>"


@pytest.mark.parametrize(
    "telling",
    [
        ARTICLE,
        f"<description> </description>{ARTICLE}",
        f"<description>&#160;</description>{ARTICLE}",
        f"<description><![CDATA[<br>]]></description>{ARTICLE}",
        f"{ARTICLE}<description>Short.</description>",
        f"<description>Short.</description>{ARTICLE}<description>Another.</description>",
        f"<description>Short.</description>{ARTICLE}<summary>Another.</summary>",
        f"<description>Short.</description><!-- {ARTICLE} -->",
        f"<description><![CDATA[About {ARTICLE.replace(WORDS, 'x')}]]></description>",
        "<description>Short.</description><content:encoded>not <b>well</content:encoded>",
        "<description>Short.</description><content:encoded>a&nbsp;b</content:encoded>",
        '<summary type="xhtml"><div>Short.</div></summary><content type="html">Long.</content>',
    ],
)
def test_an_article_that_may_be_read_stays(telling: str) -> None:
    assert trim(f"<item>{telling}</item>") == f"<item>{telling}</item>"


@pytest.mark.parametrize(
    "telling",
    [
        f"<description>Short.</description>{ARTICLE}",
        f"{ARTICLE}<description>Short.</description>",
        f"<description> </description>{ARTICLE}",
        f"<description>Short.</description>{ARTICLE}<description>Another.</description>",
        f"<description>Short.</description><summary>Another.</summary>{ARTICLE}",
        f"<dc:creator>Jo</dc:creator><description>&lt;p&gt;Short.&lt;/p&gt;</description>{ARTICLE}",
        "<author><name>Jo</name><email>jo@example.org</email></author><title>B</title>",
        "<comments>https://blog.example.org/1#comments</comments>",
        "<author>Jo <b>Bloggs</b></author><description>Short.</description>",
    ],
)
def test_a_shorter_entry_reads_the_same(telling: str, monkeypatch: pytest.MonkeyPatch) -> None:
    item = post(1, description="").replace("</item>", f"{telling}</item>")
    whole, short = both_ways(monkeypatch, item, post(2))
    assert short == whole
    assert len(whole.items) == 2
