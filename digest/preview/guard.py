"""Who may ask: this machine by its own name, who was told the address, and for a change only the page itself."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse, Response
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
    """Stands before every request; both secrets are made anew for each run.

    `key` is the first part of every path: other people of this machine can ask 127.0.0.1 too. (A cookie would go to
    every port of it, theirs too.) `token` is known only to the page it was put into.
    """

    def __init__(self, app: ASGIApp, *, port: int, key: str, token: str) -> None:
        self.app = app
        self.hosts = {f"{name}:{port}" for name in NAMES} | (set(NAMES) if port == 80 else set())
        self.root = f"/{key}"
        self.token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if why := self.refuses(scope["method"], scope["path"], headers):
            await refusal(why, headers, 403, HEADERS)(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    answer.setdefault(name, value)
            await send(message)

        await self.app({**scope, "root_path": self.root}, receive, guarded)

    def refuses(self, method: str, path: str, headers: Mapping[str, str]) -> str:
        """Return why a request may not pass, nothing when it may."""
        if headers.get("host", "") not in self.hosts:
            return "this page answers by its own name only: open the address that digest preview printed"
        if not _same("/".join(path.split("/")[:2]), self.root):
            return "this address is not the one of this run: open the one that digest preview printed last"
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
        if not _same(headers.get(HEADER, ""), self.token):
            return "this page is from an earlier run: load it again"
        return ""


def _same(given: str, ours: str) -> bool:
    return secrets.compare_digest(given.encode(), ours.encode())


def refusal(
    why: str, headers: Mapping[str, str], status: int, more: Mapping[str, str] | None = None
) -> Response:
    """Return why there is no answer: a sentence for who opened an address, JSON for the page's scripts."""
    if "text/html" in headers.get("accept", ""):
        return PlainTextResponse(f"{why[0].upper()}{why[1:]}.\n", status_code=status, headers=more)
    return JSONResponse({"error": why}, status_code=status, headers=more)
