"""The commands of an editor: gather, show, why, build, check, approve."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from digest.cli.say import Session, moment, plain, print_table, session, table

if TYPE_CHECKING:
    from digest.desk.gather import Gathered
    from digest.desk.show import Shown
    from digest.model import Finding, Visit

Edition = Annotated[
    str | None, typer.Argument(help="The edition's id; default: the one due next.", show_default=False)
]


def register(app: typer.Typer) -> None:
    """Add these commands to the app."""
    for command in (gather, show, why, build, check, approve):
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


def show(context: typer.Context, edition: Edition = None) -> None:
    """Show the edition in the terminal."""
    from digest.desk.show import show as run

    shown = run(session(context).desk(), edition)
    session(context).answer(shown.as_json(), lambda: _shown(shown))


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
) -> None:
    """Render the edition into files.

    The email, its text, the message as it is sent, the calendar and the web page.
    """
    from digest.desk.build import build as run

    built = run(session(context).desk(), edition, out)
    for finding in built.pop("findings"):
        session(context).note(_finding(finding))

    def words() -> None:
        for path in built["files"]:
            print(path)
        print(f"{built['html_bytes']:,} bytes of HTML, sha256 {built['sha256'][:16]}...")

    session(context).answer(built, words)


def check(
    context: typer.Context,
    edition: Edition = None,
    form: Annotated[str, typer.Option("--format", help="text, or github for annotations.")] = "text",
) -> None:
    """List what is wrong or doubtful.

    Exit 1 with anything that stands between the edition and its approval.
    """
    from digest.desk.approve import findings_json
    from digest.desk.build import render
    from digest.desk.editions import existing
    from digest.model import Level

    if form not in {"text", "github"}:
        raise typer.BadParameter(f'"{form}": write text or github', param_hint="--format")
    desk = session(context).desk()
    findings = render(desk, existing(desk, edition)).findings

    def words() -> None:
        for finding in findings:
            print(_annotation(finding) if form == "github" else _finding(finding))
        if not findings:
            print("nothing found: it may be approved")

    session(context).answer({"findings": findings_json(findings)}, words)
    if any(f.level is Level.BLOCK for f in findings):
        raise typer.Exit(1)


def approve(
    context: typer.Context,
    edition: Annotated[str, typer.Argument(help="The edition's id.")],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who approves.")],
) -> None:
    """Check the edition, then freeze it.

    Only exactly this content can be sent, by its hash.
    """
    from digest.desk.approve import approve as run

    word = run(session(context).desk(), edition, by)
    session(context).answer(
        word,
        lambda: print(
            f"{edition} is approved by {word['by']}: sha256 {word['sha256'][:16]}...\nnext: {session(context).command} send {edition}"
        ),
    )


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
    for line in merged.told:
        print(f"  {line}")
    print(
        f"look at it: {say.folder / result.folder}/edition.yaml, "
        f"{say.command} show {result.edition}, {say.command} build {result.edition}"
    )


def _shown(shown: Shown) -> None:
    edition = shown.edition
    print(f"{edition.id} ({shown.standing.state}), goes out {edition.send_at:%A %d %B %Y %H:%M}")
    print(f"Subject:   {edition.subject}\nPreheader: {edition.preheader}")
    for part in edition.parts:
        if not part.items:
            continue
        print(f"\n{part.title}")
        rows = table("id", "when", "title", "source")
        for item in part.items:
            rows.add_row(item.id, plain(_day(item)), plain(item.title), plain(item.credit or item.source))
        print_table(rows)
    for finding in shown.findings:
        print(_finding(finding))
    print(f"\n{shown.left_out} more items were found and left out: digest why TITLE tells the reason")


def _day(item: Any) -> str:
    moment = getattr(item, "starts", None) or getattr(item, "published", None)
    if moment is None:
        return ""
    return f"{moment:%d %b}" if getattr(item, "all_day", True) else f"{moment:%d %b %H:%M}"


def _finding(finding: Finding) -> str:
    place = (
        f"{finding.file}:{finding.line}: " if finding.line else f"{finding.file}: " if finding.file else ""
    )
    return f"{finding.level}: {place}{finding.message} [{finding.rule}]"


def _annotation(finding: Finding) -> str:
    """Return a GitHub Actions workflow command; its grammar wants %, CR and LF encoded."""
    level = {"block": "error", "warn": "warning"}.get(finding.level, "notice")
    text = finding.message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return f"::{level} file={finding.file},line={finding.line or 1},title={finding.rule}::{text}"
