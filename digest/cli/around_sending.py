"""The commands beside sending: a test copy before, and what a person decides after."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from digest.cli.counts import print_counts
from digest.cli.say import Session, session

Edition = Annotated[str, typer.Argument(help="The edition's id.")]


class Settled(StrEnum):
    """What a person may say of an unknown outcome."""

    SENT = "sent"
    RESEND = "resend"


def register(app: typer.Typer) -> None:
    """Add these commands to the app."""
    app.command("test")(send_test)
    for command in (cancel, resolve):
        app.command()(command)


def send_test(
    context: typer.Context,
    edition: Edition,
    to: Annotated[
        str | None, typer.Option("--to", metavar="ADDRESS", help="Where to; default DIGEST_TEST_TO.")
    ] = None,
) -> None:
    """Send one marked copy through the provider.

    To look at the edition where it will be read; it need not be approved.
    """
    from digest.desk.test_send import send_test as run

    done = run(session(context).desk(), edition, to)
    session(context).answer(
        done, lambda: print(f'a copy went out by {done["provider"]}: "{done["subject"]}"')
    )


def cancel(context: typer.Context, edition: Edition) -> None:
    """Stop what has not gone out, for good.

    Says first how many will get it all the same.
    """
    from digest.desk import cancel as desk_cancel

    say = session(context)
    desk = say.desk()
    ahead = desk_cancel.outlook(desk, edition)
    say.note(_outlook(edition, ahead))
    counts = desk_cancel.cancel(desk, edition)
    say.answer(counts | {"outlook": ahead}, lambda: print_counts(counts))


def resolve(
    context: typer.Context,
    edition: Edition,
    settled: Annotated[Settled, typer.Option("--as", help="What to take unknown outcomes for.")],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who says so.")],
    only: Annotated[
        str | None, typer.Option("--only", metavar="ADDRESS", help="Only this reader's outcome.")
    ] = None,
) -> None:
    """Settle outcomes that nobody can know.

    Those taken for sent get no second copy; those to be sent again may get two.
    """
    from digest.desk.resolve import resolve as run

    say = session(context)
    counts = run(say.desk(), edition, sent=settled is Settled.SENT, by=by, only=only)
    say.answer(counts, lambda: _resolved(counts, settled, say))


def _outlook(edition: str, ahead: dict[str, int]) -> str:
    may = f", {ahead['may']} more may get it still" if ahead["may"] else ""
    return f"{edition}: {ahead['have']} readers have it already{may}; {ahead['spares']} are spared"


def _resolved(counts: dict[str, Any], settled: Settled, say: Session) -> None:
    if settled is Settled.SENT:
        print(f"{counts['settled']} readers are taken to have it")
    else:
        print(
            f"{counts['settled']} readers get it once more, perhaps for the second time: "
            f"{say.command} send {counts['edition']}"
        )
    print_counts(counts)
