"""One request and its answer: a document within its size limit, or what came instead."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import parsedate_to_datetime

import aiohttp
from yarl import URL

from digest.gather import trouble
from digest.gather.hops import REDIRECTS, Redirect
from digest.gather.unpack import too_large, unpacker
from digest.model import Body, SourceError


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A document as it came; `moved_to` is where it stays from now on, by the server's word."""

    body: Body
    url: str
    etag: str | None = None
    last_modified: str | None = None
    moved_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """The document is still the one whose ETag or Last-Modified we named."""

    url: str
    moved_to: str | None = None


class Busy(SourceError):
    """The server asks for patience: `wait` seconds, None when it does not say how long."""

    def __init__(self, code: int, wait: float | None) -> None:
        super().__init__(trouble.status(code))
        self.wait = wait


class CutOff(SourceError):
    """The connection broke off in the middle of the document."""


async def ask(
    session: aiohttp.ClientSession, url: URL, *, headers: dict[str, str], limit: int
) -> Answer | NotModified | Redirect:
    """Return what `url` answers to one GET; raise SourceError for an answer without a document, Busy for "later"."""
    async with session.get(url, headers=headers, allow_redirects=False) as response:
        code, said = response.status, response.headers
        if code in REDIRECTS and "Location" in said:
            return Redirect(code, said["Location"])
        if code == 304 and headers.keys() & {"If-None-Match", "If-Modified-Since"}:
            return NotModified(url=str(url))
        if code in {429, 503}:
            raise Busy(code, _wait(said.get("Retry-After", ""), said.get("Date", "")))
        if not 200 <= code < 300:
            raise SourceError(trouble.status(code))
        body = Body(await _read(response, limit))
        body.url, body.content_type = str(url), said.get("Content-Type", "")
        return Answer(
            body=body,
            url=str(url),
            etag=_plain(said.get("ETag")),
            last_modified=_plain(said.get("Last-Modified")),
        )


def _plain(validator: str | None) -> str | None:
    """Return what can be said back to the server as it is, else None."""
    return validator if validator and validator.isascii() and validator.isprintable() else None


async def _read(response: aiohttp.ClientResponse, limit: int) -> bytes:
    if (response.content_length or 0) > limit:
        raise too_large(limit)
    parcel = unpacker(response.headers.getall("Content-Encoding", []), limit)
    try:
        async for chunk in response.content.iter_any():
            parcel.feed(chunk)
    except aiohttp.ClientError:
        raise CutOff("broke off in the middle, twice") from None
    return parcel.whole()


def _wait(retry_after: str, date: str) -> float | None:
    """Return the seconds that Retry-After names, as a number or as a date by the server's own clock."""
    try:
        if retry_after.strip().isdigit():
            return float(retry_after)
        return (parsedate_to_datetime(retry_after) - parsedate_to_datetime(date)).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return None
