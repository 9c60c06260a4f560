"""A web site on 127.0.0.1 that answers exactly what a test wrote down."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Self


@dataclass(frozen=True)
class Request:
    path: str
    headers: dict[str, str]


@dataclass(frozen=True)
class Reply:
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    def raw(self) -> bytes:
        lines = {"Content-Length": str(len(self.body)), "Connection": "close", **self.headers}
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        return f"HTTP/1.1 {self.status} Words\r\n{head}\r\n".encode() + self.body


TLS_HELLO = b"\x16"
Page = Callable[[Request, asyncio.StreamWriter], Awaitable[None]]


class Site:
    """Raw sockets, so that it can misbehave: `pages` maps a path to a reply, several in turn, or a coroutine."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.host = host
        self.pages: dict[str, Reply | list[Reply | Page] | Page] = {}
        self.asked: list[Request] = []
        self.busiest = 0
        self._busy = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)

    def __enter__(self) -> Self:
        self._thread.start()
        start = asyncio.start_server(self._serve, self.host, 0)
        self._server = asyncio.run_coroutine_threadsafe(start, self._loop).result()
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def url(self, path: str, host: str | None = None) -> str:
        return f"http://{host or self.host}:{self.port}{path}"

    def paths(self) -> list[str]:
        return [request.path for request in self.asked]

    async def _stop(self) -> None:
        self._server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._busy += 1
        self.busiest = max(self.busiest, self._busy)
        try:
            begin = await reader.readexactly(1)
            if begin == TLS_HELLO:
                writer.write(Reply(status=400).raw())  # as plain HTTP servers do
                return
            first, *rest = (begin + await reader.readuntil(b"\r\n\r\n")).decode().strip().split("\r\n")
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in rest)}
            request = Request(first.split()[1], headers)
            self.asked.append(request)
            await self._reply(request, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._busy -= 1
            writer.close()

    async def _reply(self, request: Request, writer: asyncio.StreamWriter) -> None:
        page = self.pages.get(request.path, Reply(status=404))
        if isinstance(page, list):
            page = page.pop(0) if len(page) > 1 else page[0]
        if isinstance(page, Reply):
            writer.write(page.raw())
            await writer.drain()
        else:
            await page(request, writer)


async def hang(request: Request, writer: asyncio.StreamWriter) -> None:
    """Take the question and say nothing."""
    await asyncio.sleep(60)


async def drip(request: Request, writer: asyncio.StreamWriter) -> None:
    """Never stop, never hurry: a limit for each read would never end this."""
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.02)


async def flood(request: Request, writer: asyncio.StreamWriter) -> None:
    """Send without end and without saying how much."""
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        writer.write(b"x" * 65536)
        await writer.drain()


async def drop(request: Request, writer: asyncio.StreamWriter) -> None:
    """Hang up without a word."""


async def cut(request: Request, writer: asyncio.StreamWriter) -> None:
    """Promise more than comes."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly this")


async def conditional(request: Request, writer: asyncio.StreamWriter) -> None:
    """Serve one feed whose ETag never changes."""
    if request.headers.get("if-none-match") == '"one"':
        writer.write(Reply(status=304).raw())
    else:
        writer.write(Reply(FEED, headers={"ETag": '"one"', "Content-Type": "application/rss+xml"}).raw())


FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Anytown</title><link>https://anytown.example.org/</link>
<item><title>Bins by text</title><link>https://anytown.example.org/bins</link><guid>bins</guid>
<pubDate>Mon, 02 Nov 2026 09:00:00 GMT</pubDate><description>A text the day before.</description></item>
<item><title>Old news</title><link>https://anytown.example.org/old</link><guid>old</guid>
<pubDate>Thu, 01 Oct 2026 09:00:00 GMT</pubDate><description>Still here.</description></item>
</channel></rss>"""
