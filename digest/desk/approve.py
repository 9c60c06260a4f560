"""A named person's word that exactly this content goes out, and whether it still is this content."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from digest.desk import approved, build, check, editions, git, kept
from digest.desk.build import Rendered
from digest.desk.desk import Desk, Ending, Refusal, Usage
from digest.desk.editions import Standing
from digest.files import read_json, save
from digest.model import EditionState, Finding, Level

FILE = "approval.json"


class Blocked(Ending):
    """The check found something that must be mended first."""

    def __init__(self, findings: list[Finding]) -> None:
        words = "\n".join(f"{f.file}:{f.line or 1}: {f.message}" for f in findings)
        super().__init__(words, {"findings": findings_json(findings)})


def approve(desk: Desk, edition: str, by: str) -> dict[str, Any]:
    """Check, then freeze; return the approval. Raises Blocked with the findings that stop it."""
    if not (name := " ".join(by.split())):
        raise Usage("--by: write the name of the person who approves")
    standing = editions.existing(desk, edition)
    if standing.state in {EditionState.SENT, EditionState.CANCELLED, EditionState.SKIPPED}:
        raise Refusal(f"{edition} is {standing.state}: nothing is left to approve")
    editions.not_taken_over(desk, standing)
    rendered = build.render(desk, standing)
    if standing.state in editions.OUT and rendered.email.sha256 != _began(desk, edition):
        raise Refusal(
            f"{edition} began to go out with other words: put them back; what readers have cannot change"
        )
    findings = check.check(desk, standing, offline=True, rendered=rendered)
    if blocking := [f for f in findings if f.level is Level.BLOCK]:
        raise Blocked(blocking)
    approval = {
        "edition": standing.slot.id,
        "commit": git.commit(desk.folder),
        "inputs": build.fingerprint(rendered.inputs),
        "sha256": rendered.email.sha256,
        "by": name,
        "at": desk.now.isoformat(),
        "parts": rendered.inputs,
        "settings": build.settings(desk),
    }
    kept.keep(desk, standing)
    save(desk.state(standing.slot.id) / FILE, json.dumps(approval, ensure_ascii=False, indent=1) + "\n")
    return approval


def approval(desk: Desk, edition: str) -> dict[str, Any] | None:
    """Return the approval of an edition, None where there is none."""
    return read_json(desk.state(edition) / FILE, "sha256", "inputs", "by")


def verify(desk: Desk, standing: Standing) -> Rendered:
    """Render again and return it if it is what was approved; Refusal says what differs."""
    word = approval(desk, standing.slot.id)
    if word is None:
        raise Refusal(
            f"{standing.slot.id} is not approved: run `digest approve {standing.slot.id} --by NAME`"
        )
    rendered = build.render(desk, standing)
    if stands(word, rendered):
        return rendered
    what = approved.told(approved.changes(desk, standing, word, rendered.inputs), standing.slot.id)
    if standing.state in editions.OUT:
        remedy = (
            "some readers have it already: put it back as it was, or, if it reads the same, approve it again"
        )
    else:
        remedy = "look at it and approve it again"
    raise Refusal(f"{standing.slot.id} is not what {word['by']} approved: {what}; {remedy}")


def stands(word: Mapping[str, Any], rendered: Rendered) -> bool:
    """Return whether an approval is of exactly this content, made from exactly these inputs."""
    same: bool = word["inputs"] == build.fingerprint(rendered.inputs)
    return same and word["sha256"] == rendered.email.sha256


def findings_json(findings: list[Finding]) -> list[dict[str, Any]]:
    """Return findings as plain JSON values."""
    return [asdict(f) for f in findings]


def _began(desk: Desk, edition: str) -> str | None:
    """Return the hash of the content with which an edition began to go out."""
    from digest.store import editions as ledger

    with desk.store() as store:
        return ledger.content(store, edition)
