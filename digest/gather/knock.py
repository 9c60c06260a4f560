"""Knock at links: ask each one politely whether it is there, and read nothing of it."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace

import aiohttp
from yarl import URL

from digest.config.settings import Fetching
from digest.gather.exchange import Answer
from digest.gather.fetch import Web
from digest.gather.hops import REDIRECTS, Redirect
from digest.gather.verdict import Reply
from digest.model import Body, SourceError

NOBODY = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})
ACCEPT = "text/html,application/xhtml+xml,*/*;q=0.8"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen(Answer):
    """An answer of which only the status is wanted."""

    code: int = 0
    unknown_host: bool = False


class Door(Web):
    """The way out, on which every status is an answer and no document is carried home."""

    async def _ask(self, url: URL, headers: dict[str, str]) -> Answer | Redirect:
        """Ask with GET, for many a server says nothing true to HEAD, and hang up when the status is there."""
        seen = _Seen(body=Body(b""), url=str(url))
        try:
            async with self._session.get(url, headers=headers, allow_redirects=False) as response:
                if response.status in REDIRECTS and "Location" in response.headers:
                    return Redirect(response.status, response.headers["Location"])
                return replace(seen, code=response.status)
        except aiohttp.ClientConnectorDNSError as problem:
            if problem.os_error.errno in NOBODY:
                return replace(seen, unknown_host=True)
            raise


def knock(
    addresses: Iterable[str],
    *,
    fetching: Fetching,
    agent: str,
    allow_private: Collection[str] = (),
    told: Callable[[str], None] | None = None,
) -> dict[str, Reply]:
    """Return what each address answers; two at a time at a host, each within the deadline of one source."""

    async def all_of_them() -> dict[str, Reply]:
        async with Door(fetching, agent=agent, allow_private=allow_private) as door:

            async def one(address: str) -> tuple[str, Reply]:
                reply = await _reply(door, address)
                if told:
                    told(address)
                return address, reply

            return dict(await asyncio.gather(*map(one, dict.fromkeys(addresses))))

    return asyncio.run(all_of_them())


async def _reply(door: Door, address: str) -> Reply:
    try:
        seen = await door.get(address, accept=ACCEPT)
    except SourceError as problem:
        words = str(problem).removeprefix("could not reach ").removeprefix(address).strip(" :")
        return Reply(problem=words or "no answer")
    assert isinstance(seen, _Seen)
    return Reply(code=seen.code, url=seen.url, unknown_host=seen.unknown_host)
