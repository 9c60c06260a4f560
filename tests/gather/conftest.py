"""What tests of the network share: a site on 127.0.0.1, and somebody to ask it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from digest.config.settings import Fetching, Source
from digest.gather.exchange import Answer, NotModified
from digest.gather.fetch import Web
from digest.model import Window
from tests.gather import outside
from tests.gather.servers import Site

HOSTILE = Path(__file__).parent.parent / "hostile"
AGENT = "localgov-digest/0 (+https://digest.example.org; editors@example.org)"
Ask = Callable[..., Answer | NotModified]


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture
def ask() -> Ask:
    def ask(
        *addresses: str,
        seconds: float = 5,
        max_bytes: int = 5_000_000,
        allow: Collection[str] = ("127.0.0.1",),
        etag: str | None = None,
        last_modified: str | None = None,
    ) -> Answer | NotModified:
        """Ask for all addresses at once; return what the first holds."""
        fetching = Fetching(timeout=timedelta(seconds=seconds), max_bytes=max_bytes)

        async def go() -> Answer | NotModified:
            async with Web(fetching, agent=AGENT, allow_private=allow) as web:
                asked = (web.get(address, etag=etag, last_modified=last_modified) for address in addresses)
                return (await asyncio.gather(*asked))[0]

        return asyncio.run(go())

    return ask


@pytest.fixture
def outside_kinds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kinds of a third party, installed."""
    packages = tmp_path / "site-packages"
    packages.mkdir()
    outside.install(packages)
    monkeypatch.syspath_prepend(packages)


def moment(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T00:00:00+00:00")


def window(opens: str, *, begins: str = "2026-11-20", ends: str = "2027-01-01") -> Window:
    return Window(moment(opens), moment("2026-11-20"), moment(begins), moment(ends))


def source(url: str, **more: object) -> Source:
    return Source.model_validate(
        {"id": "anytown", "name": "Anytown", "kind": "feed", "section": "blogs", "url": url, **more}
    )
