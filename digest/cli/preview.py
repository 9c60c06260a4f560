"""The command that opens the editor's page."""

from __future__ import annotations

from typing import Annotated

import typer

from digest.cli.say import session


def register(app: typer.Typer) -> None:
    """Add this command to the app."""
    app.command()(preview)


def preview(
    context: typer.Context,
    edition: Annotated[
        str | None, typer.Argument(help="The edition's id; default: the one due next.", show_default=False)
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            "--port", metavar="N", min=0, max=65535, help="Where to; default 8765, or any free one."
        ),
    ] = None,
) -> None:
    """Open the editor's page on this machine.

    Change, look, check and approve an edition in the browser. Ctrl+C ends it.
    """
    from digest.demo.server import beside
    from digest.preview.serve import serve

    say = session(context)

    def told(url: str, opened: str) -> None:
        say.answer(
            {"url": url, "edition": opened}, lambda: print(f"{opened}: {url}\nCtrl+C ends it", flush=True)
        )
        if say.as_json:
            print(end="", flush=True)

    with beside(say.folder):
        serve(say.folder, edition, port=port, clock=say.clock, told=told)
