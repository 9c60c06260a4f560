"""The only way out to the network: one address, politely, within one deadline."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from email.utils import parseaddr
from types import TracebackType
from typing import Self

import aiohttp
from yarl import URL

from digest import __version__
from digest.config.settings import Fetching, Newsletter
from digest.gather import hops, trouble
from digest.gather.addresses import Gate
from digest.gather.exchange import Answer, Busy, CutOff, NotModified, ask
from digest.gather.resolver import GuardedResolver
from digest.gather.turns import Turns
from digest.gather.unpack import ACCEPTED
from digest.model import SourceError

CONNECT = 3.0  # seconds; TCP by itself tries again after 1, 3, 7 and 15, too seldom for one crowded server


def agent(newsletter: Newsletter) -> str:
    """Return who we say we are: a site's owner finds the newsletter and a person to write to."""
    return f"localgov-digest/{__version__} (+{newsletter.base_url}; {parseaddr(newsletter.reply_to)[1]})"


def look(address: str, *, fetching: Fetching, agent: str, allow_private: Collection[str] = ()) -> Answer:
    """Return the one document at `address`; raise SourceError."""

    async def once() -> Answer | NotModified:
        async with Web(fetching, agent=agent, allow_private=allow_private) as web:
            return await web.get(address)

    answer = asyncio.run(once())
    assert isinstance(answer, Answer)  # without a validator nothing is "not modified"
    return answer


class Web:
    """Connections to the outside world, shared by all sources of one gathering."""

    def __init__(self, fetching: Fetching, *, agent: str, allow_private: Collection[str] = ()) -> None:
        self._seconds = fetching.timeout.total_seconds()
        self._limit = fetching.max_bytes
        self._agent = agent
        self._gate = Gate.naming(allow_private)
        self._turns = Turns(fetching.concurrency)

    async def __aenter__(self) -> Self:
        self._resolver = GuardedResolver(self._gate)
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(resolver=self._resolver, limit=0),
            cookie_jar=aiohttp.DummyCookieJar(),
            # No total: the deadline of `get` covers all.
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT),
            headers={"User-Agent": self._agent, "Accept-Encoding": ACCEPTED},
            auto_decompress=False,
            trust_env=False,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()
        await self._resolver.close()

    async def get(
        self, address: str, *, accept: str = "*/*", etag: str | None = None, last_modified: str | None = None
    ) -> Answer | NotModified:
        """Return what `address` holds, or that it has not changed; raise SourceError with words for an editor.

        The deadline starts when it is our turn at the host.
        """
        wanted = {"Accept": accept, "If-None-Match": etag, "If-Modified-Since": last_modified}
        headers = {name: value for name, value in wanted.items() if value}
        try:
            async with asyncio.timeout(None) as deadline:
                return await self._follow(address, headers=headers, deadline=deadline)
        except TimeoutError:
            raise SourceError(f"{address} did not answer within {self._seconds:g} seconds") from None

    async def _follow(
        self, address: str, *, headers: dict[str, str], deadline: asyncio.Timeout
    ) -> Answer | NotModified:
        hop = hops.first(address)
        while True:
            try:
                hops.check(hop, self._gate)
                async with self._place(hop.host, deadline):
                    answer = await self._patiently(hop.url, headers=headers, deadline=deadline)
            except SourceError as problem:
                raise SourceError(f"{hop} {problem}") from None
            except (aiohttp.ClientError, ValueError) as problem:
                raise SourceError(f"could not reach {hop.url}: {trouble.connection(problem)}") from None
            if not isinstance(answer, hops.Redirect):
                return replace(answer, moved_to=hop.moved_to)
            hop = hop.next(answer)

    @asynccontextmanager
    async def _place(self, host: str, deadline: asyncio.Timeout) -> AsyncIterator[None]:
        """Wait for a turn: at the host unless the operator vouches for it, then among all."""
        async with self._turns.at(host, vouched=self._gate.named(host)):
            if deadline.when() is None:
                deadline.reschedule(asyncio.get_running_loop().time() + self._seconds)
            yield

    async def _patiently(
        self, url: URL, *, headers: dict[str, str], deadline: asyncio.Timeout
    ) -> Answer | NotModified | hops.Redirect:
        """Ask, and once more if the answer broke off or was a request for a short wait."""
        try:
            return await self._ask(url, headers)
        except Busy as busy:
            left = (deadline.when() or 0) - asyncio.get_running_loop().time()
            if busy.wait is None or busy.wait >= left:
                raise
            await asyncio.sleep(busy.wait)
        except CutOff:
            pass  # a connection dropped before the answer is tried again by aiohttp itself
        return await self._ask(url, headers)

    async def _ask(self, url: URL, headers: dict[str, str]) -> Answer | NotModified | hops.Redirect:
        """Ask, knocking anew at a door that nobody opens until the deadline."""
        while True:
            with suppress(aiohttp.ConnectionTimeoutError):
                return await ask(self._session, url, headers=headers, limit=self._limit)
