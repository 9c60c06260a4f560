"""A folder of .eml files, for trying out and for people who carry their mail themselves."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from digest.config.settings import Sending
from digest.model import Accepted, DigestError, Message


@dataclass(frozen=True, slots=True)
class Outbox:
    """One file for each message, named after its delivery: to write it again changes nothing."""

    folder: Path
    name: str = "outbox"
    repeatable: bool = True
    chunk: int = 100

    def send(self, messages: Sequence[Message]) -> Accepted:
        """Return when every file is on the disk for good, whole or not there at all; raise DigestError."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            for message in messages:
                self._put(message)
            _to_disk(self.folder)
        except OSError as problem:
            raise DigestError(f"cannot write into the folder {self.folder}: {problem.strerror}") from None
        return Accepted()

    def _put(self, message: Message) -> None:
        handle, part = tempfile.mkstemp(dir=self.folder, prefix=".", suffix=".part")
        with os.fdopen(handle, "wb") as file:
            file.write(message.raw)
            file.flush()
            os.fsync(file.fileno())
        Path(part).replace(self.folder / f"{message.name}.eml")


def connect(*, folder: Path, environment: Mapping[str, str], sending: Sending) -> Outbox:  # noqa: ARG001  # as all providers
    """Return the outbox beside the newsletter."""
    return Outbox(folder / "outbox")


def _to_disk(folder: Path) -> None:
    """Sync a folder: without it a renamed file may not survive a power cut (fsync(2))."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
