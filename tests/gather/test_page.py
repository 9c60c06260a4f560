"""Pages become the events that they announce."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from digest.gather.page import parse
from digest.model import Body, Event, EventStatus, SourceError
from tests.gather.reading import WINDOW, Told, source
from tests.gather.reading import read as read_any

LONDON = ZoneInfo("Europe/London")
PAGE = "https://hall.example.org/whats-on"
MICRODATA = """
<div itemscope itemtype="http://schema.org/EducationEvent">
  <h2 itemprop="name summary">Content clinic</h2>
  <time itemprop="startDate" datetime="2026-12-03T15:00">Thursday, 3pm</time>
  <meta itemprop="endDate" content="2026-12-03T16:30">
  <div itemprop="location" itemscope itemtype="http://schema.org/Place">
    <b itemprop="name">Town Hall</b>
    <p itemprop="address" itemscope><i itemprop="addressLocality">Marlow Heath</i></p>
  </div>
  <a itemprop="url" href="/clinic?utm_source=x">More</a>
  <link itemprop="eventStatus" href="https://schema.org/EventScheduled">
  <div itemscope itemtype="http://schema.org/Product"><b itemprop="name">A mug</b></div>
</div>"""
H_EVENT = """
<article class="h-event">
  <a class="p-name u-url" href="clinic">Content clinic</a>
  <time class="dt-start" datetime="2026-12-03 15:00">3 December</time>
  <abbr class="dt-end" title="2026-12-03T16:30">half past four</abbr>
  <p class="p-location h-card"><b class="p-name">Town Hall</b>, <b class="p-locality">Marlow Heath</b></p>
  <p class="p-summary">Bring a <b>page</b>.</p>
  <div class="p-organizer h-card"><b class="p-name">Jo Bloggs</b></div>
</article>"""


def ld(*events: dict[str, Any] | list[Any], attributes: str = "application/ld+json") -> str:
    return "".join(f'<script type="{attributes}">{json.dumps(event)}</script>' for event in events)


def node(**changed: Any) -> dict[str, Any]:
    given = {"@type": "Event", "name": "Meetup", "startDate": "2026-12-03T15:00", **changed}
    return {name: value for name, value in given.items() if value is not None}


def read(body: str, **settings: Any) -> Told:
    return read_any("page", f"<!doctype html><title>What's on</title>{body}", **{"url": PAGE, **settings})


def one(**changed: Any) -> Event:
    event = read(ld(node(**changed))).item
    assert isinstance(event, Event)
    return event


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=LONDON)


def test_an_event_in_json_ld_becomes_an_event() -> None:
    event = one(
        url="/meetup?utm_source=search",
        endDate="2026-12-03T17:00",
        description="<p>Bring a friend.</p><p>Ask jo@example.org.</p>",
        location={
            "@type": "Place",
            "name": "The Guildhall",
            "address": {
                "@type": "PostalAddress",
                "streetAddress": "The Guildhall, Marlow Street",
                "addressLocality": "Marlow Heath",
                "addressCountry": "GB",
            },
            "telephone": "020 7946 0000",
        },
        organizer={"@type": "Organization", "name": "Peer Group", "email": "jo@example.org"},
        offers={"url": "https://tickets.example.org/1", "validThrough": "2026-12-01T12:00:00Z"},
        image="https://track.example.org/x.gif",
    )
    assert event == Event(
        id=event.id,
        source="blog",
        section="blogs",
        title="Meetup",
        url="https://hall.example.org/meetup",
        summary="Bring a friend.",
        keys=(
            "page:blog:hall.example.org/meetup#2026-12-03",
            "at:hall.example.org/meetup|20261203T150000Z|the guildhall marlow street marlow heath",
            "at:meetup|20261203T150000Z|the guildhall marlow street marlow heath",
        ),
        starts=at(3, 15),
        ends=at(3, 17),
        place="The Guildhall, Marlow Street, Marlow Heath",
        organiser="Peer Group",
        rsvp="https://tickets.example.org/1",
        closes=at(1, 12),
    )


@pytest.mark.parametrize(
    "body",
    [
        ld([node()]),
        ld({"@graph": [{"@type": "WebPage"}, node()]}),
        ld({"@type": "Place", "name": "Hall", "event": [node()]}),
        ld({"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": node()}]}),
        ld(node(**{"@type": ["Thing", "https://schema.org/BusinessEvent"]})),
        ld(node(), attributes="Application/LD+JSON; charset=utf-8"),
        f'<script type="application/ld+json">//<![CDATA[\n{json.dumps(node())[:-1]},\n}};\n//]]></script>',
        '<script type="application/ld+json">{"@type": "Event", "name": "Mee\ntup", "startDate": "2026-12-03T15:00"}</script>',
        json.dumps({"@context": "https://schema.org", **node()}),
        ld({"@type": "Course", "name": "Meetup", "hasCourseInstance": {"@type": "CourseInstance", "startDate": "2026-12-03T15:00"}}),
        ld(node(**{"@type": "EventSeries", "startDate": "2026-01-01", "subEvent": node(name=None)})),
        ld({**node(), "name": {"@value": "Meetup", "@language": "en"}}),
    ],
)  # fmt: skip
def test_an_event_is_found_wherever_pages_put_it(body: str) -> None:
    told = read_any("page", body, url=PAGE)
    assert told.item.title.replace(" ", "") == "Meetup"
    assert told.item.starts == at(3, 15)
    assert told.warnings == []


@pytest.mark.parametrize(
    "kind",
    ["BusinessEvent", "ConferenceEvent", "ScreeningEvent", "Hackathon", "Festival", "CourseInstance"],
)
def test_every_kind_of_meeting_counts(kind: str) -> None:
    assert one(**{"@type": kind}).title == "Meetup"


def test_parcels_and_programmes_are_no_meetings() -> None:
    told = read(ld(node(**{"@type": "DeliveryEvent"}), node(**{"@type": "BroadcastEvent"})))
    assert told.items == []
    assert "no events found on the page" in told.warning


def test_the_sessions_of_a_conference_are_part_of_it() -> None:
    told = read(ld(node(name="Conference", subEvent=[node(name="Keynote"), node(name="Lunch")])))
    assert told.titles == ["Conference"]


@pytest.mark.parametrize(
    ("start", "end", "starts", "ends", "all_day"),
    [
        ("2026-12-03", None, at(3), at(4), True),
        ("2026-12-03", "2026-12-05", at(3), at(6), True),
        ("2026-12-03T00:00:00+00:00", "2026-12-03T23:59:59+00:00", at(3), at(4), True),
        ("2026-12-03T15:00", None, at(3, 15), None, False),
        ("2026-12-03T15:00", "2026-12-03T14:00", at(3, 15), None, False),
        ("2026-12-03T15:00", "2026-12-03", at(3, 15), None, False),
        ("2026-12-03T15:00", "2026-12-04", at(3, 15), at(5), False),
        ("2026-12-03T15:00:00.000Z", "2026-12-03T17:00:00+01:00", at(3, 15), at(3, 16), False),
        ("2026-12-3T9:00+0:00", None, at(3, 9), None, False),
        ("3 December 2026 15:00", None, at(3, 15), None, False),
        ("2026-12-03T10:00:00-05:00", None, at(3, 15), None, False),
    ],
)
def test_times_are_read_as_they_are_meant(
    start: str, end: str | None, starts: datetime, ends: datetime | None, all_day: bool
) -> None:
    event = one(startDate=start, endDate=end)
    assert (event.starts, event.ends, event.all_day) == (starts, ends, all_day)


def test_a_time_without_a_zone_is_one_of_the_source() -> None:
    told = read(ld(node(duration="PT90M")), timezone=ZoneInfo("Europe/Berlin"))
    assert (told.item.starts, told.item.ends) == (at(3, 14), at(3, 15, 30))


@pytest.mark.parametrize(
    ("location", "mode", "place", "online"),
    [
        ("Town Hall", None, "Town Hall", False),
        ({"@type": "Place", "name": "Hall", "address": "1 High Street, Anytown"}, None, "Hall, 1 High Street, Anytown", False),
        ({"@type": "VirtualLocation", "url": "https://zoom.us/j/1?pwd=secret"}, None, "Online", True),
        ({"@type": "VirtualLocation"}, None, "Online", True),
        (None, "https://schema.org/OnlineEventAttendanceMode", "Online", True),
        ("Town Hall", "OfflineEventAttendanceMode", "Town Hall", False),
        ([{"@type": "VirtualLocation"}, {"@type": "Place", "name": "Hall"}], "MixedEventAttendanceMode", "Hall", True),
    ],
)  # fmt: skip
def test_where_it_is_stands_in_words_and_nobody_gets_in_by_it(
    location: Any, mode: str | None, place: str, online: bool
) -> None:
    event = one(location=location, eventAttendanceMode=mode)
    assert (event.place, event.online) == (place, online)
    assert "zoom" not in repr(event)


def test_a_place_that_the_page_describes_elsewhere_is_looked_up() -> None:
    hall = {"@type": "Place", "@id": "#hall", "name": "Corn Exchange"}
    assert read(ld({"@graph": [node(location={"@id": "#hall"}), hall]})).item.place == "Corn Exchange"


@pytest.mark.parametrize(
    "status", ["EventCancelled", "https://schema.org/EventCancelled", {"@id": "schema:EventCancelled"}]
)
def test_a_cancelled_event_says_so(status: Any) -> None:
    event = one(eventStatus=status)
    assert (event.status, event.starts) == (EventStatus.CANCELLED, at(3, 15))


def test_a_title_that_says_cancelled_is_believed_and_shortened() -> None:
    event = one(name="CANCELLED: Meetup")
    assert (event.title, event.status) == ("Meetup", EventStatus.CANCELLED)


def test_a_postponed_event_does_not_take_place_then() -> None:
    event = one(eventStatus="EventPostponed", description="Bring a friend.")
    assert event.status is EventStatus.CANCELLED
    assert event.summary == "Postponed, with no new date yet. Bring a friend."


def test_a_rescheduled_event_is_still_known_by_its_old_day() -> None:
    before = one(url="/meetup")
    after = one(
        url="/meetup",
        eventStatus="EventRescheduled",
        previousStartDate="2026-12-03T15:00",
        startDate="2026-12-10T15:00",
    )
    assert after.starts == at(10, 15)
    assert set(before.keys) <= set(after.keys)


def test_an_event_that_moved_online_is_not_at_its_place_any_more() -> None:
    event = one(eventStatus="EventMovedOnline", location={"@type": "Place", "name": "Town Hall"})
    assert (event.place, event.online, event.status) == ("Online", True, EventStatus.CONFIRMED)


def test_another_hour_or_place_is_the_same_event_and_another_day_is_not() -> None:
    first = one(url="/meetup", location="Town Hall")
    moved = one(url="/meetup", location="Library", startDate="2026-12-03T16:00")
    assert first.id == moved.id
    assert not set(first.keys) & set(one(url="/meetup", startDate="2026-12-10T15:00").keys)


def test_two_at_one_time_with_one_link_stay_two() -> None:
    told = read(ld([node(name="Track A", url="/camp"), node(name="Track B", url="/camp")]))
    a, b = told.items
    assert not set(a.keys) & set(b.keys)


@pytest.mark.parametrize(
    ("offers", "rsvp", "closes"),
    [
        ([{"url": "/book", "validThrough": "2026-12-01"}], "https://hall.example.org/book", at(1, 23, 59)),
        ({"@type": "AggregateOffer", "offers": [{"url": "/a"}, {"url": "/b"}]}, "https://hall.example.org/a", None),
        ([{"url": "/gone", "availability": "https://schema.org/SoldOut"}], None, None),
        ({"url": "javascript:alert(1)"}, None, None),
        ({"url": "https://user:pw@tickets.example.org/"}, None, None),
        ({"url": "mailto:clinic@example.org"}, "mailto:clinic@example.org", None),
        ({"url": "/late", "validThrough": "2026-12-04"}, "https://hall.example.org/late", None),
        ([{"url": "/a", "validThrough": "2026-12-01"}, {"url": "/b"}], "https://hall.example.org/a", None),
    ],
)  # fmt: skip
def test_booking_says_where_and_until_when(offers: Any, rsvp: str | None, closes: datetime | None) -> None:
    event = one(offers=offers)
    assert (event.rsvp, event.closes) == (rsvp, closes)


def test_one_persons_mailbox_is_told() -> None:
    told = read(ld(node(offers={"url": "mailto:jo.bloggs@example.org"})))
    assert told.item.rsvp == "mailto:jo.bloggs@example.org"
    assert "one person's mailbox" in told.warning


@pytest.mark.parametrize(
    ("organizer", "name"),
    [
        ({"@type": "Person", "name": "Jo Bloggs"}, ""),
        ("Jo Bloggs", ""),
        ({"name": "Jo Bloggs"}, ""),
        ({"@type": "Organization", "name": "jo@example.org"}, ""),
        ([{"@type": "Person", "name": "Jo"}, {"@type": "NGO", "name": "Peer Group"}], "Peer Group"),
    ],
)
def test_only_an_organisation_is_named(organizer: Any, name: str) -> None:
    assert one(organizer=organizer).organiser == name


def test_microdata_with_nested_items_becomes_an_event() -> None:
    event = read(MICRODATA).item
    assert (event.title, event.url, event.place) == (
        "Content clinic",
        "https://hall.example.org/clinic",
        "Town Hall, Marlow Heath",
    )
    assert (event.starts, event.ends) == (at(3, 15), at(3, 16, 30))


def test_an_h_event_becomes_an_event_without_its_people() -> None:
    event = read(H_EVENT).item
    assert (event.title, event.url, event.place, event.summary) == (
        "Content clinic",
        "https://hall.example.org/clinic",
        "Town Hall, Marlow Heath",
        "Bring a page.",
    )
    assert (event.starts, event.ends, event.organiser) == (at(3, 15), at(3, 16, 30), "")


def test_a_day_and_a_clock_that_stand_apart_are_one_time() -> None:
    start = '<p class="dt-start"><b class="value">2026-12-03</b> at <b class="value">15:00</b></p>'
    assert read(
        f'<div class="vevent"><p class="summary">A</p>{start.replace("dt-start", "dtstart")}</div>'
    ).item.starts == at(3, 15)


def test_an_event_told_in_three_ways_stands_once_in_its_best_words() -> None:
    told = read(H_EVENT + MICRODATA + ld(node(name="Content clinic", description="From JSON-LD.")))
    assert told.item.summary == "From JSON-LD."


def test_the_same_title_at_two_places_is_two_events() -> None:
    told = read(ld(node(location="Library"), node(location="Town Hall"), node(location="Town Hall")))
    assert [event.place for event in told.items] == ["Library", "Town Hall"]


def test_links_hang_on_the_pages_real_address() -> None:
    body = Body(f"<base href='https://evil.example/'>{ld(node(url='meetup'))}".encode())
    body.url = "https://real.example.org/events/"
    (event,) = parse(body, source("page", url=PAGE), WINDOW)
    assert event.url == "https://real.example.org/events/meetup"


def test_an_event_without_a_page_of_its_own_links_to_where_it_was_found() -> None:
    assert one(url="javascript:alert(1)").url == PAGE


def test_what_is_not_wanted_or_not_ahead_is_left_out() -> None:
    events = [node(), node(name="Choir", keywords=["Music"]), node(name="Past", startDate="2026-11-01"), node(name="Far", startDate="2027-03-01")]  # fmt: skip
    assert read(ld(events), exclude=["music"]).titles == ["Meetup"]


def test_too_many_are_told_and_the_first_are_used() -> None:
    told = read(
        ld([node(name=f"No {n}", startDate=f"2026-12-{n:02}") for n in range(10, 1, -1)]), max_items=2
    )
    assert told.titles == ["No 2", "No 3"]
    assert told.warning == "9 events in this window: only the first 2 are used"


def test_an_event_without_title_or_time_is_told() -> None:
    told = read(ld(node(), node(name=None), node(name="Soon", startDate="soon")))
    assert told.titles == ["Meetup"]
    assert told.warning == "events left out, as they have no title or no time that can be read: 2"


def test_a_broken_script_does_not_lose_the_others() -> None:
    told = read(f'<script type="application/ld+json">{{"name": </script>{ld(node())}')
    assert told.titles == ["Meetup"]
    assert "JSON-LD is left out: the answer is not JSON" in told.warning


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("", "the answer is empty"),
        ("<title>Sign in - Intranet</title><p>Staff only", "got a page to sign in at"),
        ("<title>Hello</title><input type=password>", "got a page to sign in at"),
        ("BEGIN:VCALENDAR\r\nEND:VCALENDAR", "this is a calendar, not a web page: write kind: calendar"),
        ('<?xml version="1.0"?><rss version="2.0"/>', "this is a feed, not a web page: write kind: feed"),
        ('<script type="application/ld+json">{"a": </script>', "the page's JSON-LD cannot be read"),
    ],
)
def test_a_page_that_cannot_hold_events_fails_in_words(body: str, problem: str) -> None:
    with pytest.raises(SourceError, match=problem):
        read_any("page", body, url=PAGE)


def test_a_page_without_events_is_told_with_what_to_do() -> None:
    told = read("<h1>News</h1>")
    assert told.items == []
    assert told.warning.startswith("no events found on the page")
    assert "picks.yaml" in told.warning
