"""The sample newsletter is a real one: it loads, every source can be read, and the dirt comes out."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from digest.config import Config, Source, load, placeholders
from digest.demo import EDITION, HERE, NOW, SOURCES, SUBSCRIBERS, lay_out
from digest.gather import kinds
from digest.model import Body, Entry, Event, EventStatus, Item, SourceError, Window
from digest.when import moment

BASE = "http://127.0.0.1:8099"
FAILS = "lower-pennick"
BOARD = "topics"


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    folder = tmp_path_factory.mktemp("newsletter")
    lay_out(folder, BASE)
    return load(folder, kinds.names())


@pytest.fixture(scope="module")
def window(config: Config) -> Window:
    sent = moment("2026-12-03 09:00", config.newsletter.timezone)
    return Window(NOW - timedelta(days=31), NOW, sent, sent + config.section("events").look_ahead)


def file(source: Source) -> str:
    return Path(urlsplit(source.url).path).name


def said(source: Source) -> Body:
    path = HERE / "picks.yaml" if source.kind == "picks" else SOURCES / file(source)
    body = Body(path.read_bytes())
    body.url = source.url
    return body


def read(source: Source, window: Window) -> list[Item]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return list(kinds.parser(source.kind)(said(source), source, window))


@pytest.fixture(scope="module")
def items(config: Config, window: Window) -> list[Item]:
    return [item for source in config.sources if source.id != FAILS for item in read(source, window)]


@pytest.fixture(scope="module")
def news(items: list[Item], window: Window) -> list[Entry]:
    def in_it(entry: Entry) -> bool:
        return entry.published is not None and window.opens <= entry.published < window.closes

    return [item for item in items if isinstance(item, Entry) and in_it(item)]


@pytest.fixture(scope="module")
def events(items: list[Item]) -> list[Event]:
    return [item for item in items if isinstance(item, Event)]


def words(items: list[Item]) -> Iterator[str]:
    for item in items:
        yield from (item.title, item.summary, getattr(item, "place", ""))


def titled(items: list[Entry], start: str) -> Entry:
    return next(item for item in items if item.title.startswith(start))


def test_its_settings_hold_no_example_address_so_that_the_check_lets_it_pass(config: Config) -> None:
    assert placeholders(config) == []


def test_every_sample_file_belongs_to_a_source(config: Config) -> None:
    served = {file(source) for source in config.sources if source.url.startswith(BASE)}
    assert served == {path.name for path in SOURCES.iterdir()}


def test_the_edition_is_drafted_a_week_before_its_first_thursday(config: Config, window: Window) -> None:
    assert f"{window.begins:%Y-%m}" == EDITION
    assert (window.begins - NOW).days == config.schedule.draft.days
    assert (window.begins.weekday(), window.begins.day <= 7) == (config.schedule.send.weekday, True)


def test_readers_are_fictional() -> None:
    assert len(SUBSCRIBERS) == 3
    assert all(address.endswith("@example.org") for address in SUBSCRIBERS)


def test_exactly_one_source_fails_and_says_why(config: Config, window: Window) -> None:
    silent = [s.id for s in config.sources if s.id != FAILS and not read(s, window)]
    assert silent == []
    failing = config.source(FAILS)
    assert failing is not None
    with pytest.raises(SourceError, match="web page"):
        read(failing, window)


def test_it_holds_a_month_of_news_and_a_page_of_events(news: list[Entry], events: list[Event]) -> None:
    going_on = {(e.title.lower(), e.starts) for e in events if e.status is EventStatus.CONFIRMED}
    assert 28 <= sum(entry.source != BOARD for entry in news) <= 33
    assert len(going_on) == 13


def test_titles_and_summaries_are_clean_text(items: list[Item]) -> None:
    for text in words(items):
        assert not re.search(r"&(#?\w+);|</?\w+[ >]|\s{2,}|[\u0080-\u009f\ufffd\u200b]|Ã|â€", text), text


def test_no_tail_of_a_blogging_tool_is_left(items: list[Item]) -> None:
    for text in words(items):
        assert not re.search(r"appeared first on <|Continue reading|originally published in|\[…\]", text), (
            text
        )
        assert not text.endswith("appeared first on Marlow Heath Digital."), text


def test_no_person_can_be_reached_through_what_is_kept(items: list[Item]) -> None:
    for text in words(items):
        assert not re.search(r"@example\.org|020 7946|pwd=|482911|mailto:", text), text


def test_links_go_straight_to_their_target(items: list[Item]) -> None:
    for item in items:
        assert item.url
        assert re.match(r"https://[\w.-]+\.example\.org/", item.url) or item.url.startswith(
            "https://longform.example.org/"
        )
        assert not re.search(r"utm_|source=rss|/~r/|#2026|127\.0\.0\.1", item.url), item.url


@pytest.mark.parametrize(
    ("title", "published"),
    [
        ("Our planning inbox", "2026-11-17T08:18:00+00:00"),
        ("Bonfire night", "2026-11-05T17:45:00+00:00"),
        ("A short guide to being on call", "2026-10-28T08:05:00+00:00"),
        ("A data platform", "2026-11-19T07:50:00+00:00"),
        ("A café", "2026-11-16T13:25:00+00:00"),
    ],
)
def test_dates_are_read_as_their_council_meant_them(news: list[Entry], title: str, published: str) -> None:
    assert titled(news, title).published == datetime.fromisoformat(published)


def test_a_story_that_two_councils_tell_can_be_known_as_one(news: list[Entry]) -> None:
    ours, peers = titled(news, "What residents"), titled(news, "Worth your time")
    assert set(ours.keys) & set(peers.keys)


def test_a_moved_occurrence_is_listed_once_at_its_new_time(events: list[Event], config: Config) -> None:
    crits = [
        e.starts.astimezone(config.newsletter.timezone) for e in events if e.title.startswith("Content crit")
    ]
    assert [f"{starts:%d %B %H:%M}" for starts in crits] == ["10 December 14:30"]


def test_a_weekly_hour_keeps_its_hour_after_the_clocks_change(events: list[Event], config: Config) -> None:
    hours = [
        e.starts.astimezone(config.newsletter.timezone)
        for e in events
        if e.title.startswith("Weeknotes hour")
    ]
    assert [f"{starts:%d %B %H:%M}" for starts in hours] == ["04 December 09:30", "18 December 09:30"]


def test_the_next_meetup_takes_replies_by_mail(events: list[Event]) -> None:
    meetup = next(e for e in events if "December meetup" in e.title)
    assert meetup.rsvp is not None
    assert meetup.rsvp.startswith("mailto:")
    assert "Guildhall" in meetup.place


def test_the_fund_shows_its_deadline(events: list[Event]) -> None:
    fund = next(e for e in events if "round 6" in e.title)
    assert fund.closes is not None
    assert f"{fund.closes:%d %B %H:%M}" == "18 December 17:00"


def test_nothing_that_feeds_forget_costs_a_story(items: list[Item]) -> None:
    entries = [item for item in items if isinstance(item, Entry)]
    posts = [e for e in entries if e.source != BOARD]
    assert [e.source for e in posts if e.published is None] == ["tarn-ellerdale", "brackwater"]
    assert titled(entries, "AI in the adult social care").keys


def test_an_updated_page_and_a_repeated_post_stand_once_in_their_source(news: list[Entry]) -> None:
    assert sum(e.title == "Guidance: Local Service Standard" for e in news) == 1
    assert sum("bin day checker" in e.title for e in news) == 1


def test_every_kind_of_source_has_its_row(config: Config) -> None:
    assert {source.kind for source in config.sources} == set(kinds.KINDS)


def test_a_board_shows_the_open_cards_of_its_list_in_its_order(items: list[Item]) -> None:
    cards = [item for item in items if item.source == BOARD]
    assert [card.title.partition(" ")[0] for card in cards] == ["Retiring", "One", "Letters", "A"]
    assert cards[0].summary.startswith("Due 11 December 2026. Find one user")
    assert not re.search("Petra|cards@", repr(cards))


def test_an_event_of_a_page_says_where_to_book_and_until_when(events: list[Event]) -> None:
    (jam,) = (e for e in events if "service jam" in e.title)
    assert (jam.place, jam.organiser) == ("Corn Exchange, Wexcombe", "Wexcombe District Council")
    assert jam.rsvp == "https://cornexchange.example.org/book/service-jam"
    assert f"{jam.closes:%d %B %H:%M}" == "10 December 17:00"


def test_a_page_and_a_calendar_tell_of_one_event(events: list[Event]) -> None:
    page, calendar = (next(e for e in events if e.title.startswith("Winter show") and (e.source == "corn-exchange") is it) for it in (True, False))  # fmt: skip
    assert set(page.keys) & set(calendar.keys)


def test_a_search_and_a_feed_tell_of_one_page(news: list[Entry]) -> None:
    found, fed = titled(news, "Local Service Standard"), titled(news, "Guidance: Local Service Standard")
    assert set(found.keys) & set(fed.keys)


def test_what_an_editor_excludes_stays_out(items: list[Item]) -> None:
    assert not [
        item.title for item in items if re.match("Transparency data|.*hospitality|.*carols", item.title)
    ]
