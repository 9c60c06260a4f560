"""Names to addresses, the private ones left out before anybody connects."""

from __future__ import annotations

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address

from aiohttp.abc import AbstractResolver, ResolveResult

from digest.gather.addresses import Gate
from digest.model import SourceError

LOOK_UPS = 32  # getaddrinfo blocks its thread, for half a minute when a name server is silent
_NUMERIC = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV


class GuardedResolver(AbstractResolver):
    """Asks the system; raises SourceError for a name without any address that `gate` admits."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._threads = ThreadPoolExecutor(LOOK_UPS, thread_name_prefix="names")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._threads, _look_up, host, port, family)
        admitted = [row for row in found if self._gate.admits(host, ip_address(row["host"]))]
        if found and not admitted:
            raise SourceError(f"leads to a private address ({found[0]['host']})")
        return admitted

    async def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


def _look_up(host: str, port: int, family: int) -> list[ResolveResult]:
    # As bytes: otherwise Python's own IDNA step raises UnicodeError for a label that is too long.
    rows = socket.getaddrinfo(host.encode(), port, family, socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    return [
        ResolveResult(hostname=host, host=str(at[0]), port=port, family=kind, proto=proto, flags=_NUMERIC)
        for kind, _, proto, _, at in rows
    ]
