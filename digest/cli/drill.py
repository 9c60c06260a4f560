"""The command that puts the delivery promise to the test."""

from __future__ import annotations

import signal
from typing import Annotated, Any

import typer

from digest.cli.say import session


def register(app: typer.Typer) -> None:
    """Add this command to the app."""
    app.command()(drill)


def drill(
    context: typer.Context,
    readers: Annotated[
        int, typer.Option("--readers", metavar="N", min=1, max=100_000, help="How many sample readers.")
    ] = 500,
    kills: Annotated[
        int, typer.Option("--kills", metavar="N", min=0, max=1000, help="How many senders to kill, at most.")
    ] = 10,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="The dice fall the same way again.")] = 1,
) -> None:
    """Kill senders at work, on this machine only, and count everybody.

    A sample edition goes to sample readers through a local mail server that drops messages, loses answers and hangs.
    Nobody may be missed and nobody may get it twice; whose outcome nobody can know is named.
    """
    from digest.desk.drill import drill as run

    say = session(context)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # no sender is left behind
    with say.progress("readers who have it", readers) as step:
        found = run(readers=readers, kills=kills, seed=seed, told=step)
    say.answer(found, lambda: _words(found))
    if not found["kept"]:
        raise typer.Exit(1)


def _words(found: dict[str, Any]) -> None:
    server = ", ".join(f"{number} {fate}" for fate, number in found["server"].items())
    print(f"{found['runs']} senders, {found['kills']} of them killed; the mail server: {server}")
    counts = found["receipt"]
    print(
        f"{found['readers']} readers: {counts['sent']} sent, {found['unknown']} unknown, {counts['failed']} failed"
    )
    print(f"  {found['lost']:>4} lost")
    print(f"  {found['twice']:>4} got it twice")
    print(f"  {found['strangers']:>4} got it who should not")
    print(
        f"  {found['unknown']:>4} whose outcome nobody can know; at most {found['unknown_at_most']} were promised"
    )
    if found["kept"]:
        print(f"the promise was kept ({found['seconds']:.0f} seconds, --seed {found['seed']})")
    else:
        print(f"THE PROMISE WAS BROKEN: look into {found['folder']}, and tell us with --seed {found['seed']}")
