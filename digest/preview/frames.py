"""The edition as a mail program shows it: wide, narrow, dark, inverted, without pictures, as text, on the web."""

from __future__ import annotations

import html
import re

from digest.render.colours import inverted

VIEWS = {
    "desktop": "Desktop",
    "phone": "Phone",
    "dark": "Dark",
    "forced": "Forced dark",
    "blocked": "No pictures",
    "text": "Plain text",
    "web": "Web page",
}
_SCHEME = re.compile(r"\(\s*prefers-color-scheme\s*:\s*(dark|light)\s*\)")
_ALWAYS, _NEVER = "(min-width: 0)", "(max-width: 0)"
_META = re.compile(r"<meta name=\"(?:supported-)?color-schemes?\" content=\"[^\"]*\"\s*/?>", re.IGNORECASE)
_COLOUR = re.compile(
    r"(bgcolor=\"|background(?:-color)?:\s*|\bcolor:\s*|border[a-z-]*:[^;\"]*?)(#[0-9a-fA-F]{6})\b"
)
_TEXT = """<!doctype html><html lang="{language}"><meta charset="utf-8"><title>The plain text</title><style>
:root {{ color-scheme: light dark }} body {{ margin: 0 }}
pre {{ margin: 0; padding: 24px; font: 14px/1.55 ui-monospace, "SF Mono", Menlo, Consolas, monospace; white-space: pre-wrap; overflow-wrap: anywhere }}
</style><pre>{text}</pre></html>"""


def frame(view: str, email: str, text: str, web: str, language: str) -> str:
    """Return the document that stands in the page's frame."""
    if view == "text":
        return _TEXT.format(language=html.escape(language, quote=True), text=html.escape(text))
    shown = _scheme(web if view == "web" else email, "dark" if view == "dark" else "light")
    return _elsewhere(_forced(shown) if view == "forced" else shown)


def policy(view: str, *, pictures: bool) -> str:
    """Return the content security policy of a frame: no scripts, and no request unless pictures are asked for."""
    load = pictures and view not in {"blocked", "text"}
    return (
        "default-src 'none'; style-src 'unsafe-inline'; "
        f"img-src {'data: https: http:' if load else 'data:'}; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'self'; sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
    )


def _scheme(page: str, wanted: str) -> str:
    """Return the page as somebody sees it who likes it `wanted`, whatever the editor's own screen is like."""
    shown = _SCHEME.sub(lambda found: _ALWAYS if found[1] == wanted else _NEVER, page)
    shown = _META.sub("", shown)
    rule = f"<style>:root {{ color-scheme: {wanted} only !important }}</style>"
    return _in_head(shown, f'<meta name="color-scheme" content="{wanted}">', rule)


def _forced(page: str) -> str:
    """Return the page with light grounds and dark words inverted, as programs do that know no dark style."""

    def flip(found: re.Match[str]) -> str:
        ground = found[1].startswith(("b", "B")) and not found[1].startswith("border")
        return found[1] + inverted(found[2], ground=ground)

    inner = re.sub(r"<style>:root \{ color-scheme: light only !important \}</style>", "", page)
    return _in_head(_COLOUR.sub(flip, inner), "<style>html { background: #121212 }</style>")


def _elsewhere(page: str) -> str:
    """Return the page with links that open beside it: nothing may take the frame's place."""
    return _in_head(re.sub(r"\starget=\"[^\"]*\"", "", page), '<base target="_blank">')


def _in_head(page: str, *parts: str) -> str:
    return re.sub(r"(?i)</head>", lambda found: "".join(parts) + found[0], page, count=1)
