"""The page itself: one document that says where everything is; all the rest comes as JSON."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from digest.preview.bench import Bench
from digest.preview.frames import VIEWS


def html(bench: Bench, edition: str) -> str:
    """Return the page for one edition, with the token of this run in it."""
    desk = bench.last_desk()
    return str(
        _template().render(
            edition=edition,
            token=bench.token,
            newsletter=desk.config.newsletter.title,
            views=VIEWS,
            others=bench.others(),
        )
    )


@cache
def _template() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    folder = Path(__file__).parent / "templates"
    made = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return made.get_template("page.html")
