"""A source that is a file beside sources.yaml."""

from __future__ import annotations

from pathlib import Path

from digest.gather.unpack import too_large
from digest.model import Body, SourceError


def beside(folder: Path, name: str, limit: int) -> Body:
    """Return the file `name` of `folder`; raise SourceError if it is elsewhere, missing or larger than `limit`."""
    try:
        path = (folder / name).resolve()
        if not path.is_relative_to(folder.resolve()):
            raise SourceError(f"{name} is not in the newsletter's folder: keep it beside sources.yaml")
        if not path.is_file():
            raise SourceError(f"{name}: there is no such file beside sources.yaml")
        with path.open("rb") as file:
            content = file.read(limit + 1)
    except (OSError, ValueError) as problem:
        raise SourceError(f"{name} cannot be opened: {getattr(problem, 'strerror', problem)}") from None
    if len(content) > limit:
        raise SourceError(f"{name} {too_large(limit)}")
    return Body(content)
