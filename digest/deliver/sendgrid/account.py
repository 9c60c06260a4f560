"""What is set at the account, for all its mail."""

from __future__ import annotations

from datetime import datetime

from digest.deliver.sendgrid.api import Api
from digest.deliver.sendgrid.fence import ask
from digest.model import Later

TRACKING = ("open", "click")


def tracked(api: Api, *, now: datetime) -> list[str] | Later:
    """Return which tracking is on, or not known to be off; each request of ours turns it off, a Single Send cannot."""
    found = []
    for kind in TRACKING:
        answer = ask(api, "GET", f"tracking_settings/{kind}", now=now)
        if isinstance(answer, Later):
            return answer
        document = answer.json()
        if not isinstance(document, dict) or document.get("enabled") is not False:
            found.append(kind)
    return found
