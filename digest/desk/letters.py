"""The letters as readers would get them, for an editor's eyes: each as HTML, text and message."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from digest import links
from digest.desk import corrected, editions
from digest.desk.build import SAMPLE, templates
from digest.desk.desk import Desk
from digest.model import Edition, Email

CONFIRM_WITHIN = timedelta(days=7)
SAMPLE_TEXT = "Here stand your words: **what was wrong**, and what is right."


def letters(desk: Desk, out: Path | None = None) -> dict[str, Any]:
    """Write confirm, welcome and correction as .html, .txt and .eml; return their paths and hashes.

    There is no correction to look at before there is an edition. A broken template raises TemplateProblem.
    """
    folder = out or desk.folder / "build" / "letters"
    folder.mkdir(parents=True, exist_ok=True)
    files, hashes = [], {}
    for name, email in _all(desk):
        for kind, content in _contents(desk, email):
            (folder / f"{name}.{kind}").write_bytes(content)
            files.append(str(folder / f"{name}.{kind}"))
        hashes[name] = email.sha256
    return {"files": files, "sha256": hashes}


def latest(desk: Desk) -> Edition | None:
    """Return the newest edition that readers have, before the first one the newest draft; None without either."""
    known = [s for s in editions.standings(desk).values() if not s.corrects]
    out = [s for s in known if s.state in editions.OUT]
    newest = max(out or known, key=lambda s: s.slot.send_at, default=None)
    if newest is None or newest.draft is None:
        return None
    return corrected.public(desk, newest)


def _all(desk: Desk) -> Iterator[tuple[str, Email]]:
    from digest import render as wing

    used, edition = templates(desk), latest(desk)
    yield "confirm", wing.confirm(desk.config, used, expires=desk.now + CONFIRM_WITHIN)
    yield "welcome", wing.welcome(desk.config, used, edition, at=desk.now)
    if edition:
        changed = list(edition.items)[:1]
        email = wing.correction(desk.config, used, edition, text=SAMPLE_TEXT, changed=changed, at=desk.now)
        yield "correction", email


def _contents(desk: Desk, email: Email) -> Iterator[tuple[str, bytes]]:
    from digest.deliver import message

    key_id, secret = desk.env.signing if desk.env.secrets else ("sample", "sample-secret-of-nobody")
    encoded = message.encode(email, desk.config.newsletter, date=desk.now)
    yield "html", email.html.encode()
    yield "txt", email.text.encode()
    name = message.message_id(email.edition, SAMPLE.public_id, secret)
    token = links.sign(SAMPLE.public_id, secret, key_id)
    yield "eml", message.address(encoded, SAMPLE, token=token, message_id=name).raw
