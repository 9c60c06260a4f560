"""The commands between a draft and its sending: check, diff, approve."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from digest.cli import findings as told
from digest.cli.say import Session, session

if TYPE_CHECKING:
    from digest.desk.desk import Desk
    from digest.desk.diff import Diff
    from digest.model import Finding

Edition = Annotated[
    str | None, typer.Argument(help="The edition's id; default: the one due next.", show_default=False)
]
FORMS = ("text", "github")


def register(app: typer.Typer) -> None:
    """Add these commands to the app."""
    for command in (check, diff, approve):
        app.command()(command)


def check(
    context: typer.Context,
    edition: Edition = None,
    form: Annotated[str, typer.Option("--format", help="text, or github for annotations.")] = "text",
    offline: Annotated[
        bool, typer.Option("--offline", help="Ask no link; tell what is remembered of them.")
    ] = False,
) -> None:
    """List what is wrong or doubtful.

    Exit 1 with anything that stands between the edition and its approval.
    """
    from digest.model import DigestError, Level

    if form not in FORMS:
        raise typer.BadParameter(f'"{form}": write {" or ".join(FORMS)}', param_hint="--format")
    say = session(context)
    try:
        found = _checked(say, say.desk(), edition, offline=offline)
    except DigestError as problem:
        if form == "github" and not say.as_json:
            for row in told.error_annotations(str(problem), _in_repository(say)):
                print(row)
        raise
    _answer(say, found, form)
    if any(f.level is Level.BLOCK for f in found):
        raise typer.Exit(1)


def diff(context: typer.Context, edition: Edition = None) -> None:
    """Tell what differs from what was approved.

    Where nothing does, or nothing is approved: from the edition before.
    """
    from digest.desk.diff import diff as run

    say = session(context)
    found = run(say.desk(), edition)
    say.answer(found.as_json(), lambda: _differs(found))


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


def _checked(say: Session, desk: Desk, edition: str | None, *, offline: bool) -> list[Finding]:
    from digest.desk.check import check as run
    from digest.desk.editions import existing

    standing = existing(desk, edition)
    with say.progress("asking links", None) as step:
        return run(desk, standing, offline=offline, told=lambda done: step("", done))


def _answer(say: Session, found: list[Finding], form: str) -> None:
    from digest.desk.approve import findings_json

    def words() -> None:
        folder = _in_repository(say) if form == "github" else ""
        for finding in found:
            print(told.annotation(finding, folder) if form == "github" else told.line(finding))
        if not found:
            print("nothing found: it may be approved")

    say.answer({"findings": findings_json(found)}, words)


def _in_repository(say: Session) -> str:
    from digest.desk.git import inside

    return inside(say.folder)


def _differs(found: Diff) -> None:
    if found.against == "approval":
        print(f"{found.edition} against what {found.by} approved:")
    elif found.by:
        print(f"{found.edition} is what {found.by} approved.")
    if found.against is None:
        print(f"{found.edition} is the first edition: there is nothing to compare it with")
    elif found.against != "approval":
        print(f"{found.edition} against {found.against}:")
    for line in found.words():
        print(f"  {line}")
