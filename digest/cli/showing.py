"""An edition in the terminal: a band, its texts, each item with its day, place, link and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from digest.cli.drawing import LEFT, Pen
from digest.cli.shown_days import day

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from digest.desk.show import Shown
    from digest.model import Finding, Item, Part

WIDEST, PIPED = 110, 100


def display(shown: Shown, command: str) -> None:
    """Print an edition as wide as the terminal, up to where lines stay readable; colours and links on terminals."""
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False)
    console.width = min(console.width, WIDEST) if console.is_terminal else PIPED
    blocks = _Page(shown, console).blocks(command)
    if console.is_terminal:
        for block in blocks:
            console.print(block)
        return
    with console.capture() as said:
        for block in blocks:
            console.print(block)
    for row in said.get().splitlines():
        print(row.rstrip())


class _Page:
    """One edition on one terminal."""

    def __init__(self, shown: Shown, console: Console) -> None:
        self.shown, self.pen = shown, Pen(console)
        self.zone: ZoneInfo = shown.newsletter.timezone
        self.found: dict[str, list[Finding]] = {}
        there = {item.id for item in shown.edition.items}
        for finding in shown.findings:
            self.found.setdefault(finding.item if finding.item in there else "", []).append(finding)

    def blocks(self, command: str) -> Iterator[RenderableType]:
        """Yield everything from top to bottom."""
        yield self._band()
        yield self._texts()
        for part in self.shown.edition.parts:
            dropped = self.shown.dropped.get(part.id, [])
            if part.items or dropped:
                yield from self._section(part, dropped)
        yield ""
        if rest := self.found.get("", []):
            yield self.pen.text("To look at", "bold")
            yield from (self.pen.finding(finding) for finding in rest)
            yield ""
        edition = self.shown.edition.id
        if left_out := self.shown.left_out:
            words = f"{left_out} more items were found and left out: {command} why TITLE tells the reason"
            yield self.pen.text(words, "dim")
        yield self.pen.text(f"next: {command} check {edition}, {command} build {edition}", "dim")

    def _band(self) -> RenderableType:
        from rich.padding import Padding

        from digest.render.colours import palette

        edition, news = self.shown.edition, self.shown.newsletter
        band = self.pen.grid()
        band.add_column(justify="left", ratio=1)
        band.add_column(justify="right")
        out = edition.send_at.astimezone(self.zone)
        band.add_row(
            self.pen.text(f"{news.title}, {edition.id}", "bold"),
            self.pen.text(f"{self.shown.standing.state}, goes out {out:%a} {out.day} {out:%b %Y %H:%M}"),
        )
        colourful = self.pen.console.color_system and not self.pen.console.no_color
        on = f"bright_white on {palette(news.brand.accent).light.band}" if colourful else "reverse"
        return Padding(band, (0, 1), style=on)

    def _texts(self) -> RenderableType:
        edition, grid = self.shown.edition, self.pen.grid()
        grid.add_column(width=LEFT)
        grid.add_column(ratio=1)
        texts = ("Subject", edition.subject), ("Preheader", edition.preheader), ("Intro", edition.intro)
        for name, text in texts:
            if text or name != "Intro":
                grid.add_row(
                    self.pen.text(name, "dim"),
                    self.pen.text(text or "(none)", "bold" if name == "Subject" else ""),
                )
        return grid

    def _section(self, part: Part, dropped: list[tuple[str, str]]) -> Iterator[RenderableType]:
        from rich.rule import Rule

        yield ""
        line = "-" if self.pen.ascii_only else "─"
        yield Rule(
            self.pen.text(f"{part.title} ({len(part.items)})", "bold"),
            align="left",
            style="dim",
            characters=line,
        )
        for number, item in enumerate(part.items):
            if number:
                yield ""
            yield self._item(item)
        if dropped:
            yield self.pen.row(
                "left out", self.pen.text("; ".join(f"{title} ({i})" for i, title in dropped)), "dim"
            )

    def _item(self, item: Item) -> RenderableType:
        from rich.console import Group

        title = self.pen.linked(item.title, item.url, "bold")
        about = [self.pen.text(words) for words in (self._about(item), item.summary) if words]
        if about:
            about[0].stylize("cyan")
        lines: list[Any] = [title, *about, self.pen.address(item.url, item.id)]
        lines += [self.pen.finding(finding) for finding in self.found.get(item.id, ())]
        return self.pen.row(day(item, self.zone), Group(*lines))

    def _about(self, item: Item) -> str:
        place = getattr(item, "place", "")
        online = "Online" if getattr(item, "online", False) else ""
        status = getattr(item, "status", "confirmed")
        said = "" if status == "confirmed" else str(status).upper()
        between = ", " if self.pen.ascii_only else " · "
        return between.join(filter(None, (said, place, online, item.credit or item.source)))
