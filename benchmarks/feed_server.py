"""A site with many feeds on 127.0.0.1: gzip, ETag, 304; on request slow, with errors, or silent for some."""

from __future__ import annotations

import argparse
import asyncio
import hashlib
from dataclasses import dataclass
from pathlib import Path

HEAD = "Content-Type: application/rss+xml; charset=UTF-8\r\nVary: Accept-Encoding\r\n"
BROKEN = b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n"
MISSING = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Feed:
    """The answers of one address."""

    etag: bytes
    plain: bytes
    packed: bytes
    unchanged: bytes

    @classmethod
    def read(cls, path: Path) -> Feed:
        plain, packed = path.read_bytes(), path.with_name(f"{path.name}.gz").read_bytes()
        etag = hashlib.sha256(plain).hexdigest()[:16]
        head = f'{HEAD}ETag: "{etag}"\r\n'
        ok = f"HTTP/1.1 200 OK\r\n{head}"
        return cls(
            etag.encode(),
            f"{ok}Content-Length: {len(plain)}\r\n\r\n".encode() + plain,
            f"{ok}Content-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n".encode() + packed,
            f"HTTP/1.1 304 Not Modified\r\n{head}\r\n".encode(),
        )


@dataclass(frozen=True, slots=True)
class Site:
    """All feeds; every `broken`th answers 500, every `silent`th nothing, 0 for none; the others after `latency`."""

    feeds: dict[bytes, Feed]
    latency: float
    broken: int
    silent: int

    def answer(self, request: bytes) -> bytes | None:
        """Return what is sent, None for silence."""
        path = request.split(b" ", 2)[1]
        if (feed := self.feeds.get(path)) is None:
            return MISSING
        number = int(path[1:].partition(b".")[0])
        if self.silent and number % self.silent == self.silent // 2:
            return None
        if self.broken and number % self.broken == self.broken // 3:
            return BROKEN
        if feed.etag in request:
            return feed.unchanged
        return feed.packed if b"gzip" in request else feed.plain


class Connection(asyncio.Protocol):
    """One client; requests are answered in turn, the connection stays open unless the client says otherwise."""

    def __init__(self, site: Site) -> None:
        self._site, self._waiting = site, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        *requests, self._waiting = (self._waiting + data).split(b"\r\n\r\n")
        for request in requests:
            if (answer := self._site.answer(request)) is not None:
                last = b"connection: close" in request.lower() or b" HTTP/1.0" in request
                asyncio.get_running_loop().call_later(self._site.latency, self._send, answer, last)

    def _send(self, answer: bytes, last: bool) -> None:
        if not self._transport.is_closing():
            self._transport.write(answer)
            if last:
                self._transport.close()


async def serve(site: Site) -> None:
    """Serve until killed; the port is the first line of output."""
    server = await asyncio.get_running_loop().create_server(
        lambda: Connection(site), "127.0.0.1", 0, backlog=4096
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def main() -> None:
    """Read the options and serve."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--latency", type=float, default=0.0, help="seconds before each answer")
    options.add_argument("--broken", type=int, default=0, help="every how many feeds one answers 500")
    options.add_argument("--silent", type=int, default=0, help="every how many feeds one never answers")
    given = options.parse_args()
    feeds = {f"/{path.name}".encode(): Feed.read(path) for path in given.folder.glob("*.xml")}
    asyncio.run(serve(Site(feeds, given.latency, given.broken, given.silent)))


if __name__ == "__main__":
    main()
