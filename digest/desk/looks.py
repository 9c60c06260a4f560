"""The templates in effect, read anew only after one of them changed."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digest.render.templates import Templates

Stamp = tuple[str, int, int]


def templates(folder: Path) -> Templates:
    """Return the newsletter's own templates before the shipped ones, as they stand on the disk now."""
    from digest.render.templates import shipped

    own = folder / "templates"
    return _read(own if own.is_dir() else None, (*_stamps(own), *_stamps(shipped())))


@lru_cache(maxsize=4)
def _read(own: Path | None, _stamps: tuple[Stamp, ...]) -> Templates:
    from digest.render.templates import Templates

    return Templates(own)


def _stamps(folder: Path) -> tuple[Stamp, ...]:
    found = ((path, path.stat()) for path in sorted(folder.rglob("*")) if path.is_file())
    return tuple((str(path), seen.st_mtime_ns, seen.st_size) for path, seen in found)
