"""The same thing has the same name, however it comes."""

from datetime import UTC, datetime

import pytest

from digest import pages
from digest.gather import identity

DAY = datetime(2026, 11, 2, 9, tzinfo=UTC)


def test_an_items_id_is_short_and_stays() -> None:
    assert identity.item_id("id:blog:1") == identity.item_id("id:blog:1") != identity.item_id("id:blog:2")
    assert len(identity.item_id("x")) == 8
    assert set(identity.item_id("x")) <= set("abcdefghijklmnopqrstuvwxyz234567")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://blog.example.org/?p=12", "https://www.blog.example.org/?p=12"),
        (
            "https://www.gov.uk/government/news/x#2026-01-01T00:00:00Z",
            "https://www.gov.uk/government/news/x#2026-02-01T00:00:00Z",
        ),
        ("tag:example.org,2026:/a", " tag:example.org,2026:/a\n"),
    ],
)
def test_an_id_that_flips_is_the_same_id(one: str, other: str) -> None:
    home = "https://blog.example.org/feed"
    assert identity.guid_key("blog", one, home) == identity.guid_key("blog", other, home) != ""


def test_ids_of_different_sites_in_one_feed_stay_apart() -> None:
    assert identity.guid_key("planet", "https://a.example.org/?p=1") != identity.guid_key(
        "planet", "https://b.example.org/?p=1"
    )


@pytest.mark.parametrize("guid", ["", "0", "https://example.org/", "http://example.org"])
def test_what_could_stand_for_anything_is_no_id(guid: str) -> None:
    assert identity.guid_key("blog", guid) == ""


@pytest.mark.parametrize(
    "url",
    [
        "http://www.example.org/a/?b=2&c=1",
        "https://example.org/a?c=1&b=2#part",
        "https://EXAMPLE.org/a/?utm_source=x&b=2&c=1&gclid=9",
    ],
)
def test_a_page_has_one_name(url: str) -> None:
    assert pages.place_on_the_web(url) == "example.org/a?b=2&c=1"


def test_an_id_that_only_looks_like_an_address_is_a_name() -> None:
    assert identity.guid_key("blog", "http://x.example[1]/a") == "id:blog:http://x.example[1]/a"


def test_a_front_page_is_nobodys_name() -> None:
    assert pages.place_on_the_web("https://example.org/#latest") == ""


def test_a_link_keeps_a_query_that_needs_its_spelling() -> None:
    assert pages.canonical_link("https://example.org/?flag&q=a+b") == "https://example.org/?flag&q=a+b"


def test_the_keys_of_an_entry_come_strongest_first() -> None:
    keys = identity.entry_keys(
        "blog", guid="p1", url="https://example.org/a", title="How We Built: The New Website!", published=DAY
    )
    assert keys == (
        "id:blog:p1",
        "url:example.org/a",
        "day:blog:how we built the new website:2026-11-02",
        "title:how we built the new website",
    )


def test_a_short_title_is_no_name_elsewhere() -> None:
    keys = identity.entry_keys(
        "blog", guid="p1", url="https://example.org/a", title="Weeknotes", published=DAY
    )
    assert not any(key.startswith("title:") for key in keys)


def test_an_entry_with_nothing_but_a_title_has_a_name() -> None:
    assert identity.entry_keys("blog", guid="", url="", title="Notes", published=None) == ("day:blog:notes:",)


def test_one_meeting_announced_by_two_sources_shares_a_key() -> None:
    one = identity.event_keys(
        ["uid:a:1"], url="https://example.org/e", title="Meetup", starts=DAY, place="City Hall"
    )
    other = identity.event_keys(["uid:b:2"], url=None, title="MEETUP!", starts=DAY, place="City Hall")
    assert set(one) & set(other)


def test_a_weekly_meetup_with_one_page_is_a_new_meeting_each_week() -> None:
    week = DAY.replace(day=9)
    first = identity.event_keys([], url="https://example.org/e", title="Meetup", starts=DAY, place="")
    second = identity.event_keys([], url="https://example.org/e", title="Meetup", starts=week, place="")
    assert not set(first) & set(second)


def test_a_key_of_different_things_names_none_of_them() -> None:
    assert identity.shared([("a", "One"), ("a", "Two"), ("b", "One"), ("b", "One")]) == {"a"}


def test_punctuation_and_case_do_not_make_a_new_title() -> None:
    assert (
        identity.normalise("“The Council’s” New—Digital Strategy! 🎉") == "the councils new digital strategy"
    )
    assert identity.normalise("🎉") == "🎉"
