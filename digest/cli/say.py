"""How commands speak: JSON for programs, words for people, progress on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from digest.cli.ending import write

if TYPE_CHECKING:
    from digest.desk.desk import Desk


EARLIEST, LATEST = 1990, 2200


@dataclass(frozen=True, slots=True)
class Session:
    """The global options of one run."""

    folder: Path
    as_json: bool
    given_now: datetime | None

    @property
    def now(self) -> datetime:
        """The moment taken for now: `--now`, else the clock."""
        return self.given_now or datetime.now(UTC)

    def clock(self) -> datetime:
        """Return the time for records: it stands still under `--now`."""
        return self.now

    @property
    def seen(self) -> bool:
        """Whether only a person in front of a terminal sees the answer."""
        return not self.as_json and sys.stdout.isatty()

    @property
    def command(self) -> str:
        """How to call this program again for the same newsletter."""
        return "digest" if self.folder == Path() else f"digest -C {self.folder}"

    def desk(self) -> Desk:
        """Open the newsletter's folder."""
        from digest.desk.desk import open_desk

        return open_desk(self.folder, self.now)

    def answer(self, document: Any, words: Callable[[], None]) -> None:
        """Print the one JSON document, or the words for people."""
        if self.as_json:
            write(document)
        else:
            words()

    def note(self, text: str) -> None:
        """Print a line beside the answer."""
        print(text, file=sys.stderr)

    @contextmanager
    def progress(self, title: str, total: int | None) -> Iterator[Callable[[str, int], None]]:
        """Give a function that takes (what just happened, how many are done): a bar on a terminal, else lines."""
        if self.as_json or not sys.stderr.isatty():
            yield lambda text, _done: None if self.as_json or not text else self.note(text)
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        console = Console(stderr=True)
        with Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            console=console,
            transient=True,
        ) as bar:
            task = bar.add_task(title, total=total)

            def step(text: str, done: int) -> None:
                bar.update(task, completed=done)
                if text:
                    bar.console.print(text, markup=False, highlight=False)

            yield step


def moment(text: str) -> datetime:
    """Return the moment that an option names; without an offset it is UTC."""
    try:
        given = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter("write a moment like 2026-12-03T09:00:00+00:00") from None
    if not EARLIEST <= given.year <= LATEST:
        raise typer.BadParameter(f"write a moment between {EARLIEST} and {LATEST}")
    return given if given.tzinfo else given.replace(tzinfo=UTC)


def session(context: typer.Context) -> Session:
    """Return the session of a command."""
    found: Session = context.obj
    return found


def table(*columns: str) -> Any:
    """Return an empty table for people; its cells are plain text, never markup."""
    from rich import box
    from rich.table import Table

    made = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        made.add_column(column, overflow="fold")
    return made


def print_table(made: Any) -> None:
    """Print a table as wide as the terminal."""
    from rich.console import Console

    Console().print(made)


def plain(text: object) -> Any:
    """Return text for a table cell, exactly as it is."""
    from rich.text import Text

    return Text(str(text))
