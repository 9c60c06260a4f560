"""One look at an edition: its outline, its email, what was found, and what may be done with it now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from digest.compose.edits import sheet_of
from digest.desk import approve, build, check, editing, editions
from digest.desk.build import Rendered
from digest.desk.desk import Desk
from digest.desk.editions import Standing
from digest.model import EditionState, SubscriberStatus
from digest.preview.outline import outline
from digest.render.emails import GMAIL_CLIPS


@dataclass(frozen=True)
class Look:
    """What was seen; `word` names the state of the files it was made from."""

    word: str
    desk: Desk
    state: dict[str, Any]
    rendered: Rendered | None
    web: str


def look(desk: Desk, edition: str, text: str | None, name: str) -> Look:
    """Return a look at the edition as its files are now; DigestError where one of them cannot be used."""
    from digest import render as wing

    standing = editions.choose(desk, edition, editions.standings(desk))
    state = _about(desk, standing)
    if text is None:
        return Look(name, desk, state | {"sections": [], "left_out": []}, None, "")
    sheet = sheet_of(text, editing.name(edition))
    vars(standing)["draft"] = sheet.draft  # read already: what stands in the file is in hand
    rendered = build.render(desk, standing)
    findings = check.check(desk, standing, offline=True, rendered=rendered)
    state |= outline(sheet, standing, desk, findings)
    state["size"] = {"bytes": rendered.html_bytes, "limit": GMAIL_CLIPS}
    state["blocks"] = sum(f.level == "block" for f in findings)
    state["warns"] = sum(f.level == "warn" for f in findings)
    state |= _outdated(desk, edition, rendered) if state["reopens"] else {}
    page = wing.web(rendered.edition, desk.config, rendered.templates)
    return Look(name, desk, state, rendered, page)


def _about(desk: Desk, standing: Standing) -> dict[str, Any]:
    """Return what does not depend on the draft: where the edition stands, who gets it, and why it cannot change."""
    news, sends = desk.config.newsletter, standing.slot.send_at.astimezone(desk.zone)
    approved = editions.is_approved(desk, standing.slot.id)
    out = standing.state in editions.OUT
    return {
        "edition": standing.slot.id,
        "newsletter": news.title,
        "sender": news.sender,
        "state": "approved" if approved and standing.state in editing.OPEN else str(standing.state),
        "sends": f"{sends:%A} {sends.day} {sends:%B %Y, %H:%M}",
        "file": editing.name(standing.slot.id),
        "open": standing.state in editing.OPEN and not approved,
        "closed": _closed(standing.state, standing.slot.id, approved=approved),
        "reopens": approved and not out,
        "sources": len(desk.config.enabled),
        "test_to": bool(desk.env.test_to),
    }


def _outdated(desk: Desk, edition: str, rendered: Rendered) -> dict[str, str]:
    """Return what to say where the edition is no longer what was approved, nothing where it is."""
    word = approve.approval(desk, edition)
    if word is None or approve.stands(word, rendered):
        return {}
    words = f"{edition} was changed after {word['by']} approved it, so it cannot go out: take the approval back, look at it, and approve it again"
    return {"state": "changed since approved", "closed": words}


def _closed(state: EditionState, edition: str, *, approved: bool) -> str:
    """Return why the edition cannot change, nothing when it can."""
    if state in editions.OUT:
        return f"{edition} went out: what readers have cannot change any more"
    if approved:
        return f"{edition} is approved: take the approval back to change it"
    return "" if state in editing.OPEN else f"{edition} is {state}: its words cannot change any more"


def readers(desk: Desk) -> int | None:
    """Return how many get it, None where somebody else keeps the list."""
    if desk.config.audience != "store":
        return None
    if not desk.has_store:
        return 0
    from digest.store.subscribers import count

    with desk.store() as store:
        return count(store)[SubscriberStatus.ACTIVE]
