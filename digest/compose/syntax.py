"""Why a file is not YAML, in an editor's words: what is usually behind it, every place at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from digest.yaml import YamlError

MOST = 10
BROKEN = "not valid YAML"
_CONFLICT = re.compile(r"(<{7}|={7}|>{7}|\|{7})( |$)")
_TAB = re.compile(r" *\t")
_KEY = r"\s*(?:- )?[\w-]+:\s+"
_OF_A_LINE = (
    (re.compile(rf"{_KEY}[“”‘’„«]"), '“ and ” are no quotes here: write straight ones, title: "..."'),
    (re.compile(rf"{_KEY}[@%`!&*,]"), 'a text that begins with such a sign stands in quotes: title: "..."'),
    (re.compile(rf"{_KEY}[\[{{]"), 'a text that begins with a bracket stands in quotes: title: "[...] ..."'),
    (
        re.compile(rf"{_KEY}[^\s\"'|>].*?(: | #|:$)"),
        'a text with a colon in it stands in quotes: title: "..."',
    ),
    (re.compile(rf"{_KEY}([\"']).*\1\s*[^\s#]"), 'a quote inside quotes: write \\" for it'),
    (re.compile(r"\s*-[^\s-]"), "a space is missing behind the -"),
    (re.compile(r"\s*(?:- )?[a-z_]+:[^\s/]"), "a space is missing behind the colon"),
    (re.compile(r"\s*[\w-]+\s*$"), "a colon is missing at the end of this line"),
)


def explain(text: str, problem: YamlError) -> list[tuple[int, str]]:
    """Return (line, what is wrong and what to do) in order; at least what the reader stumbled over."""
    lines = text.splitlines()
    if found := list(_everywhere(lines)):
        return found[:MOST]
    for number, words in _near(lines, problem):
        return [(number, f"{BROKEN}: {words}")]
    return [(problem.line or 1, _said(problem))]


def _everywhere(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield what is never right, wherever it stands."""
    for number, line in enumerate(lines, 1):
        if _CONFLICT.match(line):
            sign = line.split(" ")[0]
            yield (
                number,
                f"{sign} marks where two people's changes met: keep the right lines, delete the marks",
            )
        elif _TAB.match(line):
            yield number, "a tab stands at the beginning of this line: write spaces"
        elif "\x00" in line:
            yield number, "a character that no text holds stands in this line: write it anew"


def _near(lines: Sequence[str], problem: YamlError) -> Iterator[tuple[int, str]]:
    """Yield what is probably wrong where the reader stumbled, or in the line before."""
    if not str(problem).startswith(BROKEN):
        return
    if "end of stream" in str(problem):
        for number, line in enumerate(lines, 1):
            if line.count('"') % 2:
                yield number, 'a quote is opened and not closed: write " at the end of the text'
                return
    for number in (problem.line, problem.line - 1):
        line = lines[number - 1] if 0 < number <= len(lines) else ""
        words = next((words for sign, words in _OF_A_LINE if sign.match(line)), None)
        if words:
            yield number, words
            return


def _said(problem: YamlError) -> str:
    text = str(problem)
    if not text.startswith(BROKEN):
        return text
    if re.search("block end|mapping values|block mapping", text):
        return f"{BROKEN}: this line begins with more or fewer spaces than those it belongs to: line it up with them"
    return f"{text}: correct this line"
