"""The public page: everything of the edition, nothing of a reader."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

from digest import links
from digest.render import Templates, web
from tests.render import editions, samples


def test_the_page_holds_every_item_and_no_readers_link(templates: Templates) -> None:
    edition = samples.twelve()
    page = web(edition, samples.config(), templates)
    titles = [h.text().removeprefix("Cancelled: ") for h in LexborHTMLParser(page).css("article h2, h3")]
    assert sorted(titles) == sorted(item.title for item in edition.items)
    assert links.PLACEHOLDER not in page
    assert "https://people.example.org/subscribe" in page


def test_the_page_is_made_for_everybody(templates: Templates) -> None:
    tree = LexborHTMLParser(web(samples.twelve(), samples.config(), templates))
    (html,) = tree.css("html")
    assert (html.attributes["lang"], html.attributes["dir"]) == ("en-GB", "ltr")
    assert (
        len(tree.css("h1"))
        == len(tree.css("main"))
        == len(tree.css("header"))
        == len(tree.css("footer"))
        == 1
    )
    assert not tree.css("script, img, table, [style]")
    anchors = {str(a.attributes["href"])[1:] for a in tree.css('a[href^="#"]')}
    assert anchors <= {str(node.attributes["id"]) for node in tree.css("[id]")}
    assert [t.attributes["datetime"] for t in tree.css("article time")][:4:3] == [
        "2026-12-06T15:00+00:00",
        "2026-12-14",
    ]


def test_hostile_words_stay_words(templates: Templates) -> None:
    page = web(editions.hostile().edition, samples.config(), templates)
    tree = LexborHTMLParser(page)
    assert not tree.css("script")
    assert "<script>alert(1)</script>" in [h.text() for h in tree.css("article h2, h3")]
    assert "{{" not in page
    assert "javascript:" not in {str(a.attributes["href"])[:11] for a in tree.css("a")}


def test_a_quiet_month_is_said(templates: Templates) -> None:
    assert "Nothing new this time" in web(editions.empty().edition, samples.config(), templates)
