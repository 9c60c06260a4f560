"""MJML in, HTML out."""

from __future__ import annotations

import re

from digest.render.problem import TemplateProblem

# mrml stumbles over spaces between two components, but not over a line's end.
_SPACES = re.compile(r"(?<=>)[ \t]+(?=</?mj-)")
_LEFT = re.compile(r"</?(mj-[\w-]+)")
_VALUES = re.compile(r"<mj-title>.*?</mj-title>|<[A-Za-z][^<>]*>", re.DOTALL)


def to_html(source: str, template: str = "edition.mjml") -> str:
    """Return the HTML of an MJML document; raise TemplateProblem, naming its `template`, when it is none."""
    from mjml import mjml2html

    try:
        html = str(mjml2html(_SPACES.sub("\n", _VALUES.sub(_ascii, source)), fonts={}))
    except ValueError as problem:
        message = f"MJML cannot read what it makes: {problem}: look for a tag that is not closed"
        raise TemplateProblem(template, 0, message) from None
    if left := _LEFT.search(html):
        message = f"<{left[1]}> stands where only HTML may stand: move it out, beside <mj-text>"
        raise TemplateProblem(template, 0, message)
    return html


def _ascii(found: re.Match[str]) -> str:
    # mrml prints attributes, and the title again as one, with Rust's escapes: an accent of its own would read \u{301}.
    return found[0].encode("ascii", "xmlcharrefreplace").decode().replace("\\", "&#92;")
