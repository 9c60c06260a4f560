"""The pages that readers of an edition need: nobody is written to who could not leave or read on the web."""

from __future__ import annotations

from digest import links
from digest.desk.desk import Desk, Refusal
from digest.model import SourceError


def must_answer(desk: Desk, edition: str) -> None:
    """Ask for the page where readers leave and the edition's own; Refusal when one is not there."""
    newsletter = desk.config.newsletter
    _ask(desk, f"{newsletter.people.rstrip('/')}/healthz", "nobody could unsubscribe: start `digest serve`")
    _ask(
        desk,
        links.on_the_web(newsletter.base_url, edition),
        "nobody could read it on the web: put the site online that `digest publish` makes",
    )


def _ask(desk: Desk, address: str, remedy: str) -> None:
    from digest.gather.fetch import agent, look

    try:
        look(
            address,
            fetching=desk.config.fetch,
            agent=agent(desk.config.newsletter),
            allow_private=desk.env.allow_private_hosts,
        )
    except SourceError as problem:
        raise Refusal(f"{problem}; {remedy}, then send again") from None
