"""What the page's buttons do: each takes what was asked and returns what to show."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from digest.compose.edits import Edit
from digest.desk import editing
from digest.desk import proposal as proposals
from digest.desk.desk import Usage
from digest.preview.bench import Bench

Asked = dict[str, Any]


def edit(bench: Bench, edition: str, asked: Asked) -> Asked:
    """Make one edit."""
    wanted = asked.get("edit")
    if not isinstance(wanted, dict) or not wanted.keys() <= {
        "do",
        "item",
        "field",
        "value",
        "section",
        "before",
        "fields",
    }:
        raise Usage("this edit cannot be read")
    return bench.sitting(edition).edit(Edit(**wanted), str(asked.get("version")), str(asked.get("tag") or ""))


def undo(bench: Bench, edition: str, asked: Asked) -> Asked:
    """Take the last change back."""
    return bench.sitting(edition).undo(str(asked.get("version")))


def redo(bench: Bench, edition: str, asked: Asked) -> Asked:
    """Do again what was taken back."""
    return bench.sitting(edition).redo(str(asked.get("version")))


def start(bench: Bench, edition: str, _: Asked) -> Asked:
    """Begin an empty edition."""
    editing.start(bench.desk(), edition)
    return bench.sitting(edition).state() | {"told": "an empty edition: add what you like, or gather"}


def look_up(bench: Bench, _edition: str, asked: Asked) -> Asked:
    """Tell what the page at an address is called."""
    from digest.desk import adding

    return adding.look_up(bench.desk(), str(asked.get("url") or ""))


def gather(bench: Bench, edition: str, _: Asked) -> Asked:
    """Read every source again."""
    from digest.desk.gather import gather as run

    done = run(bench.desk(), edition).as_json()
    failed = [f"{row['id']}: {row['problem']}" for row in done["sources"] if row["problem"]]
    words = f"{done['added']} added, {done['updated']} updated, {done['kept']} of your changes kept"
    return bench.sitting(edition).state() | {"told": words, "details": [*done["told"], *failed]}


def test(bench: Bench, edition: str, _: Asked) -> Asked:
    """Send one marked copy to the address that the environment names; no reader gets anything."""
    from digest.desk.test_send import send_test

    done = send_test(bench.desk(), edition)
    return bench.sitting(edition).state() | {
        "told": f"a copy is on its way, “{done['subject']}”, through {done['provider']}"
    }


def approve(bench: Bench, edition: str, asked: Asked) -> Asked:
    """Freeze exactly what is shown."""
    from digest.desk.approve import approve as run

    sitting = bench.sitting(edition)
    with sitting.lock:
        if sitting.state()["version"] != asked.get("version"):
            raise Usage("the file was changed meanwhile: look at it, then approve")
        shown = sitting.good.rendered if sitting.good else None
        word = run(bench.desk(), edition, str(asked.get("by") or ""))
        if shown is None or word["sha256"] != shown.email.sha256:
            editing.reopen(bench.desk(), edition)
            raise Usage("the edition was changed meanwhile: look at it, then approve")
        return sitting.state() | {"told": f"{edition} is approved by {word['by']}"}


def reopen(bench: Bench, edition: str, _: Asked) -> Asked:
    """Take an approval back."""
    editing.reopen(bench.desk(), edition)
    return bench.sitting(edition).state() | {
        "told": "the approval is taken back: the edition can change again"
    }


def proposal(bench: Bench, edition: str) -> Asked:
    """Tell where on GitHub this edition's file is edited."""
    return proposals.proposal(bench.desk(), edition)


VERBS: dict[str, Callable[[Bench, str, Asked], Asked]] = {
    "edit": edit,
    "undo": undo,
    "redo": redo,
    "start": start,
    "look-up": look_up,
    "gather": gather,
    "test": test,
    "approve": approve,
    "reopen": reopen,
}
