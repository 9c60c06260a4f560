"""The command that reads what came back by mail."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from digest.cli.say import session


def register(app: typer.Typer) -> None:
    """Add this command to the app."""
    app.command()(feedback)


def feedback(
    context: typer.Context,
    file: Annotated[
        str | None,
        typer.Argument(metavar="FILE", help="A letter, an mbox, or - to read stdin.", show_default=False),
    ] = None,
    mailbox: Annotated[
        str | None,
        typer.Option(
            "--mailbox", metavar="URL", help="imaps://user:password@host/INBOX; default DIGEST_MAILBOX."
        ),
    ] = None,
) -> None:
    """Read bounces, complaints and unsubscribes that came by mail.

    Whoever they are about gets nothing more; automatic replies are set aside.
    """
    from digest.desk.feedback import by_mail

    say = session(context)
    found = by_mail(say.desk(), mailbox or file, pipe=sys.stdin.buffer)

    def words() -> None:
        counts = [f"{number} {kind}" for kind, number in found.items() if isinstance(number, int)]
        print(", ".join(counts).replace("_", " "))
        for reason, number in found["reasons"].items():
            print(f"  {number} set aside: {reason}")

    say.answer(found, words)
