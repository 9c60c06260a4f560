"""The commands around sending: due, send, receipt, claim."""

from __future__ import annotations

import signal
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any

import typer

from digest.cli import around_sending
from digest.cli.counts import print_counts
from digest.cli.say import session

if TYPE_CHECKING:
    from digest.compose.schedule import Due
    from digest.model import Account


def register(app: typer.Typer) -> None:
    """Add these commands to the app."""
    for command in (due, send, receipt, claim):
        app.command()(command)
    around_sending.register(app)


def due(context: typer.Context) -> None:
    """Tell what the schedule asks for now.

    It is draft, remind, send or none, with the reason.
    """
    from digest.desk.timing import due as run

    found = run(session(context).desk())
    document = {
        "action": found.action,
        "edition": found.edition,
        "reason": found.reason,
        "next": found.next.isoformat() if found.next else None,
    }
    session(context).answer(document, lambda: print(f"{found.action}: {found.reason}"))


def send(
    context: typer.Context,
    edition: Annotated[str | None, typer.Argument(help="The edition's id.", show_default=False)] = None,
    by_schedule: Annotated[
        bool, typer.Option("--due", help="Send what the schedule asks for, if anything.")
    ] = False,
    late: Annotated[
        bool, typer.Option("--late", help="Send although it is later than late_by allows.")
    ] = False,
) -> None:
    """Send to everybody once, or go on sending.

    Run it again after any stop or crash: nobody gets it twice, nobody is missed.
    """
    from digest.desk import send as desk_send
    from digest.desk import timing

    say = session(context)
    desk = say.desk()
    if (edition is None) != by_schedule:
        raise typer.BadParameter("name one edition, or write --due", param_hint="EDITION")
    why: dict[str, Any] = {}
    if edition is None:
        asked = timing.due(desk)
        if asked.action != "send" or asked.edition is None:
            say.answer(_nothing(asked), lambda: print(asked.reason))
            return
        edition, why = asked.edition, {"action": asked.action, "reason": asked.reason}
    stop = _Stop()
    with say.progress(f"sending {edition}", None) as step:

        def told(account: Account) -> None:
            step("", sum(n for state, n in account.counts.items() if state not in {"planned", "sending"}))

        counts = desk_send.send(
            desk, edition, late=late, clock=say.clock, stop=stop, told=told, said=say.note
        )
    say.answer(counts | why, lambda: print_counts(counts))


def receipt(
    context: typer.Context,
    edition: Annotated[str, typer.Argument(help="The edition's id.")],
    unknown: Annotated[
        bool, typer.Option("--unknown", help="Print the addresses whose outcome nobody knows, one a line.")
    ] = False,
) -> None:
    """Account for everybody on the edition's list."""
    from digest.desk import receipts

    desk = session(context).desk()
    if unknown:
        addresses = receipts.unknown(desk, edition)
        document = {"edition": edition, "unknown": addresses}
        session(context).answer(document, lambda: print(*addresses, sep="\n", end="\n" if addresses else ""))
        return
    counts = receipts.receipt(desk, edition)
    session(context).answer(counts, lambda: print_counts(counts))


def claim(
    context: typer.Context,
    by: Annotated[
        str, typer.Option("--by", metavar="NAME", help="Who says that no other copy sends any more.")
    ],
) -> None:
    """Let this copy of the database send.

    For a database that was restored or moved: no other copy may send any more.
    """
    from digest.desk.claim import claim as run

    here = run(session(context).desk(), by)
    session(context).answer(
        {"instance": here, "by": by}, lambda: print(f"this copy sends from now on, says {by}")
    )


class _Stop:
    """Becomes true at SIGTERM or SIGINT, so that a send ends between two chunks."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask)

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True

    def __call__(self) -> bool:
        return self.asked


def _nothing(asked: Due) -> dict[str, Any]:
    """Return the account of a sending that the schedule does not ask for: everything a real one says, and why."""
    from digest.deliver import receipt as wing
    from digest.model import Account, EditionState

    nobody = wing.counts(Account(edition=asked.edition or "", state=EditionState.DRAFT, planned=0))
    return nobody | {
        "edition": asked.edition,
        "state": None,
        "complete": None,
        "last_call": None,
        "action": asked.action,
        "reason": asked.reason,
    }
