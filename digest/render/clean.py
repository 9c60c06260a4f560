"""What every word passes on its way out: nothing that breaks a parser, nothing that a provider would fill in."""

from __future__ import annotations

import re

from digest import links

# XML 1.0 has no place for these; the rest are bidirectional overrides, which can make a line read as something else.
_UNFIT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)
# Openings of substitution tags: Handlebars at SendGrid, SendGrid's own, Jinja, Mailchimp's, Mailgun's.
_MARKS = re.compile(r"\{(?=[{%#])|<(?=%)|%(?=%)|\*(?=\|)")
_SUSPECT = re.compile(_UNFIT.pattern[:-1] + r"{<%*]")  # most words hold none of them
_TAGS = re.compile(r"<(?=/?[A-Za-z!])")
NARROW_SPACE = "\u202f"
_NOBODYS = links.PLACEHOLDER.replace("-", "-" + NARROW_SPACE, 1)


def clean(text: str) -> str:
    """Return text that any template may print: what would be filled in, at a provider or here, is parted."""
    if _SUSPECT.search(text):
        text = _MARKS.sub(lambda mark: mark[0] + NARROW_SPACE, _UNFIT.sub("", text))
    return text.replace(links.PLACEHOLDER, _NOBODYS)


def flat(text: str) -> str:
    """Return text for the plain part, where what looks like a tag is parted too: some webmail drops it as HTML."""
    return _TAGS.sub("<" + NARROW_SPACE, clean(text))


def line(text: str) -> str:
    """Return text as one line without control characters."""
    return " ".join(_UNFIT.sub(" ", text).split())
