"""Bytes to and replies from a mail server."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections import deque
from typing import cast

from digest.deliver.lines import NoLine
from digest.deliver.smtp.replies import Reply
from digest.model import Later

LONGEST, MOST = 4096, 200  # bytes in a line, lines in a reply: RFC 5321 asks for 512 and says nothing
_LINE = re.compile(rb"([2-5][0-9]{2})(?:([ -])(.*?))?\r?")


class Wire(asyncio.Protocol):
    """One connection. Replies that came before it broke are still heard; then NoLine says why."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._rest = b""
        self._lines: list[bytes] = []
        self._replies: deque[Reply] = deque()
        self._broken: str | None = None
        self._clear = asyncio.Event()
        self._news: asyncio.Future[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._transport.set_write_buffer_limits(high=1, low=0)  # TLS takes 0 for always full
        self._clear.set()

    def connection_lost(self, problem: Exception | None) -> None:
        words = problem.strerror if isinstance(problem, OSError) and problem.strerror else None
        self._break(words or "the mail server closed the connection")

    def pause_writing(self) -> None:
        self._clear.clear()

    def resume_writing(self) -> None:
        self._clear.set()

    def data_received(self, data: bytes) -> None:
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._take(line)
        if len(self._rest) > LONGEST or len(self._lines) > MOST:
            self._garbage()
        if self._news and not self._news.done():
            self._news.set_result(None)

    async def reply(self, seconds: float) -> Reply:
        """Return the next reply; raise NoLine when there will be none, or not in time."""
        if not self._replies:
            await self._wait(seconds)
        return self._replies.popleft()

    def write(self, data: bytes) -> None:
        """Send, after all that was written before."""
        assert self._transport
        if not self._broken:
            self._transport.write(data)

    async def drained(self, seconds: float) -> None:
        """Wait until all that was written has left this program; raise NoLine."""
        try:
            async with asyncio.timeout(seconds):
                await self._clear.wait()
        except TimeoutError:
            self.abort("the mail server stopped reading")
        if self._broken:
            raise NoLine(Later(self._broken))

    async def encrypt(self, context: ssl.SSLContext, host: str, seconds: float) -> None:
        """Go on in TLS; what came in the clear after STARTTLS was put there by somebody else (CVE-2011-0411)."""
        assert self._transport
        if self._rest or self._replies or self._lines:
            raise NoLine(Later("the mail server spoke before the connection was encrypted", stop=True))
        upgraded = await asyncio.get_running_loop().start_tls(
            self._transport, self, context, server_hostname=host, ssl_handshake_timeout=seconds
        )
        if upgraded is None:
            raise NoLine(Later(self._broken or "the mail server closed the connection"))
        self.connection_made(upgraded)

    @property
    def our_address(self) -> str:
        """The address of this end."""
        assert self._transport
        return str(self._transport.get_extra_info("sockname")[0])

    def abort(self, why: str) -> None:
        """Break the connection at once: what is not complete is not taken."""
        self._break(why)
        if self._transport:
            self._transport.abort()

    def close(self) -> None:
        """Close the connection once all that was written has left."""
        if self._transport:
            self._transport.close()

    async def _wait(self, seconds: float) -> None:
        while not self._replies:
            if self._broken:
                raise NoLine(Later(self._broken))
            self._news = asyncio.get_running_loop().create_future()
            try:
                async with asyncio.timeout(seconds):
                    await self._news
            except TimeoutError:
                self.abort(f"the mail server did not answer within {seconds:g} seconds")

    def _take(self, line: bytes) -> None:
        found = _LINE.fullmatch(line)
        if found is None or self._broken:
            self._garbage()
            return
        self._lines.append(found[3] or b"")
        if found[2] != b"-":
            text = tuple(one.decode("utf-8", "replace") for one in self._lines)
            self._replies.append(Reply(int(found[1]), text))
            self._lines.clear()

    def _garbage(self) -> None:
        self.abort("what answers there does not speak SMTP")

    def _break(self, why: str) -> None:
        self._broken = self._broken or why
        self._clear.set()
        if self._news and not self._news.done():
            self._news.set_result(None)
