"""Senders of a drill: real `digest send` processes, with no setting of the real newsletter in their environment."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from digest.config import environment
from digest.demo import drill as samples

LOG = "senders.log"
_WORDS = ("-m", "digest", "--now", samples.NOW.isoformat(), "send", samples.EDITION)


@dataclass(slots=True)
class Senders:
    """Starts senders in the drill's folder, and sees to it that none outlives the drill."""

    folder: Path
    settings: dict[str, str]
    log: IO[bytes]
    started: int = 0
    _running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @classmethod
    @contextmanager
    def of(cls, folder: Path, port: int) -> Iterator[Senders]:
        """Give the senders to a mail server on this machine."""
        settings = {
            "DIGEST_SECRET": "drill:a-secret-that-signs-for-nobody",
            "DIGEST_DATABASE_URL": environment.DATABASE,
            "DIGEST_ALLOW_PRIVATE_HOSTS": "127.0.0.1",
            "SMTP_URL": f"smtp://127.0.0.1:{port}?starttls=off",
        }
        with (folder / LOG).open("ab") as log:
            senders = cls(folder, settings, log)
            try:
                yield senders
            finally:
                for one in senders._running:
                    senders.kill(one)

    def start(self) -> subprocess.Popen[bytes]:
        """Start one."""
        ours = {name: value for name, value in os.environ.items() if name not in environment.NAMES}
        words = [sys.executable, *_WORDS[:2], "-C", str(self.folder), *_WORDS[2:]]
        one = subprocess.Popen(
            words, env=ours | self.settings, stdout=self.log, stderr=self.log, stdin=subprocess.DEVNULL
        )
        self._running.append(one)
        self.started += 1
        return one

    def kill(self, one: subprocess.Popen[bytes]) -> bool:
        """Kill one without warning; False if it had ended before."""
        if one in self._running:
            self._running.remove(one)
        if one.poll() is None:
            one.kill()
        return one.wait() == -signal.SIGKILL
