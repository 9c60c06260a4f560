"""What stands before every request: headers of every answer, and one line in the log instead of a traceback."""

from __future__ import annotations

import logging

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from digest.model import DigestError

log = logging.getLogger("digest.web")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
}


class Guard:
    """The door's frame: whatever breaks inside was answered with a page already, and is told in the log."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    answer.setdefault(name, value)
            await send(message)

        try:
            await self.app(scope, receive, guarded)
        except ClientDisconnect:
            return
        except DigestError as problem:
            log.warning("%s", problem)
        except TimeoutError:
            log.warning("the database did not answer in time")
        except Exception as problem:  # noqa: BLE001  # its own words could hold an address
            log.error("%s at %s", type(problem).__name__, _place(problem))  # noqa: TRY400  # nor may its trace


def _place(problem: BaseException) -> str:
    """Return the file and line where something broke."""
    trace = problem.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "an unknown place"
