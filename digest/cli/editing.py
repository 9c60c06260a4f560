"""The commands of an editor: gather, show, why, build."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from digest.cli.findings import line
from digest.cli.say import Session, moment, session

if TYPE_CHECKING:
    from digest.desk.gather import Gathered
    from digest.model import Visit

Edition = Annotated[
    str | None, typer.Argument(help="The edition's id; default: the one due next.", show_default=False)
]


def register(app: typer.Typer) -> None:
    """Add these commands to the app."""
    for command in (gather, show, why, build):
        app.command()(command)


def gather(
    context: typer.Context,
    edition: Edition = None,
    since: Annotated[
        datetime | None,
        typer.Option(
            "--since",
            metavar="ISO-8601",
            parser=moment,
            help="Open every source's window here instead of where its last visit tells.",
        ),
    ] = None,
    reopen: Annotated[bool, typer.Option("--reopen", help="Take an approval back first.")] = False,
) -> None:
    """Read the sources into the edition.

    What is new comes in; what you changed stays.
    """
    from digest.desk.gather import gather as run

    say = session(context)
    desk = say.desk()
    done = 0
    with say.progress("reading sources", len(desk.config.enabled)) as step:

        def told(visit: Visit) -> None:
            nonlocal done
            done += 1
            step(_visited(visit), done)

        result = run(desk, edition, since=since, reopen=reopen, told=told)
    say.answer(result.as_json() if say.as_json else {}, lambda: _gathered(result, say))
    for finding in result.mistakes:
        say.note(line(finding))


def show(context: typer.Context, edition: Edition = None) -> None:
    """Show the edition in the terminal."""
    from digest.cli.showing import display
    from digest.desk.show import show as run

    say = session(context)
    shown = run(say.desk(), edition)
    say.answer(shown.as_json(), lambda: display(shown, say.command))


def why(
    context: typer.Context, item: Annotated[str, typer.Argument(help="An id, a link, or words of a title.")]
) -> None:
    """Tell why an item is in an edition or not."""
    from digest.desk.show import why as run

    found = run(session(context).desk(), item)

    def words() -> None:
        for row in found:
            print(f"{row['id']}  {row['title']}")
            print(
                f"    {'in' if row['in_edition'] else 'not in'} {row['edition']} ({row['state']}): {row['reason']}"
            )
            if not row["in_edition"] and row["state"] == "draft":
                print(
                    f"    to include it all the same: add  - id: {row['id']}  to a section of its edition.yaml"
                )
            print(
                f"    from {', '.join([row['source'], *row['also_from']])}, first seen {row['first_seen'] or 'by hand'}"
            )

    session(context).answer({"items": found}, words)


def build(
    context: typer.Context,
    edition: Edition = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Where to; default build/EDITION/.")
    ] = None,
    letters: Annotated[
        bool, typer.Option("--letters", help="The letters instead: confirm, welcome, correction.")
    ] = False,
    provider: Annotated[
        str | None,
        typer.Option("--provider", metavar="sendgrid", help="What SendGrid would be given instead."),
    ] = None,
) -> None:
    """Render the edition into files.

    The email, its text, the message as it is sent, the calendar and the web page.
    """
    from digest.desk import build as desk_build
    from digest.desk import request

    if letters:
        return _letters(session(context), out)
    if provider not in {None, "sendgrid"}:
        raise typer.BadParameter("only sendgrid is given something else", param_hint="--provider")
    run = request.write if provider else desk_build.build
    built = run(session(context).desk(), edition, out)
    for finding in built.pop("findings"):
        session(context).note(line(finding))

    def words() -> None:
        for path in built["files"]:
            print(path)
        print(f"{built['html_bytes']:,} bytes of HTML, sha256 {built['sha256'][:16]}...")

    return session(context).answer(built, words)


def _letters(say: Session, out: Path | None) -> None:
    from digest.desk.letters import letters as run

    built = run(say.desk(), out)
    say.answer(built, lambda: print("\n".join(built["files"])))


def _visited(visit: Visit) -> str:
    return f"{visit.source}: {visit.problem}" if visit.problem else ""


def _gathered(result: Gathered, say: Session) -> None:
    merged, visits = result.gathering.merged, result.visits
    read = sum(v.problem is None for v in visits)
    print(f"{read} of {len(visits)} sources read, {len(result.gathering.items)} items in the window")
    for visit in visits:
        for warning in visit.warnings:
            print(f"  {visit.source}: {warning}")
    print(
        f"{result.edition}: {len(merged.added)} added, {len(merged.updated)} updated, {len(merged.kept)} of your changes kept"
    )
    for told in merged.told:
        print(f"  {told}")
    print(
        f"look at it: {say.folder / result.folder}/edition.yaml, "
        f"{say.command} show {result.edition}, {say.command} build {result.edition}"
    )
