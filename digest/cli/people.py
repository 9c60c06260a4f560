"""The commands about readers; addresses go in, never out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from digest.cli.say import session

app = typer.Typer(help="Add, import and list the people who get the newsletter.", no_args_is_help=True)

WORDING = "asked an editor to be added"
Consent = Annotated[
    str, typer.Option("--consent", metavar="TEXT", help="What they agreed to, in their words.")
]


@app.command()
def add(
    context: typer.Context,
    addresses: Annotated[
        list[str], typer.Argument(metavar="ADDRESS...", help="Addresses, or - to read them from stdin.")
    ],
    consent: Consent = WORDING,
) -> None:
    """Add readers who asked for the newsletter."""
    from digest.desk.subscribers import add as run

    given = [line.strip() for a in addresses for line in (sys.stdin if a == "-" else [a]) if line.strip()]
    say = session(context)
    results = run(say.desk(), given, consent, seen=say.seen)

    def words() -> None:
        for row in results:
            print(f"{row['reader']}: {row['result']}{': ' + row['reason'] if row.get('reason') else ''}")

    say.answer({"subscribers": results}, words)
    if any(row["result"] == "refused" for row in results):
        raise typer.Exit(1)


@app.command(name="list")
def listing(context: typer.Context) -> None:
    """List readers, masked, and count them."""
    from digest.desk.subscribers import listing as run

    say = session(context)
    found = run(say.desk(), seen=say.seen)

    def words() -> None:
        for row in found["subscribers"]:
            print(f"{row['reader']}  {row['status']}")
        print(", ".join(f"{n} {status}" for status, n in found["counts"].items()) or "no readers yet")

    say.answer(found, words)


@app.command(name="import")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV file with a column `email`.")],
    consent: Consent = WORDING,
) -> None:
    """Import readers from a CSV file; whoever left or bounced stays out."""
    from digest.desk.subscribers import import_file

    done = import_file(session(context).desk(), file, consent)

    def words() -> None:
        print(
            f"{done['added']} added, {done['already']} already there, {done['suppressed']} left or bounced before and stay out"
        )
        for row in done["refused"]:
            print(f"  line {row['line']}: {row['reason']}")

    session(context).answer(done, words)
