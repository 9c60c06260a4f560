"""When an edition goes out: what the schedule asks for, how long ahead, and when it is too late."""

from __future__ import annotations

from datetime import datetime, timedelta

from digest.compose import schedule
from digest.desk import editions, from_here, hosted
from digest.desk.desk import Desk, Refusal
from digest.desk.editions import Standing
from digest.model import EditionState


def due(desk: Desk) -> schedule.Due:
    """Return what the schedule asks for now."""
    known = {s.slot: s.state for s in editions.standings(desk).values()}
    ahead = desk.config.send.hand_over if waits(desk) else timedelta()
    return schedule.due(desk.config.schedule, desk.zone, known, desk.now, ahead=ahead)


def waits(desk: Desk) -> bool:
    """Return whether an edition may be handed over before its time."""
    from digest.deliver import providers

    return hosted.lives_there(desk) or providers.waits(from_here.provider_name(desk))


def moment(desk: Desk, standing: Standing) -> datetime | None:
    """Return when it is to go out: at its scheduled time when that is near, else as soon as may be."""
    left = standing.slot.send_at - desk.now
    return standing.slot.send_at if timedelta() < left <= desk.config.send.hand_over else None


def in_time(desk: Desk, standing: Standing, *, late: bool) -> None:
    """Refuse an edition that is over, taken up by a later one, or too late to go out by itself."""
    edition, state = standing.slot.id, standing.state
    if state in {EditionState.CANCELLED, EditionState.SKIPPED}:
        raise Refusal(f"{edition} is {state}: it does not go out")
    editions.not_taken_over(desk, standing)
    overdue: timedelta = desk.now - standing.slot.send_at
    if overdue > desk.config.schedule.late_by and state is not EditionState.SENT and not late:
        raise Refusal(
            f"{edition} was due {standing.slot.send_at:%Y-%m-%d %H:%M}, too long ago to go out by itself: "
            f"`digest send {edition} --late` sends it all the same"
        )
