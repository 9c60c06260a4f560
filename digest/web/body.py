"""What a visitor sends, read up to a limit of bytes and of time."""

from __future__ import annotations

import asyncio

from starlette.exceptions import HTTPException
from starlette.requests import Request

PATIENCE = 10.0


async def body(request: Request, *, limit: int) -> bytes:
    """Return the body; raise HTTPException for one that is too long (413) or too slow (408)."""
    pieces, size = [], 0
    try:
        async with asyncio.timeout(PATIENCE):
            async for piece in request.stream():
                size += len(piece)
                if size > limit:
                    raise HTTPException(413)
                pieces.append(piece)
    except TimeoutError:
        raise HTTPException(408) from None
    return b"".join(pieces)
