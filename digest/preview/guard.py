"""Who may ask: this machine by its own name, and for a change only the page itself."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADER = "x-digest-token"
NAMES = ("127.0.0.1", "localhost", "[::1]")
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
LONGEST = 2_500_000


class Guard:
    """Stands before every request; `token` is made anew for each run and known only to the page it was put into."""

    def __init__(self, app: ASGIApp, *, port: int, token: str) -> None:
        self.app = app
        self.hosts = {f"{name}:{port}" for name in NAMES} | (set(NAMES) if port == 80 else set())
        self.token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if why := self.refuses(scope["method"], headers):
            await JSONResponse({"error": why}, status_code=403, headers=HEADERS)(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    answer.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, guarded)

    def refuses(self, method: str, headers: Mapping[str, str]) -> str:
        """Return why a request may not pass, nothing when it may."""
        if headers.get("host", "") not in self.hosts:
            return "this page answers by its own name only: open the address that digest preview printed"
        origin, site = headers.get("origin"), headers.get("sec-fetch-site", "same-origin")
        if origin is not None and (
            urlsplit(origin).scheme != "http" or urlsplit(origin).netloc not in self.hosts
        ):
            return "another site asked for this"
        if method in {"GET", "HEAD"}:
            return ""
        if site != "same-origin":
            return "another site asked for this"
        if int(headers.get("content-length") or "0") > LONGEST:
            return "this is too long for an edition"
        if not secrets.compare_digest(headers.get(HEADER, ""), self.token):
            return "this page is from an earlier run: load it again"
        return ""
