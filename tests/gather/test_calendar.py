"""Calendars become events."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from digest.model import Event, EventStatus, SourceError
from tests.gather.reading import WINDOW, Told, ics, vevent
from tests.gather.reading import read as read_any

LONDON = ZoneInfo("Europe/London")
VTIMEZONE = "\r\n".join(
    [
        *(
            "BEGIN:VTIMEZONE",
            "TZID:Our Zone",
            "BEGIN:STANDARD",
            "DTSTART:16010101T020000",
            "TZOFFSETFROM:+0300",
        ),
        *("TZOFFSETTO:+0300", "{rule}END:STANDARD", "END:VTIMEZONE"),
    ]
)


def read(body: str | bytes, **settings: object) -> Told:
    return read_any("calendar", body, url="https://events.example.org/all.ics", **settings)  # type: ignore[arg-type]  # settings of a Source


def test_a_vevent_becomes_an_event() -> None:
    lines = (
        "DTEND:20261203T170000Z",
        "DESCRIPTION:Bring a friend.\\nJoin [us](https://example.org/x).",
        "LOCATION:City Hall\\, London",
        "URL:https://example.org/meetup?utm_source=ical",
        "ORGANIZER;CN=Peer Group:mailto:jo@example.org",
        "ATTENDEE;CN=Jo:mailto:jo@example.org",
        "STATUS:TENTATIVE",
    )
    event = read(ics(vevent(*lines))).item
    assert event == Event(
        id=event.id,
        source="blog",
        section="blogs",
        title="Meetup",
        url="https://example.org/meetup",
        summary="Bring a friend. Join us.",
        keys=(
            "uid:blog:1@example.org",
            "at:example.org/meetup|20261203T150000Z|city hall london",
            "at:meetup|20261203T150000Z|city hall london",
        ),
        starts=datetime(2026, 12, 3, 15, tzinfo=LONDON),
        ends=datetime(2026, 12, 3, 17, tzinfo=LONDON),
        place="City Hall, London",
        organiser="Peer Group",
        status=EventStatus.TENTATIVE,
    )
    assert "jo@" not in repr(event)


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("", "the answer is empty"),
        ("<!DOCTYPE html><html>Sign in</html>", "got a web page, not a calendar"),
        ('{"errors": []}', "this is not a calendar"),
        ("BEGIN:VCALENDAR\r\n" * 20, "nested too deeply"),
    ],
)
def test_what_is_no_calendar_fails_in_words_for_an_editor(body: str, problem: str) -> None:
    with pytest.raises(SourceError, match=problem):
        read(body)


def test_a_valid_empty_calendar_is_told() -> None:
    told = read(ics())
    assert (told.items, told.warning) == ([], "the calendar is valid, but holds no events")


def test_only_what_starts_in_the_window_is_coming_up() -> None:
    starts = (":20261110T085959Z", ":20261110T090000Z", ":20261222T085959Z", ":20261222T090000Z")
    told = read(ics(*(vevent(uid=str(n), start=start, summary=f"E{n}") for n, start in enumerate(starts))))
    assert told.titles == ["E1", "E2"]


@pytest.mark.parametrize(
    ("start", "utc"),
    [
        (":20261203T150000Z", "2026-12-03T15:00Z"),
        (":20261203T150000", "2026-12-03T15:00Z"),
        (";TZID=Europe/Paris:20261203T150000", "2026-12-03T14:00Z"),
        (";TZID=GMT Standard Time:20261203T150000", "2026-12-03T15:00Z"),
        (';TZID="W. Europe Standard Time":20261203T150000', "2026-12-03T14:00Z"),
        (";TZID=/freeassociation.sourceforge.net/Europe/Paris:20261203T150000", "2026-12-03T14:00Z"),
        (";VALUE=DATE-TIME;TZID=Europe/Paris:20261203T150000", "2026-12-03T14:00Z"),
        (";TZID=Europe/Paris:20261203T150000Z", "2026-12-03T15:00Z"),
    ],
)
def test_a_time_is_on_the_clock_it_names(start: str, utc: str) -> None:
    assert read(ics(vevent(start=start))).item.starts == datetime.fromisoformat(utc)


@pytest.mark.parametrize(
    "name", ["London", "(UTC+00:00) Dublin, Edinburgh, Lisbon, London", "../../etc/passwd", "Europe"]
)
def test_an_unknown_zone_is_the_sources_and_told(name: str) -> None:
    told = read(ics(vevent(start=f";TZID={name}:20261203T150000")), timezone=ZoneInfo("Europe/Paris"))
    assert told.item.starts == datetime(2026, 12, 3, 14, tzinfo=UTC)
    assert told.warning == f'the time zone "{name}" is not known: its times are read as Europe/Paris'


def test_a_home_made_zone_is_used_and_forgotten() -> None:
    event = vevent(start=";TZID=Our Zone:20261203T150000")
    assert read(ics(VTIMEZONE.format(rule=""), event)).item.starts == datetime(2026, 12, 3, 12, tzinfo=UTC)
    assert "not known" in read(ics(event)).warning


def test_a_home_made_zone_with_a_rule_that_never_ends_is_not_used() -> None:
    zone = VTIMEZONE.format(rule="RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30\r\n")
    assert "not known" in read(ics(zone, vevent(start=";TZID=Our Zone:20261203T150000"))).warning


def test_x_wr_timezone_moves_nothing() -> None:
    told = read(ics(vevent(), head="X-WR-TIMEZONE:America/New_York"))
    assert told.item.starts == datetime(2026, 12, 3, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    "end", ["DTEND;VALUE=DATE:20261204", "DTEND;VALUE=DATE:20261203", "X-NO:END", "DURATION:P1D"]
)
def test_a_day_lasts_until_midnight(end: str) -> None:
    event = read(ics(vevent(end, start=";VALUE=DATE:20261203"))).item
    assert event.all_day
    assert (event.starts, event.ends) == (
        datetime(2026, 12, 3, tzinfo=LONDON),
        datetime(2026, 12, 4, tzinfo=LONDON),
    )


def test_a_conference_of_three_days_ends_after_the_third() -> None:
    event = read(ics(vevent("DTEND;VALUE=DATE:20261206", start=";VALUE=DATE:20261203"))).item
    assert event.ends == datetime(2026, 12, 6, tzinfo=LONDON)


@pytest.mark.parametrize("end", ["DTEND:20261203T140000Z", "DTEND:20261203T150000Z", "DTEND:nonsense"])
def test_an_end_that_makes_no_sense_is_no_end(end: str) -> None:
    assert read(ics(vevent(end))).item.ends is None


def test_a_time_that_the_clocks_skip_becomes_a_real_one_and_is_told() -> None:
    spring = replace(WINDOW, ends=datetime(2027, 5, 1, tzinfo=UTC))
    told = read(ics(vevent(start=";TZID=Europe/London:20270328T013000")), window=spring)
    assert told.item.starts == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert f"{told.item.starts:%H:%M}" == "02:30"
    assert "a clock change skips" in told.warning


def test_a_weekly_meeting_comes_each_week_each_with_its_own_name() -> None:
    told = read(ics(vevent("RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE:20261210T150000Z")))
    assert [event.starts.day for event in told.items] == [3, 17]
    assert told.items[0].keys[0] == "uid:blog:1@example.org#20261203T150000Z"
    assert len({event.id for event in told.items}) == 2


def test_a_meeting_stays_at_three_when_the_clocks_change() -> None:
    told = read(ics(vevent("RRULE:FREQ=MONTHLY", start=";TZID=Europe/London:20260703T150000")))
    assert [event.starts for event in told.items] == [datetime(2026, 12, 3, 15, tzinfo=LONDON)]


def test_a_moved_meeting_keeps_its_name() -> None:
    moved = vevent("RECURRENCE-ID:20261210T150000Z", start=":20261211T100000Z", summary="Moved")
    told = read(ics(vevent("RRULE:FREQ=WEEKLY;COUNT=2"), moved))
    assert told.titles == ["Meetup", "Moved"]
    assert told.items[1].keys[0] == "uid:blog:1@example.org#20261210T150000Z"


def test_a_meeting_moved_away_leaves_no_copy_behind() -> None:
    moved = vevent("RECURRENCE-ID:20261210T150000Z", start=":20270210T150000Z")
    assert len(read(ics(vevent("RRULE:FREQ=WEEKLY;COUNT=2"), moved)).items) == 1


def test_a_single_event_keeps_its_name_when_its_time_changes() -> None:
    assert read(ics(vevent())).item.id == read(ics(vevent(start=":20261204T100000Z"))).item.id


def test_an_update_in_the_same_calendar_replaces_what_it_updates() -> None:
    told = read(ics(vevent("SEQUENCE:1"), vevent("SEQUENCE:2", start=":20261204T100000Z")))
    assert told.item.starts.day == 4


def test_different_events_under_one_uid_are_both_there() -> None:
    told = read(ics(vevent(summary="One"), vevent(summary="Two", start=":20261204T100000Z")))
    assert told.titles == ["One", "Two"]
    assert len({event.id for event in told.items}) == 2


@pytest.mark.parametrize(
    ("lines", "title"),
    [(("STATUS:CANCELLED",), "Meetup"), ((), "Canceled: Meetup"), ((), "CANCELLED - Meetup")],
)
def test_a_cancelled_event_is_shown_as_cancelled(lines: tuple[str, ...], title: str) -> None:
    event = read(ics(vevent(*lines, summary=title))).item
    assert (event.title, event.status) == ("Meetup", EventStatus.CANCELLED)


@pytest.mark.parametrize(
    "bad",
    [
        "RRULE:FREQ=SECONDLY",
        "RRULE:FREQ=MINUTELY;COUNT=100000000",
        "RRULE:FREQ=DAILY;INTERVAL=0",
        "RRULE:FREQ=DAILY;INTERVAL=-1",
        "RRULE:FREQ=DAILY;COUNT=100000000",
        "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "RRULE:FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30",
        "RRULE:FREQ=DAILY;INTERVAL=7;BYDAY=MO",
        "RRULE:FREQ=MONTHLY;INTERVAL=12;BYMONTH=5",
        "RRULE:FREQ=WEEKLY;BYDAY=MO;BYSETPOS=9",
        "RRULE:FREQ=DAILY;BYSECOND=" + ",".join(map(str, range(60))),
        "RRULE:NONSENSE",
        "RDATE:" + ",".join(["20261203T150000Z"] * 2001),
        "DURATION:P999999999D",
        "RRULE:FREQ=DAILY\r\nEXDATE:nonsense",
    ],
)
def test_one_bad_event_is_left_out_by_name_and_the_others_stay(bad: str) -> None:
    told = read(ics(vevent(bad, uid="bad", summary="Bad one"), vevent(summary="Good one")))
    assert told.titles == ["Good one"]
    assert told.warning.startswith("left out, as it")
    assert '"Bad one"' in told.warning


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;INTERVAL=7;BYDAY=TH",
        "FREQ=MONTHLY;BYDAY=1TH",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=3",
        "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=3",
        "FREQ=YEARLY;INTERVAL=2;BYMONTH=12;BYDAY=1TH",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH,FR",
        "FREQ=DAILY;BYHOUR=15;BYMINUTE=0",
    ],
)
def test_rules_that_people_make_are_used(rule: str) -> None:
    assert read(ics(vevent(f"RRULE:{rule}"))).items[0].starts == datetime(2026, 12, 3, 15, tzinfo=UTC)


def test_a_rule_that_began_too_long_ago_is_refused() -> None:
    told = read(ics(vevent("RRULE:FREQ=HOURLY", start=":19700101T000000Z")))
    assert "repeats too often" in told.warning


def test_many_bad_events_are_told_in_one_line() -> None:
    told = read(ics(*(vevent("RRULE:FREQ=SECONDLY", uid=str(n), summary=f"E{n}") for n in range(9))))
    assert told.warning.endswith('"E0", "E1", "E2" and 6 more')


def test_no_more_events_are_used_than_the_source_allows() -> None:
    told = read(ics(vevent("RRULE:FREQ=HOURLY")), max_items=500)
    assert len(told.items) == 450
    told = read(ics(*(vevent("RRULE:FREQ=HOURLY", uid=str(n)) for n in range(2))), max_items=500)
    assert len(told.items) == 500
    assert told.warning == "900 events in this window: only the first 500 are used"


def test_a_calendar_that_breaks_off_gives_its_whole_events() -> None:
    told = read(ics(vevent(summary="Whole"), vevent(uid="2"))[:-60])
    assert told.titles == ["Whole"]
    assert told.warning == "events that break off in the middle, left out: 1"


def test_a_private_event_stays_private() -> None:
    told = read(ics(vevent("CLASS:PRIVATE", summary="Secret"), vevent("CLASS:PUBLIC", uid="2")))
    assert told.titles == ["Meetup"]
    assert told.warning == "events marked private, left out: 1"


@pytest.mark.parametrize(
    ("location", "place", "online"),
    [
        ("City Hall", "City Hall", False),
        ("Online", "Online", True),
        ("Microsoft Teams Meeting", "Microsoft Teams Meeting", True),
        ("https://example.org/room", "Online", True),
        ("https://us02web.zoom.us/j/1?pwd=abc", "Online", True),
        ("City Hall\\; https://meet.google.com/abc", "City Hall", True),
        ("https://lu.ma/event/evt-1", "", False),
        ("<img src=x onerror=1>", "", False),
        ("City Hall\\, call 020 7946 0000", "City Hall, call […]", False),
    ],
)
def test_a_place_is_words_or_online(location: str, place: str, online: bool) -> None:
    event = read(ics(vevent(f"LOCATION:{location}"))).item
    assert (event.place, event.online) == (place, online)
    assert "pwd" not in repr(event)
    assert "meet.google" not in repr(event)


def test_the_door_of_a_meeting_is_not_the_events_page() -> None:
    lines = (
        "URL:https://teams.microsoft.com/l/meetup-join/19",
        "DESCRIPTION:About us: https://example.org/us\\nJoin Zoom Meeting\\nhttps://zoom.us/j/1",
    )
    event = read(ics(vevent(*lines))).item
    assert (event.url, event.online, event.summary) == (
        "https://example.org/us",
        True,
        "About us: https://example.org/us",
    )


def test_an_rsvp_is_taken_only_from_what_is_clearly_one() -> None:
    assert read(ics(vevent("URL:https://example.org/e"))).item.rsvp is None
    assert read(ics(vevent("X-TICKETS-URL:https://example.org/t"))).item.rsvp == "https://example.org/t"


def test_an_organiser_is_a_name_never_an_address() -> None:
    assert read(ics(vevent("ORGANIZER;CN=jo@example.org:mailto:jo@example.org"))).item.organiser == ""
    assert read(ics(vevent("ORGANIZER:mailto:jo@example.org"))).item.organiser == ""


def test_include_and_exclude_see_titles_and_categories() -> None:
    events = (vevent("CATEGORIES:Digital,Free", uid="1", summary="A"), vevent(uid="2", summary="B"))
    assert read(ics(*events), include=["free"]).titles == ["A"]


def test_events_without_a_title_are_left_out_and_told() -> None:
    told = read(ics(vevent(summary="")))
    assert (told.items, told.warning) == ([], 'left out, as it has no title: "no title"')
