"""The page's addresses: GET shows, POST changes, everything else is refused."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from digest.compose.edits import Conflict
from digest.desk.desk import Refusal
from digest.model import DigestError
from digest.preview import actions, frames, live, page
from digest.preview.bench import Bench
from digest.preview.guard import Guard, refusal

HERE = Path(__file__).parent
Verb = Callable[[Bench, str, dict[str, Any]], dict[str, Any]]


def app(bench: Bench, *, port: int, edition: str) -> Guard:
    """Return the whole page for one newsletter, opened at `edition`."""

    async def home(request: Request) -> Response:
        return RedirectResponse(f"{request.scope['root_path']}/{edition}/", status_code=302)

    routes = [
        Route("/", home),
        Mount("/static", StaticFiles(directory=HERE / "static")),
        Route("/{edition}/", _shown(bench, _page)),
        Route("/{edition}/state", _shown(bench, _state)),
        Route("/{edition}/frame/{view}", _shown(bench, _frame)),
        Route("/{edition}/proposal", _shown(bench, _proposal)),
        Route("/{edition}/live", _live(bench)),
        *(
            Route(f"/{{edition}}/{name}", _verb(bench, verb), methods=["POST"])
            for name, verb in actions.VERBS.items()
        ),
    ]
    return Guard(Starlette(routes=routes), port=port, key=bench.key, token=bench.token)


def _page(bench: Bench, request: Request) -> Response:
    return HTMLResponse(page.html(bench, bench.sitting(request.path_params["edition"]).edition))


def _state(bench: Bench, request: Request) -> Response:
    return JSONResponse(bench.sitting(request.path_params["edition"]).state())


def _frame(bench: Bench, request: Request) -> Response:
    view, good = request.path_params["view"], bench.sitting(request.path_params["edition"]).good
    if view not in frames.VIEWS or good is None or good.rendered is None:
        return HTMLResponse("", status_code=404)
    email, language = good.rendered.email, good.desk.config.newsletter.language
    body = frames.frame(view, email.html, email.text, good.web, language)
    pictures = request.query_params.get("pictures") == "1"
    return HTMLResponse(body, headers={"Content-Security-Policy": frames.policy(view, pictures=pictures)})


def _proposal(bench: Bench, request: Request) -> Response:
    return JSONResponse(actions.proposal(bench, request.path_params["edition"]))


def _shown(
    bench: Bench, show: Callable[[Bench, Request], Response]
) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        try:
            return await run_in_threadpool(show, bench, request)
        except DigestError as problem:
            return refusal(str(problem), request.headers, 404)

    return answer


def _verb(bench: Bench, verb: Verb) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        try:
            asked = await request.json()
        except ValueError:
            return JSONResponse({"error": "this is not JSON"}, status_code=400)
        if not isinstance(asked, dict):
            return JSONResponse({"error": "this is not an object"}, status_code=400)
        try:
            return JSONResponse(await run_in_threadpool(verb, bench, request.path_params["edition"], asked))
        except Conflict as problem:
            both = {"theirs": problem.theirs, "yours": problem.yours, "field": problem.edit.field}
            return JSONResponse({"error": str(problem), "conflict": both}, status_code=409)
        except Refusal as problem:
            return JSONResponse({"error": str(problem)}, status_code=409)
        except DigestError as problem:
            return JSONResponse({"error": str(problem)}, status_code=422)
        except OSError as problem:
            words = f"{problem.filename or 'the disk'}: {problem.strerror}: mend that, then try again"
            return JSONResponse({"error": words}, status_code=422)

    return answer


def _live(bench: Bench) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        edition = request.path_params["edition"]

        def look() -> str:
            return live.signature(bench.last_desk(), edition)

        return StreamingResponse(live.stream(look, bench.over), media_type="text/event-stream")

    return answer
