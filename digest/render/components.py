"""The MJML that templates may use: components, what may stand on them, and how well formed they must be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from digest.hints import did_you_mean
from digest.render.problem import TemplateProblem

_BOX = "padding padding-top padding-right padding-bottom padding-left css-class mj-class"
_GROUND = "background-color background-url background-repeat background-size background-position"
_BORDER = "border border-top border-right border-bottom border-left border-radius"
_TYPE = "color font-family font-size font-style font-weight line-height letter-spacing text-decoration text-transform"
_FRAME = f"direction text-align {_BOX} {_GROUND} {_BORDER}"
_CELL = f"align container-background-color {_BOX}"
_BUTTON = f"{_BORDER} background-color height href inner-padding name rel target text-align title vertical-align width"
_IMAGE = f"{_BORDER} alt height href name rel sizes src srcset target title usemap width max-height fluid-on-mobile"
ATTRIBUTES: dict[str, frozenset[str]] = {
    name: frozenset(words.split())
    for name, words in {
        "mjml": "lang dir",
        "mj-head": "",
        "mj-body": "background-color css-class width",
        "mj-title": "",
        "mj-preview": "",
        "mj-breakpoint": "width",
        "mj-attributes": "",
        "mj-style": "",
        "mj-raw": "position",
        "mj-wrapper": f"full-width {_FRAME}",
        "mj-section": f"full-width {_FRAME}",
        "mj-group": "background-color css-class direction mj-class vertical-align width",
        "mj-column": f"background-color inner-background-color vertical-align width {_BOX} {_BORDER}",
        "mj-text": f"height {_CELL} {_TYPE}",
        "mj-button": f"{_CELL} {_TYPE} {_BUTTON}",
        "mj-image": f"{_CELL} {_IMAGE}",
        "mj-divider": f"border-color border-style border-width width {_CELL}",
        "mj-spacer": f"height {_CELL}",
        "mj-table": f"border cellpadding cellspacing role table-layout width {_CELL} {_TYPE}",
    }.items()
}
ANYTHING = {"mj-all", "mj-class"}  # these carry attributes for others
WORDS = {
    "mj-text",
    "mj-button",
    "mj-table",
    "mj-raw",
    "mj-title",
    "mj-preview",
}  # HTML or words stand in these
ENDED = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
_JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_OPAQUE = re.compile(r"<!--.*?-->|(?<=<mj-style>).*?(?=</mj-style>)|(?<=<style>).*?(?=</style>)", re.DOTALL)
_TAG = re.compile(r"<(/?)([A-Za-z][\w:-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*?)(/?)>")
_ATTRIBUTE = re.compile(r"([\w:-]+)\s*=\s*[\"']")


@dataclass(frozen=True, slots=True)
class _Tag:
    closes: bool
    name: str
    attributes: str
    alone: bool
    line: int


def lint(source: str, file: str) -> None:
    """Raise TemplateProblem for the first tag or attribute that MJML would drop, swallow or stumble over.

    MJML itself says nothing of unknown names and wrong closing tags, and gives no line for the rest. Tags must be
    closed in the file, and in the branch, that opens them.
    """
    opened: list[_Tag] = []
    for tag in _tags(source):
        if tag.closes:
            _close(tag, opened, file)
            continue
        _known(tag, file)
        _beside(tag, opened, file)
        if not tag.alone:
            if tag.name in ENDED:
                raise TemplateProblem(file, tag.line, f"<{tag.name}> has no end: write <{tag.name} />")
            opened.append(tag)
    if opened:
        raise TemplateProblem(
            file, opened[-1].line, f"<{opened[-1].name}> is never closed: add </{opened[-1].name}>"
        )


def _tags(source: str) -> Iterator[_Tag]:
    text = _OPAQUE.sub(_blank, _JINJA.sub(_blank, source))
    for found in _TAG.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        yield _Tag(bool(found[1]), found[2], found[3], bool(found[4]), line)


def _close(tag: _Tag, opened: list[_Tag], file: str) -> None:
    last = opened.pop() if opened else None
    if last is None:
        raise TemplateProblem(file, tag.line, f"</{tag.name}> closes nothing: take it out")
    if last.name != tag.name:
        raise TemplateProblem(
            file, tag.line, f"</{tag.name}> where <{last.name}> of line {last.line} should be closed"
        )


def _known(tag: _Tag, file: str) -> None:
    if not tag.name.startswith("mj") or tag.name in ANYTHING:
        return
    if tag.name not in ATTRIBUTES:
        raise TemplateProblem(
            file, tag.line, f"unknown MJML component <{tag.name}>" + did_you_mean(tag.name, ATTRIBUTES)
        )
    known = ATTRIBUTES[tag.name]
    for name in _ATTRIBUTE.findall(tag.attributes):
        if name not in known:
            raise TemplateProblem(
                file, tag.line, f'<{tag.name}> has no attribute "{name}"' + did_you_mean(name, known)
            )


def _beside(tag: _Tag, opened: list[_Tag], file: str) -> None:
    around = next((other for other in opened if other.name in WORDS), None)
    if around and tag.name.startswith("mj-"):
        words = f"<{tag.name}> stands inside <{around.name}> of line {around.line}, where only HTML may: move it out"
        raise TemplateProblem(file, tag.line, words)


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0])
