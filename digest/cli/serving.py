"""The command that opens the public door."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from digest.cli.say import session


def register(app: typer.Typer) -> None:
    """Add this command to the app."""
    app.command()(serve)


def serve(
    context: typer.Context,
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", help="Who may ask: 127.0.0.1 is this machine alone.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", metavar="N", min=0, max=65535, help="Where to; 0: any free one.")
    ] = 8000,
    site: Annotated[
        Path | None,
        typer.Option(
            "--site", metavar="DIR", help="The published pages, to be served too.", show_default=False
        ),
    ] = None,
) -> None:
    """Open the pages where readers leave, and what providers report to.

    It speaks plain HTTP: a web server with TLS stands before it. SIGTERM or Ctrl+C ends it.
    """
    from digest.web.serve import serve as open_door

    say = session(context)

    def told(url: str) -> None:
        say.answer({"url": url}, lambda: print(f"{url}: readers' pages. Ctrl+C ends it", flush=True))
        print(end="", flush=True)

    open_door(say.folder, host=host, port=port, site=site, clock=say.clock, told=told)
