"""/u/TOKEN: GET shows a page with a button, POST acts (RFC 8058), and leaving can be undone."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from digest.desk.leaving import Wish
from digest.web.body import body
from digest.web.booth import Booth
from digest.web.pages import Page

UNDO = "undo"
LIMIT = 64_000


def shown(
    page: Page, who: str = "", *, status: int = 200, headers: Mapping[str, str] | None = None
) -> HTMLResponse:
    """Return a page as an answer."""
    policy = {"Content-Security-Policy": page.policy}
    return HTMLResponse(page.to(who), status_code=status, headers=policy | dict(headers or {}))


async def look(booth: Booth, request: Request) -> Response:
    """Show where the reader of a link stands, and change nothing: link scanners open every link of a mail."""
    reader = await booth.look(request.path_params["token"])
    return shown(booth.pages.left if reader.left else booth.pages.leave, reader.who)


async def act(booth: Booth, request: Request) -> Response:
    """Let the reader of a link go, or come back with ?undo, whatever the body says.

    That may be a mail program's List-Unsubscribe=One-Click in either encoding, our own button's nothing, or noise.
    """
    await body(request, limit=LIMIT)
    back = UNDO in request.query_params
    reader = await booth.writer.ask(Wish(request.path_params["token"], back))
    if not back:
        return shown(booth.pages.left, reader.who)
    return shown(booth.pages.stays if reader.left else booth.pages.back, reader.who)
