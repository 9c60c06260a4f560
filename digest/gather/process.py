"""One child process that reads documents, and the socket to it."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterable
from typing import Any

from digest.gather import frames
from digest.model import SourceError

START_SECONDS = 60.0  # for a child's imports on a machine that is busy
MOST = 32_000_000  # bytes of one answer
BOOT = "import os, sys; sys.path[:] = sys.argv[1].split(os.pathsep); from digest.gather.child import main; main(sys.argv[2:])"
ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH")  # nothing secret; some Pythons do not start without the second


class Child:
    """A running `digest.gather.child`: good for the next question as long as nothing was raised."""

    def __init__(
        self, process: subprocess.Popen[bytes], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._process, self._reader, self._writer = process, reader, writer

    @classmethod
    async def start(cls, kinds: Iterable[str]) -> Child:
        """Return a child that sees the same modules as we do and none of our secrets, ready to read `kinds`."""
        path = os.pathsep.join(os.path.abspath(entry) for entry in sys.path)  # noqa: PTH100 ("" is the current folder)
        ours, theirs = socket.socketpair()
        with theirs:
            process = subprocess.Popen(
                [sys.executable, "-I", "-c", BOOT, path, *kinds],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={name: os.environ[name] for name in ENVIRONMENT if name in os.environ},
            )
        child = cls(process, *await asyncio.open_connection(sock=ours, limit=1 << 20))
        try:
            async with asyncio.timeout(START_SECONDS):
                await child._answer()
        except (TimeoutError, asyncio.IncompleteReadError, ConnectionError):
            child.end()
            raise SourceError("could not be read: no reader starts on this machine") from None
        except BaseException:
            child.end()
            raise
        return child

    async def ask(self, header: dict[str, Any], document: bytes) -> dict[str, Any]:
        """Return the answer; raise IncompleteReadError or ConnectionError when the child is no more."""
        self._writer.writelines(frames.question(header, document))
        await self._writer.drain()
        return await self._answer()

    async def _answer(self) -> dict[str, Any]:
        (length,) = frames.ANSWER.unpack(await self._reader.readexactly(frames.ANSWER.size))
        if length > MOST:
            raise ConnectionError("more than a document can say")
        answer = json.loads(await self._reader.readexactly(length))
        return answer if isinstance(answer, dict) else {}

    def end(self) -> None:
        self._writer.close()
        self._process.kill()
        self._process.wait()
