"""The commands that set up and look around: init, demo, doctor."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

from digest.cli.say import session


def register(app: typer.Typer) -> None:
    """Add these commands to the app."""
    for command in (init, demo, doctor):
        app.command()(command)


def init(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The new newsletter's folder.")],
    templates: Annotated[
        bool, typer.Option("--templates", help="Copy the templates too, to change them.")
    ] = False,
) -> None:
    """Start a new newsletter, or add what is missing to one."""
    from digest.desk.init import init as run

    folder = session(context).folder / folder
    made = run(folder, templates=templates)

    def words() -> None:
        print(f"{folder}: wrote {', '.join(made)}" if made else f"{folder}: everything is there already")
        print(
            f"next: fill in newsletter: at the top of {folder / 'sources.yaml'}, then digest -C {folder} doctor"
        )

    session(context).answer({"folder": str(folder), "made": made}, words)


def demo(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to; made anew each time.")] = Path(
        "demo"
    ),
) -> None:
    """Run the whole job on sample sources.

    It needs no network and no key: the sources are built in and served on this machine.
    """
    from digest.desk.demo import demo as run

    say = session(context)
    result = run(say.folder / folder, say.note if not say.as_json else lambda _: None, _called())
    say.answer(result.document, lambda: print(result.words))


def doctor(
    context: typer.Context,
    ask: Annotated[
        bool, typer.Option("--ask", help="Ask SendGrid too what the account does to all its mail.")
    ] = False,
) -> None:
    """Tell what is set up, what is missing, and how to mend it."""
    from digest.desk.doctor import doctor as run

    say = session(context)
    points = run(say.folder, say.now, ask=ask)

    def words() -> None:
        for point in points:
            mark = {"ok": "ok     ", "warn": "look at", "problem": "PROBLEM"}[point.level]
            print(f"{mark}  {point.what}: {point.message}")

    document = {"points": [{"level": p.level, "what": p.what, "message": p.message} for p in points]}
    say.answer(document, words)
    if any(p.level == "problem" for p in points):
        raise typer.Exit(1)


def _called() -> str:
    """Return how this program was called, so that what is printed can be typed."""
    if Path(sys.argv[0]).name == "__main__.py":
        return f"{Path(sys.executable).name} -m digest"
    return "digest" if shutil.which("digest") else os.path.relpath(sys.argv[0])
