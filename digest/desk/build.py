"""Render an edition: the files that an editor looks at, and the bytes that readers get."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digest import links
from digest.compose import assemble, check
from digest.compose.check import Looks, Matter, Names
from digest.compose.check.matter import SETTINGS
from digest.compose.draft import FILE, Draft, DraftError
from digest.desk import corrected, editions, looks
from digest.desk.desk import Desk
from digest.desk.editions import Standing
from digest.desk.lines import lines
from digest.model import Edition, Email, Finding, Subscriber, SubscriberStatus

if TYPE_CHECKING:
    from digest.render.templates import Templates

SAMPLE = Subscriber(
    id=0,
    public_id="sample-reade",
    handle="#0000",
    address="reader@example.org",
    status=SubscriberStatus.ACTIVE,
)


NOBODYS = ("sample", "sample-secret-of-nobody")
FILES = ("email.html", "email.txt", "message.eml", "events.ics", "web.html")


@dataclass(frozen=True, slots=True)
class Rendered:
    """An edition with its email, what was found in its draft, and fingerprints of all that went in.

    `html_bytes` is the size of the HTML part as encoded, which is what Gmail counts.
    """

    edition: Edition
    email: Email
    findings: list[Finding]
    inputs: dict[str, str]
    html_bytes: int
    templates: Templates


def templates(desk: Desk) -> Templates:
    """Return the templates in effect: the newsletter's own before the shipped ones."""
    return looks.templates(desk.folder)


def render(desk: Desk, standing: Standing) -> Rendered:
    """Return the edition rendered from its files; a broken template raises with file, line and remedy."""
    from digest import render as wing
    from digest.render.colours import palette
    from digest.render.pictures import unfit

    if standing.corrects:
        return _correction(desk, standing)
    draft = _draft(standing)
    edition, findings = assemble.assemble(draft, standing.gathered, desk.config, standing.slot)
    used = templates(desk)
    fitting = wing.fit(edition, desk.config, used)
    email = wing.email(fitting, desk.config, used)
    html_bytes = wing.encoded_size(email.html)
    findings += check.check(
        edition,
        draft,
        standing.gathered,
        desk.config,
        html_bytes=html_bytes,
        left_out=sum(part.more for part in fitting.parts) - sum(part.more for part in edition.parts),
        languages=[_names(used, desk)],
        looked=Looks(unfit, palette(desk.config.newsletter.brand.accent).light.band),
        line_of=lines(desk.folder),
    )
    findings += check.must_carry(email, Matter(edition, draft, standing.gathered, desk.config))
    return Rendered(
        edition, email, check.worst_first(findings), inputs(desk, standing, used), html_bytes, used
    )


def _correction(desk: Desk, standing: Standing) -> Rendered:
    from digest import render as wing

    used, page = templates(desk), _draft(standing)
    edition, email, findings = corrected.correction(desk, standing, used, _names(used, desk))
    findings += check.must_carry(email, Matter(edition, page, None, desk.config))
    found, size = check.worst_first(findings), wing.encoded_size(email.html)
    return Rendered(edition, email, found, inputs(desk, standing, used), size, used)


def inputs(desk: Desk, standing: Standing, used: Templates) -> dict[str, str]:
    """Return a fingerprint of each thing that a rendering depends on: edition.yaml, templates, settings, renderer."""
    from digest import render as wing

    page = (standing.folder / FILE).read_bytes()
    return {
        FILE: hashlib.sha256(page).hexdigest(),
        **{
            f"{SETTINGS} {name}": hashlib.sha256(json.dumps(value).encode()).hexdigest()
            for name, value in settings(desk).items()
        },
        **{f"templates/{name}": value for name, value in used.fingerprint().items()},
        **{f"renderer {name}": value for name, value in wing.versions().items()},
    }


def settings(desk: Desk) -> dict[str, Any]:
    """Return the settings that a rendering depends on, by name."""
    dumped = desk.config.model_dump(
        mode="json", include={"newsletter", "sections", "audience"}, by_alias=True
    )
    return {f"newsletter.{name}": value for name, value in dumped.pop("newsletter").items()} | dumped


def fingerprint(values: dict[str, str]) -> str:
    """Return one hash over many."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def build(desk: Desk, edition: str | None = None, out: Path | None = None) -> dict[str, Any]:
    """Write email.html, email.txt, message.eml, events.ics and web.html; return their paths, the hash and the size."""
    from digest import render as wing
    from digest.deliver import message

    standing = editions.existing(desk, edition)
    rendered = render(desk, standing)
    key_id, secret = desk.env.signing if desk.env.secrets else NOBODYS
    token = links.sign(SAMPLE.public_id, secret, key_id)
    encoded = message.encode(rendered.email, desk.config.newsletter, date=standing.slot.send_at)
    name = message.message_id(standing.slot.id, SAMPLE.public_id, secret)
    sample = message.address(encoded, SAMPLE, token=token, message_id=name)
    folder = out or desk.folder / "build" / standing.slot.id
    folder.mkdir(parents=True, exist_ok=True)
    page = wing.web(corrected.public(desk, standing), desk.config, rendered.templates)
    email = rendered.email
    texts = (email.html.encode(), email.text.encode(), sample.raw, email.calendar.encode(), page.encode())
    for name, content in zip(FILES, texts, strict=True):
        (folder / name).write_bytes(content)
    return {
        "edition": standing.slot.id,
        "files": [str(folder / name) for name in FILES],
        "sha256": rendered.email.sha256,
        "html_bytes": rendered.html_bytes,
        "findings": rendered.findings,
    }


def _names(used: Templates, desk: Desk) -> Names:
    """Return what the newsletter's language calls days and months."""
    language = used.words(desk.config.newsletter.language, desk.zone).language

    def both(long: str, short: str, number: int) -> list[tuple[str, ...]]:
        return [(language.name(long, n), language.name(short, n)) for n in range(number)]

    return Names.of(both("weekdays", "short_weekdays", 7), both("months", "short_months", 12))


def _draft(standing: Standing) -> Draft:
    if standing.draft is None:
        raise DraftError(f"there is no edition {standing.slot.id}")
    return standing.draft
