"""MJML in, HTML out."""

from __future__ import annotations

import re

from digest.render.problem import TemplateProblem

_VALUES = re.compile(r"<mj-title>.*?</mj-title>|<[A-Za-z][^<>]*>", re.DOTALL)


def to_html(source: str) -> str:
    """Return the HTML of an MJML document; raise TemplateProblem when it is none."""
    from mjml import mjml2html

    try:
        return str(mjml2html(_VALUES.sub(_ascii, source), fonts={}))
    except ValueError as problem:
        message = f"MJML cannot read what it makes: {problem}: look for a tag that is not closed"
        raise TemplateProblem("edition.mjml", 0, message) from None


def _ascii(found: re.Match[str]) -> str:
    # mrml prints attributes, and the title again as one, with Rust's escapes: an accent of its own would read \u{301}.
    return found[0].encode("ascii", "xmlcharrefreplace").decode().replace("\\", "&#92;")
