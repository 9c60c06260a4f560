"""The limit in Python: aiohttp fetches every address, with If-None-Match where it knows an ETag, and reads nothing."""

from __future__ import annotations

import argparse
import asyncio
import json
from collections import Counter
from pathlib import Path

import aiohttp


async def fetch(urls: list[str], etags: dict[str, str], *, seconds: float, at_once: int) -> Counter[int]:
    """Ask for all `urls`, renew `etags` in place, and return how often each status came; 0 is none at all."""
    found, waiting = Counter[int](), iter(urls)

    async def worker(session: aiohttp.ClientSession) -> None:
        for url in waiting:
            headers = {"If-None-Match": etags[url]} if url in etags else {}
            try:
                async with session.get(url, headers=headers) as response:
                    await response.read()
            except (aiohttp.ClientError, TimeoutError):
                found[0] += 1
                continue
            found[response.status] += 1
            if etag := response.headers.get("ETag"):
                etags[url] = etag

    timeout = aiohttp.ClientTimeout(total=seconds)
    async with aiohttp.ClientSession(
        timeout=timeout, connector=aiohttp.TCPConnector(limit=at_once)
    ) as session:
        await asyncio.gather(*(worker(session) for _ in range(at_once)))
    return found


def main() -> None:
    """Fetch what a file lists, one address a line."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("urls", type=Path)
    options.add_argument("etags", type=Path)
    options.add_argument("--seconds", type=float, default=20.0)
    options.add_argument("--at-once", type=int, default=64)
    given = options.parse_args()
    etags = json.loads(given.etags.read_text()) if given.etags.exists() else {}
    urls = given.urls.read_text().split()
    print(dict(asyncio.run(fetch(urls, etags, seconds=given.seconds, at_once=given.at_once))))
    given.etags.write_text(json.dumps(etags))


if __name__ == "__main__":
    main()
