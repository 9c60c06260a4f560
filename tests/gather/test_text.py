"""Words from outside become plain text in one line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.gather.text import clean, link, summary


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("Fish &amp;amp; chips &amp; peas", "Fish & chips & peas"),
        ("The council&#8217;s plan", "The council’s plan"),
        ("<b>Big</b> news<br>today", "Big news today"),
        ("<script>alert(1)</script>Hello", "Hello"),
        ("How to use the &lt;details&gt; element", "How to use the <details> element"),
        ("&lt;em&gt;Twice&lt;/em&gt; escaped", "Twice escaped"),
        ("5 < 6 and 7 > 3", "5 < 6 and 7 > 3"),
        ("x <!--[if mso]></td><![endif]-->", "x"),
        ("Line\r\nBcc: nobody\tand   more", "Line Bcc: nobody and more"),
    ],
)
def test_html_and_entities_become_words(raw: str, read: str) -> None:
    assert clean(raw) == read


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("Itâ€™s Â£5 at the cafÃ© ðŸ˜€", "It’s £5 at the café 😀"),
        ("Raw windows-1252: \x91quoted\x92 \x96 done", "Raw windows-1252: ‘quoted’ – done"),
        ("MARCHÉ» and IRMÃ£", "MARCHÉ» and IRMÃ£"),
    ],
)
def test_mojibake_is_mended_where_it_is_certain(raw: str, read: str) -> None:
    assert clean(raw) == read


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("x\x1b[31mred\x00\x08", "xred"),
        ("Budget \u202egnp.exe\u202c \u2066\u200e\u200bhid\u00adden\u2069", "Budget gnp.exe hidden"),
        ("half \ud800 and \ufffe none\uffff", "half and none"),
        ("tag\U000e0041\U000e0042s", "tags"),
        ("a\u200db", "ab"),
    ],
)
def test_what_cannot_be_seen_does_not_stay(raw: str, read: str) -> None:
    assert clean(raw) == read


@pytest.mark.parametrize(
    "sign",
    ["👨‍👩‍👧", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "🇬🇧", "👍🏽", "می‌خواهم"],
)
def test_signs_made_of_several_characters_stay_whole(sign: str) -> None:
    assert clean(sign) == sign


@pytest.mark.parametrize(
    "sign", ["👨‍👩‍👧", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "🇬🇧", "👍🏽"]
)
def test_a_cut_never_goes_through_a_sign(sign: str) -> None:
    for limit in range(len(sign) + 1, 70):
        cut = clean(sign * 12, limit).removesuffix("…")
        assert cut == sign * (len(cut) // len(sign))
        assert cut


def test_marks_piled_on_a_letter_are_few() -> None:
    assert clean("Z" + "\u0301\u0316\u0334" * 400 + "algo") == "\u0179\u0334\u0334\u0334\u0334algo"


def test_a_long_title_is_cut_between_words() -> None:
    assert clean("council " * 100, 30) == "council council council…"


def test_a_word_that_never_ends_is_cut() -> None:
    assert clean("W" * 5000) == "W" * 59 + "…"


@given(st.text())
def test_whatever_comes_is_one_printable_line(raw: str) -> None:
    words = clean(raw, 40)
    assert len(words) <= 40
    assert words == " ".join(words.split())
    assert not any(
        ord(sign) < 32 or 0x7F <= ord(sign) < 0xA0 or 0xD800 <= ord(sign) < 0xE000 for sign in words
    )


@pytest.mark.parametrize(
    "tail",
    [
        "<p>The post <a href=x>A title. With a stop</a> appeared first on <a href=y>The Blog</a>.</p>",
        " Continue reading <a>A title</a> &rarr;",
        "<a>Read more</a>",
        " Read more »",
        " Find out more about this on our site",
        " Click here to read the full story",
        " Permalink | Comments | Digg",
    ],
)
def test_a_summary_ends_before_the_feeds_own_tail(tail: str) -> None:
    assert summary(f"<p>We shipped it. It works.</p>{tail}") == "We shipped it. It works."


def test_a_sentence_about_reading_is_not_a_tail() -> None:
    assert summary("Continue reading is hard. Practice helps.") == "Continue reading is hard. Practice helps."


def test_a_summary_holds_whole_sentences() -> None:
    long = "Dr. Ada met the team, e.g. Bea. " * 30
    short = summary(long)
    assert len(short) <= 280
    assert short.endswith("Bea.")


def test_what_the_source_cut_off_is_left_out_or_marked() -> None:
    assert summary("One is whole. Two is cut off [&#8230;]") == "One is whole."
    assert summary("Only this one and it is cut [...]") == "Only this one and it is cut…"


def test_markdown_becomes_words() -> None:
    text = "## Agenda\nJoin [our page](https://example.org/x) for **bold** and _quiet_ talk\\- and snake_case_names."
    assert summary(text) == "Agenda Join our page for bold and quiet talk- and snake_case_names."


@pytest.mark.parametrize(
    "private",
    [
        "jo.bloggs@example.org",
        "jo (at) example.org",
        "020 7946 0000",
        "+44 (0)20 7946 0000",
        "07700 900123",
        "https://us02web.zoom.us/j/123456?pwd=abcdef",
        "https://teams.microsoft.com/l/meetup-join/19%3ameeting",
        "https://example.org/room?passcode=1234",
        "Meeting ID: 123 456 7890",
        "Passcode: abc123",
    ],
)
def test_ways_to_reach_people_are_cut(private: str) -> None:
    for text in (clean(f"Talk to us: {private} today"), summary(f"Talk to us: {private} today")):
        assert text == "Talk to us: […] today"


@pytest.mark.parametrize(
    "harmless",
    [
        "on 2026-06-03 10:00-12:00",
        "room 1234 567",
        "£1,000,000 by 2019-2020",
        "up +12.34567% today",
        "https://zoom.us/webinar/register/x",
    ],
)
def test_numbers_that_reach_nobody_stay(harmless: str) -> None:
    assert clean(harmless) == harmless


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("/a?utm_source=x&b=1#top", "https://example.org/a?b=1"),
        ("HTTPS://Example.ORG/Path?fbclid=1", "https://example.org/Path"),
        ("//other.example.org/x", "https://other.example.org/x"),
        ("https://medium.com/p/abc?source=rss----1---2", "https://medium.com/p/abc"),
        ("https://example.org/a?x=1&amp;y=2", "https://example.org/a?x=1&y=2"),
        ("https://bücher.example/ä b", "https://xn--bcher-kva.example/%C3%A4%20b"),
        ("https://faß.example/", "https://xn--fa-hia.example/"),
        (" https://example.org/ \n", "https://example.org/"),
    ],
)
def test_a_link_is_absolute_and_without_trackers(raw: str, kept: str) -> None:
    assert link(raw, "https://example.org/feed.xml") == kept


@pytest.mark.parametrize(
    "raw",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "mailto:a@example.org",
        "https://user:pw@example.org/",
        "https://good.example\\@evil.example/",
        "https://example.org/\r\nSet-Cookie: x",
        "https://example.org:99999/",
        "https://[::1",
        "https://",
        "https://example.org/<script>",
        "https://example.org/" + "a" * 3000,
        "",
        None,
    ],
)
def test_what_is_no_web_address_is_no_link(raw: str | None) -> None:
    assert link(raw, "https://example.org/feed.xml") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"Has anybody looked at it yet?" So we looked.', '"Has anybody looked at it yet?" So we looked.'),
        (
            "Slip away quietly.\n\nJoin: https://meet.example.org/j/8?pwd=S0\nPasscode: 482911",
            "Slip away quietly.",
        ),
        ("Ring 020 7946 0171 to book. There is cake.", "There is cake."),
        ("Ring 020 7946 0171 to book.", "Ring […] to book."),
        ("We had long forgotten. […]", "We had long forgotten."),
        ("We had long forgotten. And then it […]", "We had long forgotten."),
    ],
)
def test_a_summary_keeps_whole_sentences_that_need_nobody_s_number(text: str, expected: str) -> None:
    assert summary(text) == expected
