"""A source is judged by its own rhythm, and a quiet one is no patient."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from digest.gather import health, trouble
from digest.gather.identity import entry_keys, event_keys
from digest.model import Entry, Event, Item, Visit, VisitStatus

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def post(days_ago: float | None, number: int = 1, *, guid: str = "", source: str = "anytown") -> Entry:
    url = f"https://anytown.example.org/{number}"
    at = None if days_ago is None else NOW - timedelta(days=days_ago)
    keys = entry_keys(source, guid=guid, url=url, title=f"Post {number}", published=at)
    return Entry(
        id=str(number),
        source=source,
        section="blogs",
        title=f"Post {number}",
        url=url,
        keys=keys,
        published=at,
    )


def meeting(days_ahead: float, uid: str = "") -> Event:
    starts = NOW + timedelta(days=days_ahead)
    keys = event_keys([uid], url=None, title="Meetup", starts=starts, place="Guildhall")
    return Event(id="m", source="anytown", section="events", title="Meetup", keys=keys, starts=starts)


def visit(*items: Item, warnings: tuple[str, ...] = (), problem: str | None = None) -> Visit:
    status = VisitStatus.FAILED if problem else VisitStatus.OK if items else VisitStatus.EMPTY
    return Visit(
        source="anytown", kind="feed", at=NOW, status=status, items=items, problem=problem, warnings=warnings
    )


def judge(*items: Item, known: tuple[Item, ...] = (), **more: object) -> health.Health:
    return health.judge(visit(*items, **more), known, NOW)  # type: ignore[arg-type]  # warnings and problem only


def test_the_rhythm_is_the_median_gap_between_days_with_posts() -> None:
    seen = judge(*(post(days, n) for n, days in enumerate((10, 17, 17.1, 24, 100))))
    assert (seen.rhythm, seen.last, seen.items) == (7, NOW - timedelta(days=10), 5)
    assert judge(post(1), post(2, 2)).rhythm is None


@pytest.mark.parametrize(
    ("last", "gap", "dormant"), [(89, 1, False), (91, 1, True), (200, 60, False), (241, 60, True)]
)
def test_dormant_is_silence_for_90_days_and_four_times_the_rhythm(last: int, gap: int, dormant: bool) -> None:
    assert judge(*(post(last + gap * n, n) for n in range(4))).dormant is dormant


def test_a_calendar_with_something_ahead_is_not_dormant() -> None:
    seen = judge(meeting(-300), meeting(20))
    assert (seen.dormant, seen.last) == (False, NOW + timedelta(days=20))
    assert judge(meeting(-300)).dormant


def test_an_empty_source_is_dormant_and_one_without_dates_nobody_can_tell() -> None:
    assert judge().dormant
    undated = judge(post(None), post(None, 2))
    assert (undated.dormant, undated.undated, undated.last) == (False, 2, None)


def test_a_calendar_that_was_cut_is_not_called_dormant_by_its_beginning() -> None:
    told = "730 events in this window: only the first 500 are used"
    seen = judge(meeting(-200), warnings=(told, "the calendar is odd"))
    assert (seen.dormant, seen.warnings) == (False, ("the calendar is odd",))


def test_of_a_source_that_fails_the_last_post_is_remembered() -> None:
    others = post(1, source="elsewhere")
    seen = judge(known=(post(300), others), problem="could not reach it")
    assert (seen.last, seen.dormant, seen.items) == (NOW - timedelta(days=300), False, 0)


@pytest.mark.parametrize(("code", "blocked"), [(401, True), (403, True), (429, True), (404, False)])
def test_a_site_that_refuses_us_is_told_from_one_that_is_gone(code: int, blocked: bool) -> None:
    problem = f"https://anytown.example.org/feed {trouble.status(code)}"
    assert judge(problem=problem).blocked is blocked


def test_a_lasting_move_is_a_fact_and_no_warning_any_more() -> None:
    moved = "moved for good to https://new.example.org/feed: change its url in sources.yaml"
    seen = judge(post(1), warnings=(moved, "one more thing"))
    assert (seen.moved_to, seen.warnings) == ("https://new.example.org/feed", ("one more thing",))


def test_new_ids_at_old_addresses_are_counted() -> None:
    known = tuple(post(n, n, guid=f"tag:{n}") for n in range(1, 4))
    renamed = [post(1, 1, guid="fresh"), post(2, 2, guid="tag:2"), post(3, 3), post(9, 9, guid="tag:9")]
    assert judge(*renamed, known=known).churn == 1
    assert judge(*renamed).churn == 0
    learned = replace(known[0], keys=(*known[0].keys, "id:anytown:fresh"))
    assert judge(*renamed, known=(learned, *known[1:])).churn == 0


def test_an_id_that_another_source_gives_the_same_page_is_no_churn() -> None:
    elsewhere = replace(post(1, 1, guid="tag:1", source="elsewhere"), also_from=("anytown",))
    assert judge(post(1, 1, guid="mine"), known=(elsewhere,)).churn == 0


def test_calendars_that_make_up_their_ids_anew_are_counted_too() -> None:
    assert judge(meeting(3, "uid:anytown:b"), known=(meeting(3, "uid:anytown:a"),)).churn == 1
    assert judge(meeting(3, "uid:anytown:a"), known=(meeting(3, "uid:anytown:a"),)).churn == 0
