"""The door's addresses: a GET changes nothing, a POST acts, anything else is told so on a page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import Receive, Scope, Send

from digest.web import feedback, leaving
from digest.web.booth import Booth
from digest.web.guard import Guard

Answer = Callable[[Booth, Request], Awaitable[Response]]
LATER = {"Retry-After": "120"}


def app(booth: Booth, site: Path | None = None) -> Guard:
    """Return the whole door; `site` is the folder of the published pages."""
    routes: list[BaseRoute] = [
        Route("/u/{token:path}", Way(booth, {"GET": leaving.look, "POST": leaving.act})),
        Route("/feedback/sendgrid", Way(booth, {"POST": feedback.sendgrid})),
        Route("/healthz", Way(booth, {"GET": _health})),
    ]
    if site:
        from digest.web.site import Site

        routes.append(Mount("/", Site(site)))

    async def told(_: Request, problem: Exception) -> Response:
        if not isinstance(problem, HTTPException):
            return leaving.shown(booth.pages.problem(503), status=503, headers=LATER)
        page = booth.pages.problem(problem.status_code)
        return leaving.shown(page, status=problem.status_code, headers=problem.headers)

    made = Starlette(routes=routes, exception_handlers={HTTPException: told, Exception: told})
    made.router.redirect_slashes = False  # a redirect would repeat whatever Host it was asked by
    return Guard(made)


@dataclass(frozen=True, slots=True)
class Way:
    """One address: what each method does there."""

    booth: Booth
    answers: Mapping[str, Answer]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        allow = {"Allow": ", ".join(("OPTIONS", *self.answers, *(["HEAD"] if "GET" in self.answers else [])))}
        answer = self.answers.get("GET" if request.method == "HEAD" else request.method)
        if request.method == "OPTIONS":
            response = Response(status_code=204, headers=allow)
        elif answer is None:
            raise HTTPException(405, headers=allow)
        else:
            response = await answer(self.booth, request)
        await response(scope, receive, send)


async def _health(booth: Booth, _: Request) -> Response:
    """Say whether readers can be looked up, and nothing else."""
    await booth.look("")
    return PlainTextResponse("ok\n")
