"""Other people's words are data at every exit."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from digest import links
from digest.render import TemplateProblem, Templates, email, markdown, web
from digest.render.addresses import address, outlook
from digest.render.clean import clean, flat, line
from tests.render import samples

nasty = st.one_of(
    st.text(st.characters(codec=None, categories=None), max_size=60),
    st.lists(
        st.sampled_from(
            [*samples.HOSTILE, "<p>", "]]>", "-->", "'", '"', "\\", "{{", "e\u0301", "\ud800", "&#60;"]
        ),
        max_size=5,
    ).map("".join),
)
calm = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@calm
@given(nasty, nasty, nasty)
def test_any_words_render_and_stay_words(templates: Templates, title: str, summary: str, place: str) -> None:
    event = samples.event(title=title, summary=summary, place=place, organiser=title)
    edition = samples.edition(
        samples.events(event),
        samples.blogs(samples.entry(title=title, summary=summary, credit=place)),
        intro=summary,
    )
    made = email(edition, samples.config(), templates)
    for page in (made.html, web(edition, samples.config(), templates)):
        assert _html(title) in page
        assert _html(summary) in page
        assert not LexborHTMLParser(page).css("script, iframe, mj-raw")
        assert len(LexborHTMLParser(page).css("h1")) == 1
    for words in (title, summary, place):
        assert _close(flat(line(words))) in _close(made.text)
    for body in (made.html, made.text, made.subject):
        assert not re.search(r"\{\{|\{%|<%|\*\||%%|[\x00-\x08\ud800-\udfff\u202e]", body)
    assert made.html.encode()


@calm
@given(nasty)
def test_what_screen_readers_are_told_is_what_stands_there(templates: Templates, title: str) -> None:
    made = email(samples.edition(samples.events(samples.event(title=title))), samples.config(), templates)
    labels = [str(a.attributes["aria-label"]) for a in LexborHTMLParser(made.html).css("a[aria-label]")]
    assert f"Book a place: {clean(line(title)) or 'Untitled'}" in labels


@pytest.mark.parametrize(
    ("given_url", "expected"),
    [
        ("https://example.org/a?b=c&d=%20#e", "https://example.org/a?b=c&d=%20#e"),
        ("https://example.org/a b<c>\"d'", "https://example.org/a%20b%3Cc%3E%22d'"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://example.org/cafés", "https://example.org/caf%C3%A9s"),
        ("https://bücher.example.org/x", "https://xn--bcher-kva.example.org/x"),
        ("mailto:a@example.org?subject=Hi", "mailto:a@example.org?subject=Hi"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//example.org/x", ""),
        ("/relative", ""),
        ("https://", ""),
        ("https://user:pw@example.org/", ""),
        ("https://example.org/{{slug}}", ""),
        ("https://example.org/%7B%7Bslug%7D%7D", ""),
        ("https://[broken", ""),
        (f"https://example.org/{links.PLACEHOLDER}", ""),
        ("https://example.org/" + links.PLACEHOLDER.replace("-", "%2D"), ""),
        (None, ""),
    ],
)
def test_only_whole_links_that_readers_may_follow_are_links(given_url: str | None, expected: str) -> None:
    assert address(given_url) == expected


@given(nasty)
def test_any_address_is_ascii_without_quotes_or_refused(text: str) -> None:
    assert re.fullmatch(r"(https?|mailto):[!#-;=?-~]+|", address(f"https://example.org/{text}"))
    assert re.fullmatch(r"(https?|mailto):[!#-;=?-~]+|", address(text), re.IGNORECASE)


def test_an_rsvp_by_mail_has_its_subject_filled_in(templates: Templates) -> None:
    rsvp = templates.words("en-GB", samples.LONDON).rsvp
    assert (
        rsvp(samples.event(title="Forms & tea"))
        == "mailto:events@example.org?subject=RSVP%3A%20Forms%20%26%20tea"
    )
    assert (
        rsvp(samples.event(rsvp="events@example.org", title="A"))
        == "mailto:events@example.org?subject=RSVP%3A%20A"
    )
    assert rsvp(samples.event(rsvp="mailto:e@example.org?subject=Yes")) == "mailto:e@example.org?subject=Yes"
    assert rsvp(samples.event(rsvp="https://example.org/book")) == "https://example.org/book"
    assert rsvp(samples.event(rsvp="javascript:x")) == rsvp(samples.event(rsvp=None)) == ""


def test_the_outlook_link_says_when_in_utc() -> None:
    assert outlook(samples.event(title="A & B", place="")) == (
        "https://outlook.office.com/calendar/action/compose?rru=addevent&subject=A%20%26%20B"
        "&startdt=2026-12-06T15:00Z&enddt=2026-12-06T17:00Z"
    )


@pytest.mark.parametrize(
    ("text", "html", "plain"),
    [
        ("Hello **you**", "<p>Hello <strong>you</strong></p>\n", "Hello you\n"),
        ("# Big", "<h2>Big</h2>\n", "Big\n---\n"),
        ("> so\n> said", "<blockquote>\n<p>so\nsaid</p>\n</blockquote>\n", "> so said\n"),
        (
            "[a](https://example.org/a)",
            '<p><a href="https://example.org/a">a</a></p>\n',
            "a\nhttps://example.org/a\n",
        ),
        ("[a](javascript:x)", "<p>[a](javascript:x)</p>\n", "[a](javascript:x)\n"),
        ("one\\\ntwo", "<p>one<br />\ntwo</p>\n", "one two\n"),
        (
            "<https://example.org/a>",
            '<p><a href="https://example.org/a">https://example.org/a</a></p>\n',
            "https://example.org/a\n",
        ),
        ("&#123;&#123;x", "<p>{\u202f{x</p>\n", "{\u202f{x\n"),
        ("* a\n* b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n", "* a\n* b\n"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>\n', "3. a\n4. b\n"),
        (
            "![x](https://example.org/i.png)",
            '<p>!<a href="https://example.org/i.png">x</a></p>\n',
            "!x\nhttps://example.org/i.png\n",
        ),
    ],
)
def test_the_intro_is_small_markdown(text: str, html: str, plain: str) -> None:
    assert markdown.html(text) == html
    assert markdown.plain(text) == plain


def _close(text: str) -> str:
    """Return text without spaces: where a line is broken says nothing."""
    return re.sub(r"\s", "", text)


def _html(text: str) -> str:
    return escape(clean(line(text))).replace("&quot;", "&#34;").replace("&#x27;", "&#39;")


THEFT = f"https://evil.example.org/t/{links.PLACEHOLDER}"
OWN = links.unsubscribe(samples.config().newsletter.people, links.PLACEHOLDER)


@pytest.mark.parametrize(
    "bait",
    [
        links.PLACEHOLDER,
        THEFT,
        OWN,
        f"https://evil.example.org/?next={OWN}",
        THEFT.replace("TOKEN", "TO\ud800KEN"),
        THEFT.replace("PERSONAL-TOKEN", "PERSONAL\x00-TOKEN"),
        THEFT.replace("-", "%2D"),
        f"mailto:thief@example.org?body={links.PLACEHOLDER}",
    ],
)
def test_nobody_gets_a_readers_token_by_writing_where_it_goes(templates: Templates, bait: str) -> None:
    words: dict[str, Any] = {"title": bait, "summary": bait, "url": bait, "credit": bait}
    event = samples.event(**words, place=bait, organiser=bait, rsvp=bait)
    coded = bait.replace("-", "&#45;")
    intro = f"{bait}\n\n[x](<{bait}>) <{bait}> [y](<{coded}>) {coded} " + bait.replace("-", "\\-")
    edition = samples.edition(
        samples.events(event),
        samples.blogs(samples.entry(**words)),
        subject=bait,
        preheader=bait,
        intro=intro,
    )
    made = email(edition, samples.config(), templates)
    assert made.html.count(links.PLACEHOLDER) == made.text.count(links.PLACEHOLDER) == 2
    assert links.PLACEHOLDER not in made.subject + made.preheader + made.sender
    assert links.PLACEHOLDER not in web(edition, samples.config(), templates)
    assert links.PLACEHOLDER not in address(bait)


def test_a_template_that_puts_a_token_elsewhere_is_refused(tmp_path: Path) -> None:
    (tmp_path / "footer.txt").write_text(
        "https://evil.example.org/?{{ ways.unsubscribe }}\n", encoding="utf-8"
    )
    with pytest.raises(TemplateProblem, match="token stands outside"):
        email(samples.one_item(), samples.config(), Templates(tmp_path))
