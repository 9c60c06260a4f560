"""What SendGrid would be given, for a person to look at."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from digest import links
from digest.desk import build, editions
from digest.desk.build import SAMPLE, Rendered
from digest.desk.desk import Desk
from digest.desk.editions import Standing

FILE = "sendgrid.json"


def write(desk: Desk, edition: str | None = None, out: Path | None = None) -> dict[str, Any]:
    """Write the body of the request for a sample reader; return its path, the hash and the size of the HTML."""
    standing = editions.existing(desk, edition)
    rendered = build.render(desk, standing)
    folder = out or desk.folder / "build" / standing.slot.id
    folder.mkdir(parents=True, exist_ok=True)
    body = json.dumps(_body(desk, standing, rendered), ensure_ascii=False, indent=1)
    (folder / FILE).write_text(body + "\n", encoding="utf-8")
    return {
        "edition": standing.slot.id,
        "files": [str(folder / FILE)],
        "sha256": rendered.email.sha256,
        "html_bytes": rendered.html_bytes,
        "findings": rendered.findings,
    }


def _body(desk: Desk, standing: Standing, rendered: Rendered) -> dict[str, Any]:
    """Return a request of mail/send, or the Single Send for a list that lives at SendGrid; there it names its sender."""
    from digest.deliver import single_send
    from digest.deliver.sendgrid import sample

    newsletter, audience = desk.config.newsletter, desk.config.audience
    if audience != "store":
        return single_send.sample(rendered.email, newsletter, audience.sendgrid)
    key_id, secret = desk.env.signing if desk.env.secrets else build.NOBODYS
    return sample.request(
        rendered.email,
        newsletter,
        to=SAMPLE.address,
        token=links.sign(SAMPLE.public_id, secret, key_id),
        date=standing.slot.send_at,
    )
