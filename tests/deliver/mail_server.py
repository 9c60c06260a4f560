"""A mail server on this machine that takes what it is sent, or refuses, hangs and breaks off where a test says so."""

from __future__ import annotations

import asyncio
import base64
import ssl
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, Thread

EVERYTHING = ("PIPELINING", "CHUNKING", "8BITMIME", "SMTPUTF8")


class Cut(Exception):
    """The connection breaks here."""


@dataclass(frozen=True)
class Mail:
    """What was taken."""

    sender: str
    to: str
    raw: bytes


@dataclass
class MailServer:
    """`says` holds replies to come by stage: greeting, ehlo, starttls, auth, mail, rcpt, data, end.

    A reply may be `cut` (the connection breaks), `cut taken` (after taking the message) or `hang`. `never` are
    replies for readers, by address.
    """

    offers: tuple[str, ...] = EVERYTHING
    context: ssl.SSLContext | None = None
    implicit_tls: bool = False
    login: tuple[str, str] | None = None
    delay: float = 0
    port: int = 0
    says: defaultdict[str, deque[str]] = field(default_factory=lambda: defaultdict(deque))
    never: dict[str, str] = field(default_factory=dict)
    taken: list[Mail] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    connections: int = 0

    def say(self, stage: str, *replies: str) -> None:
        """Let the next replies at a stage be these."""
        self.says[stage].extend(replies)

    @property
    def readers(self) -> list[str]:
        return sorted(mail.to for mail in self.taken)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}?starttls=off"

    @contextmanager
    def serving(self) -> Iterator[MailServer]:
        """Serve on a free port."""
        loop, ready = asyncio.new_event_loop(), Event()
        tasks: set[asyncio.Task[None]] = set()

        async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task
            tasks.add(task)
            task.add_done_callback(tasks.discard)
            await self._serve(_Session(reader, writer))

        async def main() -> None:
            tls = self.context if self.implicit_tls else None
            server = await asyncio.start_server(one, "127.0.0.1", self.port, ssl=tls, limit=2**22)
            self.port = server.sockets[0].getsockname()[1]
            ready.set()
            await stopped.wait()
            server.close()
            for task in list(tasks):
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await asyncio.sleep(0.01)  # aborted transports close in the loop's next round

        stopped = asyncio.Event()
        thread = Thread(target=lambda: loop.run_until_complete(main()))
        thread.start()
        ready.wait()
        try:
            yield self
        finally:
            loop.call_soon_threadsafe(stopped.set)
            thread.join()
            loop.close()

    async def _serve(self, session: _Session) -> None:
        self.connections += 1
        try:
            with suppress(Cut, OSError, asyncio.IncompleteReadError, ssl.SSLError):
                await session.say(self._reply("greeting", "220 mail.example ESMTP"))
                while line := await session.line():
                    await self._obey(session, line)
        finally:
            session.writer.transport.abort()

    def _reply(self, stage: str, usual: str) -> str:
        return self.says[stage].popleft() if self.says[stage] else usual

    async def _obey(self, session: _Session, line: str) -> None:
        verb = line.split(" ", 1)[0].split(":", 1)[0].upper()
        self.heard.append(verb)
        match verb:
            case "EHLO":
                await session.say(self._reply("ehlo", self._greeting(session)))
            case "STARTTLS":
                assert self.context
                await session.say(self._reply("starttls", "220 go on"))
                await session.writer.start_tls(self.context)
                session.safe = True
            case "AUTH":
                await session.say(self._reply("auth", await self._auth(session, line)))
            case "MAIL":
                session.sender, session.accents = _mailbox(line), "SMTPUTF8" in line
                reply = self._reply("mail", "250 2.1.0 ok")
                session.sender = session.sender if reply.startswith("250") else ""
                await session.say(reply)
            case "RCPT":
                session.to, to = "", _mailbox(line)
                usual = self.never.get(to, "250 2.1.5 ok") if session.sender else "503 5.5.1 no sender"
                reply = self._reply("rcpt", usual)
                session.to = to if reply.startswith("250") else ""
                await session.say(reply)
            case "DATA":
                await self._data(session)
            case "BDAT":
                size, last = line.split()[1:]
                assert last == "LAST"
                await self._end(session, await session.reader.readexactly(int(size)))
            case "RSET" | "NOOP":
                session.to = ""
                await session.say("250 2.0.0 ok")
            case "QUIT":
                await session.say("221 bye")
                raise Cut
            case _:
                await session.say("502 5.5.1 what?")

    async def _data(self, session: _Session) -> None:
        reply = self._reply("data", "354 go on" if session.to else "503 5.5.1 no reader")
        await session.say(reply)
        if reply.startswith("354"):
            raw = (
                await session.reader.readuntil(b"\r\n.\r\n")
                if session.to
                else await session.reader.readline()
            )
            await self._end(session, raw[:-3].replace(b"\r\n..", b"\r\n."))

    async def _end(self, session: _Session, raw: bytes) -> None:
        await asyncio.sleep(self.delay)
        reply = self._reply("end", "250 2.0.0 queued") if session.to else "503 5.5.1 no reader"
        if reply.startswith("250") or reply == "cut taken":
            self.taken.append(Mail(session.sender, session.to, raw))
        session.to = ""
        await session.say(reply)

    def _greeting(self, session: _Session) -> str:
        words = ["mail.example", *self.offers]
        safe = session.safe or self.implicit_tls
        words += ["STARTTLS"] if self.context and not safe else []
        words += ["AUTH PLAIN LOGIN"] if self.login and (safe or not self.context) else []
        return "\r\n".join(f"250{' ' if word is words[-1] else '-'}{word}" for word in words)

    async def _auth(self, session: _Session, line: str) -> str:
        if line.upper() == "AUTH LOGIN":
            given = []
            for ask in ("VXNlcm5hbWU6", "UGFzc3dvcmQ6"):
                await session.say(f"334 {ask}")
                given.append(base64.b64decode(await session.line()).decode())
        else:
            given = base64.b64decode(line.split()[2]).decode().split("\0")[1:]
        return "235 2.7.0 welcome" if tuple(given) == self.login else "535 5.7.8 wrong user or password"


@dataclass
class _Session:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    safe: bool = False
    accents: bool = False
    sender: str = ""
    to: str = ""

    async def line(self) -> str:
        return (await self.reader.readline()).decode().rstrip("\r\n")

    async def say(self, reply: str) -> None:
        if reply.startswith("cut"):
            raise Cut
        if reply == "hang":
            await asyncio.sleep(60)
        self.writer.write(reply.encode() + b"\r\n")
        await self.writer.drain()


def _mailbox(line: str) -> str:
    return line[line.index("<") + 1 : line.index(">")]
