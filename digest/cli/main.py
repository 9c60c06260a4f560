"""The `digest` command: its global options, and every command behind them."""

from __future__ import annotations

import logging
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from digest import __version__
from digest.cli import (
    checking,
    correcting,
    drill,
    editing,
    ending,
    feedback,
    people,
    preview,
    sending,
    serving,
    setting_up,
    sources,
    stats,
)
from digest.cli.say import Session, moment

app = typer.Typer(
    help="One good email a month: gather, compose, render, send. Start with `digest demo`.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"digest {__version__}")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    folder: Annotated[Path, typer.Option("-C", metavar="DIR", help="The newsletter's folder.")] = Path(),
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON document on stdout, all else on stderr.")
    ] = False,
    now: Annotated[
        datetime | None,
        typer.Option("--now", metavar="ISO-8601", parser=moment, help="Take this moment for now."),
    ] = None,
    verbose: Annotated[bool, typer.Option("-v", help="Say more about what goes on.")] = False,
    _asked: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Read the options that stand before every command."""
    logging.basicConfig(
        level=logging.DEBUG if verbose else logging.WARNING, stream=sys.stderr, format="%(name)s: %(message)s"
    )
    context.obj = Session(folder, as_json, now)


for commands in (
    setting_up,
    editing,
    preview,
    checking,
    sending,
    feedback,
    serving,
    correcting,
    stats,
    drill,
):
    commands.register(app)
app.add_typer(people.app, name="subscribers")
app.add_typer(sources.app, name="sources")


def main() -> None:
    """Run one command; an error ends as lines on stderr and an exit code."""
    sys.exit(ending.run(lambda: app(standalone_mode=False), as_json="--json" in sys.argv))
