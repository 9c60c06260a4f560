"""An item from an address that an editor pasted: what the page there says of itself."""

from __future__ import annotations

from typing import Any

from digest.desk.desk import Desk
from digest.desk.source_search import web_address
from digest.gather import discover, fetch
from digest.gather.describe import describe
from digest.model import DigestError
from digest.pages import place_on_the_web


def look_up(desk: Desk, given: str) -> dict[str, Any]:
    """Return `url`, `title` and `summary` of a page, fetched as sources are; raise DigestError or Usage."""
    url = web_address(given)
    answer = fetch.look(
        url,
        fetching=desk.config.fetch,
        agent=fetch.agent(desk.config.newsletter),
        allow_private=desk.env.allow_private_hosts,
    )
    if discover.what(answer.body) not in {"web page", ""}:
        raise DigestError(f"{url} is no web page: write its title and a sentence yourself")
    title, summary = describe(answer.body)
    same = place_on_the_web(answer.url) == place_on_the_web(url)
    return {"url": url if same else answer.url, "title": title, "summary": summary}
