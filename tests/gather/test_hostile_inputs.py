"""Each hostile document has the outcome that its row in tests/hostile/README.md promises."""

from __future__ import annotations

import re
import socket
import time
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from digest.model import Event, EventStatus, SourceError
from tests.gather.reading import HOSTILE, WINDOW, Told, read

FEEDS = sorted(path.name for path in HOSTILE.glob("feed_*.xml"))
CALENDARS = sorted(path.name for path in HOSTILE.glob("ics_*.ics"))
NUMBERS = sorted(path.name for path in HOSTILE.glob("json_*.json"))
SPRING = replace(WINDOW, ends=datetime(2027, 5, 1, tzinfo=UTC))
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def given(name: str) -> Told:
    kind = "calendar" if name.endswith(".ics") else "feed"
    return read(kind, (HOSTILE / name).read_bytes(), window=SPRING, url="https://blog.example.gov.uk/feed")


def test_every_document_is_here() -> None:
    assert (len(FEEDS), len(CALENDARS), len(NUMBERS)) == (30, 12, 3)


@pytest.mark.parametrize("name", FEEDS + CALENDARS + NUMBERS)
def test_whatever_comes_out_is_clean_and_comes_soon(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("a reader went to the network"))
    began = time.process_time()
    try:
        items, told = given(name)
    except SourceError as problem:
        items, told = [], [str(problem)]
    assert time.process_time() - began < 5
    assert len(items) <= 200
    for item in items:
        texts = [item.title, item.summary]
        if isinstance(item, Event):
            texts += [item.place, item.organiser]
        for text in texts:
            assert not UNSEEN.search(text)
            assert not re.search(
                r"<[a-z/!]|javascript:|onerror|root:|{{.*49", text.replace("<%asm", ""), re.IGNORECASE
            )
            assert max(map(len, text.split()), default=0) <= 70
        assert len(item.title) <= 300
        if item.url:
            assert urlsplit(item.url).scheme in {"http", "https"}
            assert "@" not in urlsplit(item.url).netloc
    assert not any(UNSEEN.search(line) or len(line) > 300 for line in told)


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("feed_billion_laughs.xml", "XML entities"),
        ("feed_quadratic_blowup.xml", "XML entities"),
        ("feed_xxe_file.xml", "XML entities"),
        ("feed_xxe_http.xml", "XML entities"),
        ("feed_deep_xml.xml", "nested too deeply"),
        ("feed_is_html.xml", "got a web page, not a feed"),
        ("feed_empty.xml", "the answer is empty"),
        ("ics_nested.ics", "nested too deeply"),
        ("json_deep.json", "nested too deeply"),
        ("json_big_int.json", "a number that is too large"),
        ("json_nan_dupes.json", "a number that is too large"),
    ],
)
def test_what_is_made_to_break_a_reader_is_refused_in_words(name: str, problem: str) -> None:
    with pytest.raises(SourceError, match=problem):
        given(name)


@pytest.mark.parametrize(
    ("name", "title", "summary"),
    [
        ("feed_bidi.xml", "Budget gnp.exe and hidden \u0430pple.com", "Words."),
        ("feed_css_takeover.xml", "A post", "Pay here"),
        ("feed_deep_nesting.xml", "A post", ""),
        ("feed_external_dtd.xml", "A post", "Words."),
        ("feed_header_injection.xml", "News Bcc: […] body", "Words."),
        ("feed_huge_title.xml", "T" * 59 + "…", "Words."),
        (
            "feed_jinja_ssti.xml",
            "{{ 7*7 }} {% for x in [].__class__.__mro__[1].__subclasses__() %}{% endfor %}{{ config }}",
            None,
        ),
        ("feed_mjml_injection.xml", "x", ""),
        ("feed_mso_comment.xml", "x", None),
        ("feed_nul_and_controls.xml", "xred", "Words."),
        ("feed_provider_tags.xml", "Hi -name- %name% [Unsubscribe] <%asm_group_unsubscribe_raw_url%>", None),
        ("feed_rtl_long_word.xml", "W" * 59 + "…", "x" * 59 + "…"),
        ("feed_script_title.xml", "Hi", "ok"),
        ("feed_tracking_pixel.xml", "A post", "Text"),
        ("feed_unclosed_html.xml", "A post", ""),
        ("feed_wrong_encoding.xml", "A post", "Words."),
        ("feed_utm_variants.xml", "A post", "Words."),
        ("feed_duplicate_guids.xml", "v0", "Words."),
    ],
)
def test_hostile_words_become_plain_words(name: str, title: str, summary: str | None) -> None:
    entry = given(name).item
    assert entry.title == title
    assert entry.summary == summary or summary is None
    assert entry.image is None


def test_of_many_items_the_newest_two_hundred_are_used_and_it_is_told() -> None:
    told = given("feed_many_items.xml")
    assert len(told.items) == 200
    assert told.warning == "20,000 entries in this window: only the newest 200 are used"


def test_half_an_item_is_none() -> None:
    told = given("feed_truncated.xml")
    assert (told.items, told.warning) == ([], "the feed breaks off in the middle: the last entry is left out")


def test_only_a_web_address_is_a_link() -> None:
    told = given("feed_js_links.xml")
    assert [entry.url for entry in told.items] == ["https://evil.example/x"]
    assert told.warning.startswith("8 entries are left out")


def test_dates_from_other_ages_are_no_dates() -> None:
    assert all(entry.published is None for entry in given("feed_future_and_1970.xml").items)


def test_piled_marks_and_families_are_capped_and_whole() -> None:
    title = given("feed_zalgo_emoji.xml").item.title
    assert title.startswith("\u0179\u0334\u0334\u0334\u0334algo ")
    assert re.fullmatch("(?:\U0001f468\u200d\U0001f469\u200d\U0001f467)+…", title.split()[1])


def test_links_without_trackers_are_one_page() -> None:
    assert given("feed_utm_variants.xml").item.url == "https://blog.example.gov.uk/a/"


@pytest.mark.parametrize(
    ("name", "warning"),
    [
        ("ics_secondly_forever.ics", "repeats every minute or second"),
        ("ics_secondly_never.ics", "repeats every minute or second"),
        ("ics_huge_count.ics", "repeats every minute or second"),
        ("ics_huge_duration.ics", "lasts longer than a year"),
        ("ics_bad_interval.ics", "repeats by a rule that makes no sense"),
        ("ics_many_rdates.ics", "names too many single dates"),
    ],
)
def test_an_event_that_would_never_end_is_refused_by_name(name: str, warning: str) -> None:
    told = given(name)
    assert told.items == []
    assert warning in told.warning
    assert "Meetup" in told.warning


def test_three_hundred_thousand_folds_are_one_line() -> None:
    assert given("ics_folding_bomb.ics").titles == ["Meetup"]


def test_a_zone_that_is_a_path_opens_no_file() -> None:
    told = given("ics_unknown_tz.ics")
    assert told.item.starts == datetime(2026, 12, 1, 15, tzinfo=UTC)
    assert 'the time zone "../../etc/passwd" is not known' in told.warning


def test_markup_addresses_and_people_in_an_event_go() -> None:
    event = given("ics_html_summary.ics").item
    assert (event.title, event.url, event.place) == ("script alert(1) /script", None, "")
    assert not re.search(r"passwd|private\.example|Jo\b", repr(event))


def test_another_source_cannot_cancel_under_an_official_uid() -> None:
    event = given("ics_spoofed_update.ics").item
    assert event.status is EventStatus.CANCELLED
    assert event.keys[0] == "uid:blog:meetup-2026-12@official.example"


def test_a_time_that_the_clocks_skip_is_shown_as_a_real_one() -> None:
    told = given("ics_dst_gap.ics")
    assert f"{told.item.starts:%d %H:%M}" == "28 02:30"
    assert "a clock change skips" in told.warning


def test_the_table_names_every_document() -> None:
    table = (HOSTILE / "README.md").read_text(encoding="utf-8")
    here = {path.name for path in HOSTILE.iterdir()} - {"README.md"}
    assert set(re.findall(r"^\| `([^`]+)`", table, re.MULTILINE)) == here
