"""A mail server on this machine that now and then drops a message, loses its answer, hangs, or says later."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from random import Random
from threading import Event, Thread

FATES = {"taken": 965, "dropped": 10, "answer lost": 10, "hung": 3, "put off": 12}
OFFERS = b"250-mail.example\r\n250-PIPELINING\r\n250-CHUNKING\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n"
LARGEST, PAUSE, FOR_EVER = 2**24, 0.002, 600


class Cut(Exception):
    """The connection breaks here."""


@dataclass(slots=True)
class FlakyServer:
    """Remembers for whom it took mail; `fates` counts what became of each message. It is honest once `calm`."""

    dice: Random
    calm: bool = False
    port: int = 0
    taken: list[str] = field(default_factory=list)
    fates: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def serving(self) -> Iterator[FlakyServer]:
        """Serve on a free port of 127.0.0.1."""
        loop, ready, stop = asyncio.new_event_loop(), Event(), asyncio.Event()

        async def main() -> None:
            server = await asyncio.start_server(self._one, "127.0.0.1", 0, limit=LARGEST)
            self.port = server.sockets[0].getsockname()[1]
            ready.set()
            await stop.wait()
            server.close()
            rest = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
            for task in rest:
                task.cancel()
            await asyncio.gather(*rest, return_exceptions=True)

        thread = Thread(target=lambda: loop.run_until_complete(main()), daemon=True)
        thread.start()
        ready.wait()
        try:
            yield self
        finally:
            loop.call_soon_threadsafe(stop.set)
            thread.join()
            loop.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(Cut, OSError, ValueError, asyncio.IncompleteReadError, asyncio.CancelledError):
                writer.write(b"220 mail.example ESMTP\r\n")
                await _Session(self, reader, writer).talk()
        finally:
            writer.transport.abort()

    async def end(self, to: str) -> bytes:
        """Return the answer to a whole message, if it gets one."""
        await asyncio.sleep(PAUSE)
        fate = "taken" if self.calm else self.dice.choices([*FATES], [*FATES.values()])[0]
        self.fates[fate] += 1
        if fate in {"taken", "answer lost"} or (fate == "hung" and self.dice.random() < 0.5):
            self.taken.append(to)
        match fate:
            case "hung":
                await asyncio.sleep(FOR_EVER)
            case "dropped" | "answer lost":
                raise Cut
            case "put off":
                return b"451 4.3.0 later\r\n"
        return b"250 2.0.0 taken\r\n"


@dataclass(slots=True)
class _Session:
    server: FlakyServer
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    to: str = ""

    async def talk(self) -> None:
        while line := (await self.reader.readline()).decode():
            self.writer.write(await self._answer(line))
            await self.writer.drain()

    async def _answer(self, line: str) -> bytes:
        match line.replace(":", " ").split(" ")[0].strip().upper():
            case "EHLO":
                return OFFERS
            case "RCPT":
                self.to = line[line.index("<") + 1 : line.index(">")]
            case "DATA":
                self.writer.write(b"354 go on\r\n")
                await self.reader.readuntil(b"\r\n.\r\n")
                return await self.server.end(self.to)
            case "BDAT":
                await self.reader.readexactly(int(line.split()[1]))
                return await self.server.end(self.to)
            case "QUIT":
                raise Cut
        return b"250 2.0.0 ok\r\n"
