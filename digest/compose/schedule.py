"""Which edition goes when: plain arithmetic on the schedule, in the newsletter's time zone."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from digest.config import Schedule
from digest.config.units import Cadence
from digest.model import EditionState

_SPECIAL = re.compile(r"[a-z0-9-]{1,40}")
_OVER = {EditionState.SENT, EditionState.CANCELLED, EditionState.SKIPPED, EditionState.MISSED}


@dataclass(frozen=True, slots=True)
class Slot:
    """An edition's id and the moment it is to be sent."""

    id: str
    send_at: datetime


@dataclass(frozen=True, slots=True)
class Due:
    """What the schedule asks for now: `draft`, `remind`, `send` or `none`; `next` is when to look again."""

    action: str
    edition: str | None
    reason: str
    next: datetime | None


def slots(schedule: Schedule, zone: ZoneInfo, since: datetime) -> Iterator[Slot]:
    """Yield the slots whose moment is at or after `since`, in order, without the skipped ones."""
    day = since.astimezone(zone).date()
    for send_at in (
        _weekly(schedule.send, zone, day) if schedule.every == "week" else _monthly(schedule.send, zone, day)
    ):
        slot = Slot(edition_id(schedule, send_at), send_at)
        if send_at >= since and slot.id not in schedule.skip:
            yield slot


def edition_id(schedule: Schedule, send_at: datetime) -> str:
    """Return `YYYY-MM`, or for a weekly newsletter `YYYY-Www` (ISO 8601), of the send date."""
    return f"{send_at:%G-W%V}" if schedule.every == "week" else f"{send_at:%Y-%m}"


def is_name(edition: str) -> bool:
    """Return whether an edition outside the schedule may have this id."""
    return bool(_SPECIAL.fullmatch(edition))


def slot_of(edition: str, schedule: Schedule, zone: ZoneInfo) -> Slot | None:
    """Return the slot of a scheduled edition's id, None for any other name."""
    weekly = schedule.every == "week"
    try:
        text, form = (edition + "-1", "%G-W%V-%u") if weekly else (edition + "-01", "%Y-%m-%d")
        first = datetime.strptime(text, form).replace(tzinfo=zone).date()
        send_at = next(
            _weekly(schedule.send, zone, first) if weekly else _monthly(schedule.send, zone, first)
        )
    except (ValueError, OverflowError, StopIteration):
        return None
    return Slot(edition, send_at) if edition_id(schedule, send_at) == edition else None


def period_before(moment: datetime, schedule: Schedule) -> datetime:
    """Return one period earlier: a week, or the same day of the month before (its last day at most)."""
    if schedule.every == "week":
        return moment - timedelta(weeks=1)
    year, month = (moment.year, moment.month - 1) if moment.month > 1 else (moment.year - 1, 12)
    return moment.replace(year=year, month=month, day=min(moment.day, monthrange(year, month)[1]))


def due_next(
    schedule: Schedule, zone: ZoneInfo, known: Mapping[Slot, EditionState], now: datetime
) -> tuple[Slot, EditionState | None]:
    """Return the earliest edition that is not over, and its state; None for one that nobody has drafted yet."""
    alive = {
        s: state for s, state in known.items() if state not in _OVER and now <= s.send_at + schedule.late_by
    }
    over = {s.id for s in known if s not in alive}
    fresh = (
        s for s in slots(schedule, zone, now - schedule.late_by) if s.id not in over | {a.id for a in alive}
    )
    first = min([*alive, *islice(fresh, 1)], key=lambda s: s.send_at)
    return first, alive.get(first)


def due(
    schedule: Schedule,
    zone: ZoneInfo,
    known: Mapping[Slot, EditionState],
    now: datetime,
    *,
    ahead: timedelta = timedelta(),
) -> Due:
    """Return what to do now, why, and when the next thing falls due; it is handed over so much `ahead`."""
    slot, state = due_next(schedule, zone, known, now)
    draft_at, late = slot.send_at - schedule.draft, slot.send_at + schedule.late_by
    match state:
        case None if now < draft_at and (left := _unfinished(schedule, known, now)):
            words = "began to go out, stopped, and is too late to go on by itself"
            return Due("remind", left.id, f"{left.id} {words}: digest send {left.id} --late", draft_at)
        case None if now < draft_at:
            return Due("none", slot.id, f"the draft of {slot.id} is due {draft_at:%Y-%m-%d %H:%M}", draft_at)
        case None:
            return Due(
                "draft",
                slot.id,
                f"{slot.id} goes out {slot.send_at:%Y-%m-%d %H:%M} and has no draft",
                slot.send_at,
            )
        case EditionState.DRAFT if now < slot.send_at - timedelta(days=1):
            return Due("draft", slot.id, f"{slot.id} is a draft: gather again for what is new", slot.send_at)
        case EditionState.DRAFT:
            return Due(
                "remind",
                slot.id,
                f"{slot.id} goes out {slot.send_at:%Y-%m-%d %H:%M} and is not approved",
                late,
            )
        case _ if slot.send_at - ahead <= now < slot.send_at:
            words = f"{slot.id} is {state} and is handed over to go out {slot.send_at:%Y-%m-%d %H:%M}"
            return Due("send", slot.id, words, slot.send_at)
        case _ if now < slot.send_at:
            return Due(
                "none",
                slot.id,
                f"{slot.id} is {state} and waits for {slot.send_at:%Y-%m-%d %H:%M}",
                slot.send_at - ahead,
            )
        case _:
            return Due(
                "send", slot.id, f"{slot.id} is {state} and was due {slot.send_at:%Y-%m-%d %H:%M}", late
            )


def _unfinished(schedule: Schedule, known: Mapping[Slot, EditionState], now: datetime) -> Slot | None:
    """Return an edition that some readers have and others wait for, past the time when it may go on by itself."""
    begun = {EditionState.SENDING, EditionState.STOPPED}
    return next(
        (s for s, state in known.items() if state in begun and now > s.send_at + schedule.late_by), None
    )


def _monthly(cadence: Cadence, zone: ZoneInfo, since: date) -> Iterator[datetime]:
    year, month = since.year, since.month
    while year < 9999:
        yield _moment(_day_of_month(cadence, year, month), cadence, zone)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def _weekly(cadence: Cadence, zone: ZoneInfo, since: date) -> Iterator[datetime]:
    day = since + timedelta(days=((cadence.weekday or 0) - since.weekday()) % 7)
    while day.year < 9999:
        yield _moment(day, cadence, zone)
        day += timedelta(weeks=1)


def _day_of_month(cadence: Cadence, year: int, month: int) -> date:
    length = monthrange(year, month)[1]
    if cadence.day is not None:
        return date(year, month, min(cadence.day, length))
    days: Iterable[date] = (date(year, month, d) for d in range(1, length + 1))
    fitting = [d for d in days if d.weekday() == cadence.weekday]
    return fitting[-1] if cadence.nth == -1 else fitting[(cadence.nth or 1) - 1]


def _moment(day: date, cadence: Cadence, zone: ZoneInfo) -> datetime:
    """Return that local time; one that the clocks skip is taken an hour later, one that comes twice the first time."""
    return datetime.combine(day, cadence.at, zone).astimezone(UTC).astimezone(zone)
