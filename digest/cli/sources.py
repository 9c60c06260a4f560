"""The commands about sources: how they are, one more, many more, and the list for feed readers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from digest.cli import source_words
from digest.cli.say import session

if TYPE_CHECKING:
    from digest.model import Visit

app = typer.Typer(help="Check, add, import and export what the newsletter reads.", no_args_is_help=True)


@app.command()
def check(
    context: typer.Context,
    ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ID...]", help="Sources to look at; default: all that are enabled."),
    ] = None,
) -> None:
    """Visit the sources and tell how each one is.

    No edition is touched. Exit 1 when not one of them could be read.
    """
    from digest.desk.source_health import check as run
    from digest.desk.source_health import chosen

    say = session(context)
    desk = say.desk()
    done = 0
    with say.progress("looking at sources", len(chosen(desk, ids or ()))) as step:

        def told(_: Visit) -> None:
            nonlocal done
            done += 1
            step("", done)

        found = run(desk, ids or (), told=told)
    say.answer({"sources": [one.as_json() for one in found]}, lambda: source_words.checked(found))
    if all(one.failed for one in found):
        raise typer.Exit(1)


@app.command()
def add(
    context: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL", help="A feed, a calendar or a site's home page.")],
    section: Annotated[
        str | None,
        typer.Option("--section", metavar="ID", help="Where it goes; default: the first that fits."),
    ] = None,
    source_id: Annotated[
        str | None, typer.Option("--id", metavar="ID", help="Its id; default: made from its name.")
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help="Its name; default: what it calls itself.")
    ] = None,
) -> None:
    """Find the feed or calendar at an address and add it to sources.yaml."""
    from digest.desk.sources import add as run

    say = session(context)
    added = run(say.desk(), url, section=section, named=source_id, name=name)
    say.answer(added.as_json(), lambda: source_words.added(added))


@app.command(name="import")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A list of subscriptions (OPML).")],
) -> None:
    """Add the feeds and calendars of an OPML file to sources.yaml.

    Exit 1 when not one of them can be a source.
    """
    from digest.desk.source_opml import import_file

    say = session(context)
    done = import_file(say.desk(), file)
    say.answer(done.as_json(), lambda: source_words.imported(done))
    if done.refused and not done.rows and not done.duplicates:
        raise typer.Exit(1)


@app.command()
def export(
    context: typer.Context,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write it there instead of printing it.")
    ] = None,
) -> None:
    """Print the sources as OPML, which feed readers import."""
    from digest.desk.source_opml import export as run

    say = session(context)
    sources, text = run(say.desk())
    if out:
        out.write_text(text, encoding="utf-8")
    listed = [{name: getattr(s, name) for name in ("id", "name", "kind", "url", "section")} for s in sources]
    document = {"sources": listed, "file": str(out) if out else None, "opml": None if out else text}
    words = f"{out}: {len(sources)} sources\n" if out else text
    say.answer(document, lambda: print(words, end=""))
