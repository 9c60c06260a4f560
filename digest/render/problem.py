"""A template that cannot be used, told to the person who can mend it."""

from __future__ import annotations

import traceback
from collections.abc import Container

from digest.model import DigestError

REMEDIES = {
    "UndefinedError": "check the spelling, or test it with `is defined` first",
    "SecurityError": "templates may read values and call filters, nothing more",
    "TemplateNotFound": "add the file to the newsletter's templates/, or correct the name",
    "TemplateAssertionError": "check the spelling of the filter or test",
    "TemplateSyntaxError": "look for an unclosed brace, quote or block in or before this line",
}


class TemplateProblem(DigestError):
    """A template is wrong; `file` is its name under templates/, `line` counts from 1, 0 when it is the whole file."""

    def __init__(self, file: str, line: int, message: str) -> None:
        super().__init__(f"templates/{file}{f':{line}' if line else ''}: {message}")
        self.file = file
        self.line = line


def told(error: Exception, start: str, names: Container[str]) -> TemplateProblem:
    """Return the problem that Jinja met while it rendered `start`; `names` are the templates it may have been in."""
    kind = type(error).__name__
    remedy = REMEDIES.get(kind, "the template cannot do this with that value")
    message = f"{str(error) or kind}: {remedy}"
    if kind in {"TemplateSyntaxError", "TemplateAssertionError"}:
        return TemplateProblem(getattr(error, "name", None) or start, getattr(error, "lineno", 0), message)
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename in names]
    return (
        TemplateProblem(frames[-1].filename, frames[-1].lineno or 0, message)
        if frames
        else TemplateProblem(start, 0, message)
    )
