"""An answer's bytes, unpacked one layer deep and never beyond a limit."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from typing import Protocol

from digest.model import SourceError

ACCEPTED = "gzip, deflate"
_GZIP, _ZLIB, _RAW = 16 + zlib.MAX_WBITS, zlib.MAX_WBITS, -zlib.MAX_WBITS


class Unpacker(Protocol):
    """Takes chunks as they come and gives the whole; raises SourceError when that is larger than its limit."""

    def feed(self, chunk: bytes) -> None: ...

    def whole(self) -> bytes: ...


def unpacker(content_encoding: Iterable[str], limit: int) -> Unpacker:
    """Return what undoes `content_encoding` (RFC 9110, section 8.4); raise SourceError if that is more than one layer."""
    names = [name.strip().lower() for line in content_encoding for name in line.split(",")]
    match [name.removeprefix("x-") for name in names if name not in {"", "identity"}]:
        case []:
            return Plain(limit)
        case ["gzip" | "deflate" as name]:
            return Packed(name, limit)
        case [other]:
            raise SourceError(f"is packed in a way nobody asked for ({other})")
        case _:
            raise SourceError("is packed more than once")


class Plain:
    """Bytes as they are."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._bytes = bytearray()

    def feed(self, chunk: bytes) -> None:
        self._bytes += chunk
        if len(self._bytes) > self._limit:
            raise too_large(self._limit)

    def whole(self) -> bytes:
        return bytes(self._bytes)


class Packed:
    """gzip or deflate; only unpacked bytes count, and no more than the limit are ever made."""

    def __init__(self, name: str, limit: int) -> None:
        self._plain = Plain(limit)
        self._room = limit + 1
        self._forms = (
            [_GZIP] if name == "gzip" else [_ZLIB, _RAW]
        )  # some servers send deflate without its header
        self._start()

    def _start(self) -> None:
        self._zlib = zlib.decompressobj(self._forms[0])
        self._begun = False

    def feed(self, chunk: bytes) -> None:
        while chunk:
            if self._zlib.eof:
                if not chunk.startswith(b"\x1f\x8b"):
                    return  # padding after the end
                self._start()  # gzip members one after the other, RFC 1952 section 2.2
            out = self._unpack(chunk)
            self._room -= len(out)
            self._plain.feed(out)
            chunk = self._zlib.unused_data or self._zlib.unconsumed_tail

    def _unpack(self, chunk: bytes) -> bytes:
        try:
            out = self._zlib.decompress(chunk, self._room)
        except zlib.error:
            if self._begun or len(self._forms) == 1:
                raise SourceError("is damaged: it cannot be unpacked") from None
            self._forms = self._forms[1:]
            self._start()
            return self._unpack(chunk)
        self._begun = True
        return out

    def whole(self) -> bytes:
        if not self._zlib.eof:
            raise SourceError("is cut off in the middle")
        return self._plain.whole()


def too_large(limit: int) -> SourceError:
    return SourceError(f"is larger than {limit / 1_000_000:.3g} MB")
