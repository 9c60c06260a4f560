"""/feedback/sendgrid: what became of messages, believed only when SendGrid signed it just now."""

from __future__ import annotations

import asyncio
import logging
from functools import cache

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from digest.config import ConfigError
from digest.deliver.feedback import Unsigned
from digest.deliver.feedback.webhook import SIGNATURE, TIMESTAMP, BadKey
from digest.desk.feedback import by_webhook
from digest.web.body import body
from digest.web.booth import Booth

log = logging.getLogger("digest.web")
LIMIT = 2_000_000


async def sendgrid(booth: Booth, request: Request) -> Response:
    """Act on one call of the event webhook; whatever it does not sign changes nothing."""
    said = await body(request, limit=LIMIT)
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(booth.reporter, _taken, booth, request, said)


def _taken(booth: Booth, request: Request, said: bytes) -> Response:
    signature, timestamp = (request.headers.get(name, "") for name in (SIGNATURE, TIMESTAMP))
    try:
        by_webhook(booth.desk, said, signature=signature, timestamp=timestamp)
    except Unsigned:
        return PlainTextResponse("not signed\n", status_code=401)
    except (ConfigError, BadKey) as problem:
        _tell(str(problem))
        return PlainTextResponse("not signed\n", status_code=401)
    return PlainTextResponse("", status_code=204)


@cache
def _tell(problem: str) -> None:
    """Say once what the operator must mend: strangers may ask as often as they like."""
    log.warning("%s", problem)
