"""The whole job on built-in sample sources, on this machine only, at a fixed time."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from digest import demo as samples
from digest.desk import approve, build, gather, init, send, subscribers
from digest.desk.desk import Desk, Usage, open_desk
from digest.desk.gather import Gathered

APPROVER = "Dot Example, for the demo"


@dataclass(frozen=True, slots=True)
class Done:
    """What the demo did, for programs and for people."""

    document: dict[str, Any]
    words: str


def demo(folder: Path, told: Callable[[str], None], command: str = "digest") -> Done:
    """Make `folder` anew, run gather, build, approve, send and receipt in it, and gather the next edition.

    Nothing leaves this machine. `command` is how to call this program again. Raises Usage for a folder that holds
    something else.
    """
    from digest.demo.server import serve

    _clear(folder)
    with serve() as base:
        samples.lay_out(folder, base)
        init.init(folder)
        _tell_environment(folder)
        desk = open_desk(folder, samples.NOW, {})
        told(f"reading {len(desk.config.enabled)} sample sources on {base} ...")
        gathered = gather.gather(desk, samples.EDITION)
        built = build.build(desk, samples.EDITION)
        approval = approve.approve(desk, samples.EDITION, APPROVER)
        subscribers.add(desk, samples.SUBSCRIBERS, "asked for it in the demo")
        counts = _send(folder, desk)
        ahead = gather.gather(open_desk(folder, samples.LATER, {}), samples.NEXT)
    document = {
        "folder": str(folder),
        "gather": {k: v for k, v in gathered.as_json().items() if k != "items"}
        | {"items": len(gathered.gathering.items)},
        "build": {k: built[k] for k in ("files", "sha256", "html_bytes")},
        "approval": {k: approval[k] for k in ("by", "sha256")},
        "receipt": counts,
        "next": {"edition": ahead.edition, "added": len(ahead.gathering.merged.added)},
    }
    return Done(document, _words(folder, gathered, built, counts, command))


def _tell_environment(folder: Path) -> None:
    """Let every command of the demo's newsletter read the samples, and know where a test copy goes."""
    with (folder / ".env").open("a", encoding="utf-8") as file:
        file.writelines(f"{name}={value}\n" for name, value in samples.ENVIRONMENT.items())


def _clear(folder: Path) -> None:
    if folder.is_dir() and any(folder.iterdir()):
        if not (folder / samples.MARK).is_file():
            raise Usage(f"{folder} holds something else: name an empty or new folder, digest demo DIR")
        shutil.rmtree(folder)
    (folder / samples.MARK).parent.mkdir(parents=True, exist_ok=True)
    (folder / samples.MARK).write_text("This folder is made anew by every digest demo.\n", encoding="utf-8")


def _send(folder: Path, desk: Desk) -> dict[str, Any]:
    """Send at the edition's own moment, a week after its draft."""
    from digest.desk import editions

    moment = editions.existing(desk, samples.EDITION).slot.send_at
    later = open_desk(folder, moment, {})
    return send.send(later, samples.EDITION, clock=lambda: moment, stop=lambda: False)


def _words(
    folder: Path, gathered: Gathered, built: dict[str, Any], counts: dict[str, Any], command: str
) -> str:
    visits, items = gathered.visits, gathered.gathering.items
    read = sum(v.problem is None for v in visits)
    failed = "\n".join(f"              not read: {v.source}: {v.problem}" for v in visits if v.problem)
    offered, edition = len(gathered.gathering.merged.added), samples.EDITION
    return f"""
What it read  {read} of {len(visits)} sources, {len(items)} items in the window
{failed}
What it made  edition {edition}: {offered} items put before the editor, {len(items) - offered} left out, each with its reason
              {built["html_bytes"]:,} bytes of HTML, approved by {APPROVER}
Who got it    {counts["sent"]} of {counts["planned"]} readers, into {folder}/outbox/

Where to look
  {folder}/build/{edition}/email.html        the email; web.html, email.txt and events.ics beside it
  {folder}/editions/{edition}/edition.yaml   what an editor changes
  {folder}/editions/{edition}/receipt.json   what became of everyone
  {folder}/outbox/                        one message for each reader

What to run next
  {command} -C {folder} preview {samples.NEXT}   the next edition on a page of your own: change it, look, approve
  {command} -C {folder} show {edition}      the edition in the terminal
  {command} -C {folder} why "bin day"       why an item is in or out
  {command} -C {folder} send {edition}      nothing happens: everybody has it already
  {command} init my-newsletter      a newsletter of your own
"""
