"""What the account at SendGrid does to all its mail; it is asked only on request."""

from __future__ import annotations

from collections.abc import Iterator

from digest.desk import from_here, hosted
from digest.desk.desk import Desk
from digest.desk.guards import Point
from digest.model import Later

OURS = "each message of ours turns it off; turn it off there too, under Settings, Tracking"
THEIRS = "nothing goes out to a list there before it is off: turn it off under Settings, Tracking"


def tracking(desk: Desk) -> Iterator[Point]:
    """Say whether readers are tracked unless a message says otherwise."""
    if from_here.provider_name(desk) != "sendgrid" and not hosted.lives_there(desk):
        return
    from digest.deliver.sendgrid.account import tracked
    from digest.deliver.sendgrid.api import access

    found = tracked(access(desk.env.values), now=desk.now)
    if isinstance(found, Later):
        yield Point("problem", "SendGrid", found.reason)
    elif found:
        level, remedy = ("problem", THEIRS) if hosted.lives_there(desk) else ("warn", OURS)
        yield Point(level, "SendGrid", f"{' and '.join(found)} tracking is on at the account: {remedy}")
    else:
        yield Point("ok", "SendGrid", "knows the key and tracks nobody")
