"""What a rendering depends on beside its words: the versions an approval remembers."""

from __future__ import annotations

from importlib.metadata import version

RENDERER = "3"  # raise it when the same edition would come out in other bytes


def versions() -> dict[str, str]:
    """Return the versions by name."""
    parts = ("mjml-python", "jinja2", "markdown-it-py", "icalendar")
    return {"renderer": RENDERER} | {name: version(name) for name in parts}
