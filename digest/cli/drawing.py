"""What an edition in the terminal is drawn with: words, two columns, links and findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.cli.findings import place

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table
    from rich.text import Text

    from digest.model import Finding

LEFT = 11
_MARKS = {"block": ("✗", "x", "bold red"), "warn": ("!", "!", "yellow"), "note": ("·", "-", "cyan")}


@dataclass(frozen=True, slots=True)
class Pen:
    """Draws for one console: for a person at a terminal, or for whatever reads a pipe."""

    console: Console

    @property
    def ascii_only(self) -> bool:
        """Whether only plain letters arrive."""
        return self.console.options.ascii_only

    def text(self, words: str, style: str = "") -> Text:
        """Return words exactly as they are, never markup."""
        from rich.text import Text

        return Text(words, style=style)

    def linked(self, words: str, url: str | None, style: str = "") -> Text:
        """Return words that lead somewhere when they are clicked on."""
        from rich.style import Style

        text = self.text(words, style)
        if url:
            text.stylize(Style(link=url))
        return text

    def row(self, left: str, right: RenderableType, style: str = "") -> Table:
        """Return two columns, the left one as wide as a day."""
        made = self.grid(style)
        made.add_column(width=LEFT)
        made.add_column(ratio=1)
        made.add_row(self.text(left), right)
        return made

    def grid(self, style: str = "") -> Table:
        """Return columns without lines, as wide as the page."""
        from rich.table import Table

        made = Table.grid(padding=(0, 1), expand=True)
        made.style = style
        return made

    def address(self, url: str | None, item: str) -> Text:
        """Return a link and the item's id in one line: short and to click on at a terminal, whole elsewhere."""
        if self.console.is_terminal:
            text = self.linked(_short(url or "", self.console.width - LEFT - 17), url, "dim")
            text.append(f"  {item}" if url else item, "dim")
        else:
            text = self.text(f"{url or ''}  {item}".strip())
        text.no_wrap, text.overflow = True, "ignore"
        return text

    def finding(self, finding: Finding) -> Text:
        """Return what is wrong, and in which line."""
        from digest.compose.draft import FILE

        sign, plain, style = _MARKS[finding.level]
        at = f"line {finding.line}: " if finding.file.endswith(FILE) else place(finding)
        mark = plain if self.ascii_only else sign
        return self.text(f"{mark} {finding.level}: {at}{finding.message}", style)


def _short(url: str, width: int) -> str:
    """Return an address as people say it, cut in its middle."""
    text = url.partition("://")[2].removeprefix("www.").rstrip("/")
    if len(text) <= width:
        return text
    return f"{text[: width // 2]}…{text[-(width // 2 - 1) :]}"
