"""Files of ours, replaced whole or not at all."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from digest.model import DigestError


def save(path: Path, text: str | Iterable[str]) -> None:
    """Replace a file in one step, on the disk for good: nobody ever reads half of it, not even after a power cut.

    A long text may come in pieces.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with draft.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines([text] if isinstance(text, str) else text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def read_json(path: Path, *needed: str) -> dict[str, Any] | None:
    """Return a JSON object with the needed keys, None where there is no file; DigestError when it is damaged."""
    if not path.is_file():
        return None
    name = f"{path.parent.name}/{path.name}"
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as problem:
        raise DigestError(f"{name}: damaged ({problem}): restore it with git") from None
    if not isinstance(data, dict) or not data.keys() >= set(needed):
        raise DigestError(
            f"{name}: damaged, it must hold {', '.join(needed) or 'an object'}: restore it with git"
        )
    return data


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Let one command at a time change what lies in `folder`; others wait."""
    (folder / ".digest").mkdir(parents=True, exist_ok=True)
    with (folder / ".digest" / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
