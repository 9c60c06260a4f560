"""The command that drafts a correction."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from digest.cli.say import Session, session


def register(app: typer.Typer) -> None:
    """Add this command to the app."""
    app.command()(correct)


def correct(
    context: typer.Context,
    edition: Annotated[str, typer.Argument(help="The id of the edition that was wrong.")],
) -> None:
    """Draft a short correction of an edition.

    After its own approval it goes to those who got that edition, and to nobody else.
    """
    from digest.desk.correct import correct as run

    say = session(context)
    found = run(say.desk(), edition)
    say.answer(found, lambda: _words(found, say))


def _words(found: dict[str, Any], say: Session) -> None:
    there = "wrote" if found["made"] else "there is already"
    name, readers = found["edition"], found["readers"]
    print(f"{there} {found['file']}")
    print(
        f"  it goes to the {readers} who got {found['corrects']}: say in intro what was wrong and what is right,"
    )
    print("  set keep: true for each item that it puts right, and write it as it should be; then")
    print(f"  {say.command} build {name}")
    print(f"  {say.command} approve {name} --by NAME")
    print(f"  {say.command} send {name}")
