"""The published site: files of one folder, nothing hidden, nothing outside it."""

from __future__ import annotations

import os
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

INDEX = "index.html"
PUBLIC = ".well-known"  # RFC 8615
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' https: data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "public, max-age=300",
    "Cross-Origin-Resource-Policy": "cross-origin",  # feeds and calendars are there for others
    "X-Robots-Tag": "all",
}


class Site(StaticFiles):
    """A folder in which `name/` means `name/index.html`; it never redirects, so no Host is ever echoed."""

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder)

    async def get_response(self, path: str, scope: Scope) -> Response:
        parts = Path(path).parts
        if any(part.startswith(".") for part in parts if part != PUBLIC) or "\0" in path:
            raise HTTPException(404)
        answer = await super().get_response(path, scope)
        answer.headers.update(HEADERS)
        return answer

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        found, stat = super().lookup_path(path)
        if stat and os.path.isdir(found):  # noqa: PTH112  # Starlette gives a text
            return super().lookup_path(os.path.join(path, INDEX))  # noqa: PTH118
        return found, stat
