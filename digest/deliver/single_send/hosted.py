"""A list that lives at SendGrid: the same call again and again sends an edition once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from digest.config import Newsletter
from digest.config.settings import SendgridAudience
from digest.deliver.headers import mailbox
from digest.deliver.sendgrid.account import tracked
from digest.deliver.sendgrid.api import Api, Reply
from digest.deliver.sendgrid.fence import ask
from digest.deliver.sendgrid.outcome import said
from digest.deliver.single_send.draft import Forbidden, Found, draft, moment, name, named, totals
from digest.model import Email, Later

SENDS = "marketing/singlesends"
WHY_NOT_COMPLETE = "the list lives at SendGrid, which counts but does not say who"


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """It goes out, or did: `readers` is the size of the list, as far as it was asked for."""

    id: str
    status: str
    readers: int | None = None


class _Waits(Exception):
    """Why a step must be made again later."""

    def __init__(self, later: Later) -> None:
        super().__init__(later.reason)
        self.later = later


@dataclass(frozen=True, slots=True, kw_only=True)
class Hosted:
    """One newsletter's list at SendGrid."""

    api: Api
    newsletter: Newsletter
    audience: SendgridAudience
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def send(self, email: Email, *, send_at: datetime | None = None) -> Posted | Later:
        """Schedule the edition unless it is; `Later` is settled by the same call. Raise Forbidden."""
        called = name(self.newsletter.id, email.edition)
        try:
            there = self._search(called)
            if done := next((one for one in there if one.under_way), None):
                return Posted(id=done.id, status=done.status)
            self._not_tracked()
            readers = self._readers()
            body = draft(email, self.audience, called=called, sender=self._sender(email.sender))
            ours = self._drafted(body, there)
            return self._schedule(ours, moment(send_at, self.clock()), readers)
        except _Waits as wait:
            return wait.later

    def receipt(self, edition: str) -> dict[str, Any] | Later:
        """Return the provider's totals for an edition; nobody can say who got it."""
        try:
            there = self._search(name(self.newsletter.id, edition))
            ours = next((one for one in there if one.under_way), None)
            found = self._get(f"marketing/stats/singlesends/{ours.id}") if ours else None
        except _Waits as wait:
            return wait.later
        return {
            "edition": edition,
            "state": ours.status if ours else "draft" if there else "approved",
            "providers": {"sendgrid": totals(found)},
            "complete": None,
            "reasons": {WHY_NOT_COMPLETE: 1},
        }

    def _search(self, called: str) -> list[Found]:
        found = self._ask("POST", f"{SENDS}/search", {"name": called})
        rows = found.get("result") if isinstance(found, dict) else None
        return named(rows if isinstance(rows, list) else [], called)

    def _not_tracked(self) -> None:
        found = tracked(self.api, now=self.clock())
        if isinstance(found, Later):
            raise _Waits(found)
        if found:
            raise Forbidden(
                f"{' and '.join(found)} tracking is on at the SendGrid account: turn it off there under Settings, Tracking"
            )

    def _readers(self) -> int:
        found = self._get(f"marketing/lists/{self.audience.list_id}")
        number = found.get("contact_count") if isinstance(found, dict) else None
        if not isinstance(number, int) or number < 1:
            raise Forbidden("audience.sendgrid.list_id: nobody is on that list, or there is none")
        return number

    def _sender(self, text: str) -> int:
        address = mailbox(text)[1].casefold()
        for row in _rows(self._get("verified_senders"), "results"):
            if str(row.get("from_email", "")).casefold() == address and row.get("verified") is True:
                return int(row["id"])
        raise Forbidden("newsletter.from: SendGrid has no verified sender of that address: add it there")

    def _drafted(self, body: dict[str, Any], there: list[Found]) -> Found:
        """Return the draft to schedule, saying what was approved: the oldest, so that two who race take the same."""
        if not there:
            made = named([self._ask("POST", SENDS, body)], body["name"])
            there = sorted({*self._search(body["name"]), *made}, key=lambda one: (one.created, one.id))
        if not there:
            raise _Waits(Later("SendGrid does not show the draft it was given yet"))
        if not there[0].under_way:
            self._ask("PATCH", f"{SENDS}/{there[0].id}", body)
        return there[0]

    def _schedule(self, ours: Found, when: str, readers: int) -> Posted:
        if not ours.under_way:
            path = f"{SENDS}/{ours.id}"
            answer = ask(self.api, "PUT", f"{path}/schedule", {"send_at": when}, now=self.clock())
            if isinstance(answer, Later):
                raise _Waits(answer)
            ours = self._status(path, ours, answer)
        return Posted(id=ours.id, status=ours.status, readers=readers)

    def _status(self, path: str, ours: Found, answer: Reply) -> Found:
        found = answer.json() if answer.status == 201 else self._get(path)
        status = str(found.get("status", "")) if isinstance(found, dict) else ""
        now = Found(id=ours.id, status=status, created=ours.created)
        if not now.under_way:
            raise _Waits(Later(f"SendGrid does not schedule the edition: {said(answer.body)}", stop=True))
        return now

    def _get(self, path: str) -> Any:
        return self._ask("GET", path)

    def _ask(self, method: str, path: str, body: object = None) -> Any:
        """Return the JSON of an answer; wait for what a second call may settle."""
        answer = ask(self.api, method, path, body, now=self.clock())
        if isinstance(answer, Later):
            raise _Waits(answer)
        if answer.status == 400:
            raise _Waits(
                Later(f"SendGrid refuses ({path.rpartition('/')[2]}): {said(answer.body)}", stop=True)
            )
        return answer.json()


def _rows(document: Any, key: str) -> Iterator[dict[str, Any]]:
    rows = document.get(key) if isinstance(document, dict) else None
    yield from (row for row in (rows if isinstance(rows, list) else []) if isinstance(row, dict))
