"""A mail server that takes everything and keeps nothing but the number: PIPELINING and CHUNKING, one process."""

from __future__ import annotations

import argparse
import asyncio
import sys

HELLO = b"250-sink\r\n250-PIPELINING\r\n250-CHUNKING\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n"
PLAIN = b"250-sink\r\n250 8BITMIME\r\n"
END = b"\r\n.\r\n"


class Session(asyncio.Protocol):
    """One connection; what has come and is no whole command or message yet waits in `_came`."""

    taken = 0
    hello = HELLO

    def __init__(self) -> None:
        self._came = bytearray()
        self._content = False  # DATA was answered
        self._more = 0  # bytes of BDAT to come
        self._seen = 0  # how far the end was looked for
        self._out: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._out = transport
        transport.write(b"220 sink ESMTP\r\n")

    def data_received(self, data: bytes) -> None:
        self._came += data
        replies = bytearray()
        while (reply := self._next()) is not None:
            replies += reply
        assert self._out
        if replies:
            self._out.write(bytes(replies))
        if replies.endswith(b"221 bye\r\n"):
            self._out.close()

    def _next(self) -> bytes | None:
        """Return the reply to the next whole thing that came, None when there is none."""
        if self._more:
            return self._taken(self._more) if len(self._came) >= self._more else None
        if self._content:
            end = self._came.find(END, max(0, self._seen - len(END)))
            self._seen = len(self._came)
            return self._taken(end + len(END)) if end >= 0 else None
        end = self._came.find(b"\r\n")
        if end < 0:
            return None
        line = bytes(self._came[:end]).upper()
        del self._came[: end + 2]
        return self._answer(line)

    def _taken(self, size: int) -> bytes:
        del self._came[:size]
        self._more, self._content, self._seen = 0, False, 0
        Session.taken += 1
        return b"250 2.0.0 queued\r\n"

    def _answer(self, line: bytes) -> bytes:
        match line[:4]:
            case b"EHLO":
                return self.hello
            case b"DATA":
                self._content = True
                return b"354 go on\r\n"
            case b"BDAT":
                self._more = int(line.split()[1])
                return b""
            case b"NOOP":
                return b"250 %d taken\r\n" % Session.taken
            case b"QUIT":
                return b"221 bye\r\n"
        return b"250 ok\r\n"


async def main() -> None:
    """Serve on a free port of this machine, and say which."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--plain", action="store_true", help="neither PIPELINING nor CHUNKING")
    if options.parse_args().plain:
        Session.hello = PLAIN
    server = await asyncio.get_running_loop().create_server(Session, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1])
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
