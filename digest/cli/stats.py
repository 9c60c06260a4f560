"""The command that counts how the newsletter fares."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from digest.cli.say import session

COLUMNS = ("edition", "joined", "sent", "delivered", "failed", "bounced", "complained", "left", "unknown")


def register(app: typer.Typer) -> None:
    """Add this command to the app."""
    app.command()(stats)


def stats(
    context: typer.Context,
    last: Annotated[int, typer.Option("--last", metavar="N", min=1, help="How many editions.")] = 12,
) -> None:
    """Tell who joined, left, was sent to and bounced, by edition.

    Numbers only: nobody is followed, and no address is shown.
    """
    from digest.desk.stats import stats as run

    found = run(session(context).desk(), last)
    session(context).answer(found, lambda: _words(found))


def _words(found: dict[str, Any]) -> None:
    if not found["editions"]:
        print("nothing has gone out from here yet")
    else:
        rows = [
            ["-" if row[name] is None else str(row[name]) for name in COLUMNS] for row in found["editions"]
        ]
        widths = [max(map(len, column)) for column in zip(COLUMNS, *rows, strict=True)]
        for first, *rest in [COLUMNS, *rows]:
            numbers = (cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True))
            print(first.ljust(widths[0]), *numbers)
    readers = ", ".join(f"{number} {status}" for status, number in found["readers"].items())
    print(f"readers now: {readers or 'none'}; {found['joined_since']} joined since the newest edition")
