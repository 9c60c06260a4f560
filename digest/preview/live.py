"""What changed on the disk: the state of every file that the page shows, and a stream that tells of it."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

from digest.desk.desk import Desk
from digest.render.templates import SUFFIXES, shipped

PERIOD = 0.25  # seconds
QUIET = 60  # periods after which a sign of life goes out, so that a gone reader is noticed


def signature(desk: Desk, edition: str) -> str:
    """Return a word that changes whenever a file changes from which the page is made."""
    return _word(_files(desk, edition))


def settings(folder: Path) -> str:
    """Return a word that changes whenever the newsletter's settings do."""
    return _word([folder / "sources.yaml", folder / ".env"])


async def stream(look: Callable[[], str], over: Callable[[], bool]) -> AsyncIterator[str]:
    """Yield an event at first and after each change, until it is `over`."""
    known, quiet = "", 0
    while not over():
        word = await asyncio.to_thread(look)
        quiet += 1
        if word != known:
            known, quiet = word, 0
            yield f"event: changed\ndata: {word}\n\n"
        elif quiet >= QUIET:
            quiet = 0
            yield ": here\n\n"
        await asyncio.sleep(PERIOD)


def _files(desk: Desk, edition: str) -> Iterator[Path]:
    yield from (desk.folder / "sources.yaml", desk.folder / ".env")
    for folder in {desk.editions / edition, desk.state(edition)}:
        yield from _below(folder, {".yaml", ".json"})
    for folder in (desk.folder / "templates", shipped()):
        yield from _below(folder, SUFFIXES)


def _below(folder: Path, suffixes: set[str]) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders.sort()
        yield from (
            Path(place, name) for name in sorted(names) if Path(name).suffix in suffixes and name[0] != "."
        )


def _word(files: Iterator[Path] | list[Path]) -> str:
    seen = hashlib.sha256()
    for path in files:
        try:
            known = path.stat()
        except OSError:
            continue
        seen.update(f"{path}\0{known.st_mtime_ns}\0{known.st_size}\0".encode())
    return seen.hexdigest()[:16]
