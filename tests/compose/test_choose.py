"""Which items are put before the editor, and the reason for each that is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from digest.compose.news import moved
from digest.compose.past import Past
from digest.model import Entry, EventStatus
from tests.compose.conftest import NOW, Table, entry, event, newsletter


def test_newest_first_and_at_most_two_of_a_source(table: Table) -> None:
    table.gather(*(entry(f"post{n}", day=n) for n in (5, 6, 7)), entry("other", source="wexcombe", day=4))
    assert table.ids() == ["post7", "post6", "other"]
    assert table.why("post5") == "no room: 2 items from Marlow Heath are in already"


def test_a_full_section_says_so_and_does_not_fill_up_again_with_what_was_passed_by(table: Table) -> None:
    table.config = newsletter(
        sections=[
            {"id": "blogs", "title": "From the blogs", "max_items": 2},
            {"id": "events", "title": "E", "shows": "events"},
        ]
    )
    posts = [entry(f"post{n}", day=n) for n in (5, 6, 7)]
    table.gather(*posts)
    assert table.why("post5") == 'no room: the section "From the blogs" is full (2)'
    table.row("post7")["keep"] = False
    table.gather(*posts, entry("fresh", day=20))
    assert table.ids() == ["fresh", "post7", "post6"]
    table.gather(*posts, entry("fresh", day=20), entry("fresher", day=21))
    assert "fresher" not in table.ids()


def test_events_stand_in_the_order_in_which_they_happen(table: Table) -> None:
    table.gather(event("later", day=20), event("sooner", day=9))
    assert table.ids("events") == ["sooner", "later"]


def test_the_same_story_from_two_sources_stands_once_and_credits_both(table: Table) -> None:
    story = entry("bins")
    again = entry("copy", source="wexcombe", keys=("id:wexcombe:copy", "url:marlow.example.org/bins"))
    table.gather(story, again)
    assert table.ids() == ["bins"]
    assert table.row("bins")["source"] == "Marlow Heath, Wexcombe"


def test_the_same_title_folds_only_where_the_summaries_agree(table: Table) -> None:
    key = "title:weeknotes of the digital team"
    one = entry("one", keys=("id:marlow:one", key), summary="We shipped the bin day checker to every ward.")
    two = entry(
        "two", source="wexcombe", keys=("id:wexcombe:two", key), summary="Our planning portal went live."
    )
    alike = entry(
        "three",
        source="wexcombe",
        keys=("id:wexcombe:three", key),
        summary="We shipped the bin day checker to every ward!",
    )
    table.gather(one, two)
    assert table.ids() == ["one", "two"]
    other = Table()
    other.gather(one, alike)
    assert other.ids() == ["one"]


def test_a_second_source_of_a_known_story_is_credited_later(table: Table) -> None:
    table.gather(entry("bins"))
    table.gather(entry("copy", source="wexcombe", keys=("url:marlow.example.org/bins",)))
    assert table.ids() == ["bins"]
    assert table.row("bins")["source"] == "Marlow Heath, Wexcombe"


def test_what_an_edition_that_went_out_offered_never_comes_again_by_any_key(table: Table) -> None:
    table.gather(entry("bins"), entry("roads"))
    table.row("roads")["keep"] = False
    after = Table(past=Past.of([table.number(went_out=True)]))
    flipped = entry("bins2", keys=("id:marlow:other-guid", "url:marlow.example.org/bins"))
    after.gather(flipped, entry("roads"), entry("trees"))
    assert after.ids() == ["trees"]
    assert after.why("bins2") == "already in 2026-11 (same link)"
    assert after.why("roads") == "already in 2026-11 (same id)"


def test_an_edition_never_sent_gives_its_kept_items_back_even_when_the_feed_forgot_them(table: Table) -> None:
    table.gather(entry("bins", day=1), entry("roads", day=2))
    table.row("roads")["keep"] = False
    after = Table(past=Past.of([table.number(went_out=False)]))
    after.gather(entry("trees", day=20, source="wexcombe"), entry("roads", day=2))
    assert after.ids() == ["trees", "bins"]
    assert after.why("roads").startswith("already in 2026-11")


def test_a_draft_that_may_yet_go_out_keeps_its_items(table: Table) -> None:
    table.gather(entry("bins"))
    after = Table(past=Past.of([table.number(went_out=False, pending=True)]))
    after.gather(entry("bins"))
    assert after.ids() == []


def test_undated_entries_of_a_first_visit_are_noted_and_later_ones_offered(table: Table) -> None:
    table.gather(entry("old", published=None), first=True)
    assert table.ids() == []
    assert table.why("old").startswith("has no date")
    table.gather(entry("old", published=None), entry("fresh", published=None))
    assert table.ids() == ["fresh"]
    after = Table(past=Past.of([table.number(went_out=True)]))
    after.gather(entry("old", published=None), entry("newer", published=None))
    assert after.ids() == ["newer"]
    assert after.why("old") == "has no date, and was there already when 2026-11 was gathered"


def test_a_cancelled_event_is_news_only_to_those_who_were_told_of_it(table: Table) -> None:
    off = EventStatus.CANCELLED
    table.gather(event("meetup"), event("never", status=off))
    assert table.ids("events") == ["meetup"]
    assert table.why("never") == "cancelled, and nobody had been told of it"
    after = Table(past=Past.of([table.number(went_out=True)]))
    after.gather(event("meetup", status=off))
    assert after.row("meetup")["status"] == "cancelled"
    last = Table(
        past=Past.of(
            [table.number(went_out=True), replace(after.number(went_out=True), id="2026-12", send_at=NOW)]
        )
    )
    last.gather(event("meetup", status=off))
    assert last.ids("events") == []


def test_windows_open_fourteen_days_before_the_last_good_visit_for_an_edition_that_went_out(
    table: Table,
) -> None:
    schedule = table.config.schedule
    assert Past().opens("marlow", NOW, schedule) == datetime(2026, 10, 26, 7, tzinfo=UTC)
    last = datetime(2026, 9, 1, 7, tzinfo=UTC)
    table.gather(now=last)
    sent = table.number(went_out=True, send_at=last)
    assert Past.of([sent]).opens("marlow", NOW, schedule) == last - timedelta(days=14)
    table.gather(now=last + timedelta(days=30), failed=("marlow",))
    failed = replace(table.number(went_out=True), id="2026-10", send_at=last + timedelta(days=30))
    assert Past.of([sent, failed]).opens("marlow", NOW, schedule) == last - timedelta(days=14)


def test_an_edition_never_sent_does_not_move_the_window(table: Table) -> None:
    long_ago = datetime(2026, 9, 1, 7, tzinfo=UTC)
    table.gather(now=long_ago)
    missed = table.number(went_out=False, send_at=long_ago)
    assert Past.of([missed]).opens("marlow", NOW, table.config.schedule) == long_ago - timedelta(days=31)


def test_what_is_outside_the_window_is_not_found(table: Table) -> None:
    old = entry("old", published=NOW - timedelta(days=40))
    coming: Entry = entry("coming", published=NOW)
    result = table.gather(
        old, coming, event("past", day=2), event("far", day=3, starts=datetime(2027, 2, 1, tzinfo=UTC))
    )
    assert result.items == ()


def test_a_source_of_both_kinds_fills_the_section_of_each(table: Table) -> None:
    table.gather(entry("bins", section="events"), event("meetup", section="blogs"))
    assert (table.ids("blogs"), table.ids("events")) == (["bins"], ["meetup"])


def test_no_source_can_call_off_another_sources_event(table: Table) -> None:
    table.config = newsletter(
        sources=[
            {
                "id": "spoof",
                "name": "S",
                "kind": "calendar",
                "url": "https://spoof.example.org/a.ics",
                "section": "events",
            },
            {
                "id": "peers",
                "name": "Peer Group",
                "kind": "calendar",
                "url": "https://peers.example.org/a.ics",
                "section": "events",
            },
        ]
    )
    shared = ("at:meetup|2026-12-10|city hall",)
    real = event("meetup", keys=("uid:peers:meetup", *shared))
    spoof = event("spoofed", source="spoof", keys=("uid:spoof:meetup", *shared), status=EventStatus.CANCELLED)
    table.gather(spoof, real)
    assert table.ids("events") == ["meetup"]
    assert "status" not in table.row("meetup")
    table.gather(spoof, real)
    assert "status" not in table.row("meetup")
    after = Table(config=table.config, past=Past.of([table.number(went_out=True)]))
    after.gather(spoof)
    assert after.ids("events") == []


def test_an_event_that_moved_after_it_went_out_comes_again_with_what_readers_were_told(table: Table) -> None:
    table.gather(event("meetup"))
    after = Table(past=Past.of([table.number(went_out=True)]))
    moved = event("meetup", day=11, place="Town Hall")
    for _ in range(2):
        after.gather(moved)
        assert after.row("meetup")["when"] == "2026-12-11 15:00-17:00"
        assert after.row("meetup")["was"] == "2026-12-10 15:00"
        assert after.row("meetup")["was_where"] == "City Hall"
    both = [table.number(went_out=True), replace(after.number(went_out=True), id="2026-12", send_at=NOW)]
    last = Table(past=Past.of(both))
    last.gather(moved)
    assert last.ids("events") == []


def test_an_event_that_moves_while_the_next_draft_is_at_work_comes_in_at_once(table: Table) -> None:
    table.gather(event("meetup"))
    after = Table(past=Past.of([table.number(went_out=True)]))
    after.gather(event("meetup"))
    assert after.why("meetup").startswith("already in 2026-11")
    later = event("meetup", day=11)
    assert after.gather(later).merged.added == ["meetup"]
    merged = after.gather(later).merged
    assert (merged.added, merged.updated) == ([], [])
    after.gather(event("meetup", day=11, status=EventStatus.CANCELLED))
    assert after.row("meetup")["status"] == "cancelled"


def test_what_an_editor_dropped_is_no_news_when_it_moves_or_is_called_off(table: Table) -> None:
    table.gather(event("meetup"), event("clinic"))
    table.row("meetup")["keep"] = False
    after = Table(past=Past.of([table.number(went_out=True)]))
    off = EventStatus.CANCELLED
    after.gather(event("meetup", status=off), event("clinic", status=off))
    assert after.ids("events") == ["clinic"]
    assert after.why("meetup").startswith("already in 2026-11")
    later = Table(past=Past.of([table.number(went_out=True)]))
    later.gather(event("meetup", day=11))
    assert later.ids("events") == []


def test_readers_hear_of_the_next_change_though_an_editor_dropped_the_one_before(table: Table) -> None:
    table.gather(event("meetup"))
    told = table.number(went_out=True)
    second = Table(past=Past.of([told]))
    second.gather(event("meetup", day=11), event("clinic"))
    second.row("meetup")["keep"] = False
    past = Past.of([told, replace(second.number(went_out=True), id="2026-12", send_at=NOW)])
    same, back, off = Table(past=past), Table(past=past), Table(past=past)
    same.gather(event("meetup", day=11))
    back.gather(event("meetup", day=10))
    off.gather(event("meetup", day=11, status=EventStatus.CANCELLED))
    assert (same.ids("events"), back.ids("events"), off.ids("events")) == ([], [], ["meetup"])


def test_an_event_in_the_hour_that_clocks_repeat_has_not_moved_by_itself(table: Table) -> None:
    twice = datetime(2026, 10, 25, 1, 30, tzinfo=ZoneInfo("Europe/London"))
    again = replace(event("meetup"), starts=twice.astimezone(UTC), ends=None)
    before = replace(event("meetup"), starts=twice, ends=None)
    assert not moved(before, again)
    assert moved(before, replace(again, starts=twice.replace(fold=1)))


def test_more_of_the_same_address_is_no_move(table: Table) -> None:
    table.gather(event("meetup"))
    after = Table(past=Past.of([table.number(went_out=True)]))
    after.gather(event("meetup", place="City Hall, Marlow Heath"))
    assert after.ids("events") == []


def test_an_event_that_its_source_no_longer_names_stays_and_is_told(table: Table) -> None:
    table.gather(event("meetup"))
    assert table.gather(failed=("peers",)).merged.told == []
    told = table.gather().merged.told
    assert told == [
        'meetup "meetup" is no longer in peers: it may have been called off, or moved beyond the look-ahead'
    ]
    assert table.ids("events") == ["meetup"]


def test_what_had_no_room_is_carried_over_once(table: Table) -> None:
    small = newsletter(
        sections=[
            {"id": "blogs", "title": "From the blogs", "max_items": 1},
            {"id": "events", "title": "E", "shows": "events"},
        ]
    )
    table.config = small
    table.gather(entry("older", day=5), entry("newer", day=6))
    second = Table(config=small, past=Past.of([table.number(went_out=True)]))
    second.gather(entry("fresh", day=20))
    assert second.ids() == ["fresh"]
    assert second.why("older").startswith("again no room")
    third = Table(
        config=small, past=Past.of([replace(second.number(went_out=True), id="2026-12", send_at=NOW)])
    )
    third.gather()
    assert third.ids() == []
    roomy = Table(past=Past.of([table.number(went_out=True)]))
    roomy.gather()
    assert roomy.ids() == ["older"]


def test_a_source_that_readers_have_not_met_goes_first(table: Table) -> None:
    small = newsletter(
        sections=[
            {"id": "blogs", "title": "B", "max_items": 2},
            {"id": "events", "title": "E", "shows": "events"},
        ]
    )
    table.gather(entry("known", day=1))
    after = Table(config=small, past=Past.of([table.number(went_out=True)]))
    after.gather(
        entry("a", day=20),
        entry("b", day=21),
        entry("new", source="wexcombe", day=12),
        entry("new2", source="wexcombe", day=11),
    )
    assert after.ids() == ["b", "new"]


def card(name: str, lane: str, **more: Any) -> Entry:
    keys = (f"card:board:{name}", f"stand:board:{name}:{lane}")
    return entry(name, source="board", section="topics", published=None, keys=keys, **more)


def with_board(shows: str) -> Table:
    config = newsletter(
        sections=[
            {"id": "topics", "title": "Topics", "shows": shows, "max_items": 2},
            {"id": "events", "title": "E", "shows": "events"},
        ],
        sources=[
            {
                "id": "board",
                "name": "Board",
                "kind": "trello",
                "url": "https://trello.com/b/abc",
                "section": "topics",
            }
        ],
    )
    return Table(config=config)


def test_a_board_shows_its_open_cards_as_they_stand_in_every_edition() -> None:
    table = with_board("board")
    cards = [card("zebra", "next"), card("apple", "next"), card("mango", "next")]
    table.gather(*cards, first=True)
    assert table.ids("topics") == ["zebra", "apple"]
    after = Table(config=table.config, past=Past.of([table.number(went_out=True)]))
    after.gather(*cards)
    assert after.ids("topics") == ["zebra", "apple"]
    assert after.gather(cards[0]).merged.told == [
        'apple "The post about apple" is no longer on the board board'
    ]


def test_a_card_is_news_when_new_or_moved_to_another_list() -> None:
    table = with_board("entries")
    table.gather(card("old", "next"), first=True)
    assert table.ids("topics") == []
    table.gather(card("old", "next"), card("fresh", "next"))
    assert table.ids("topics") == ["fresh"]
    after = Table(config=table.config, past=Past.of([table.number(went_out=True)]))
    after.gather(card("old", "doing"), card("fresh", "next"))
    assert after.ids("topics") == ["old"]
