"""The page on a port of this machine, until somebody stops it."""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from digest.desk.desk import Usage
from digest.model import DigestError

if TYPE_CHECKING:
    from digest.preview.bench import Bench

PORT = 8765
HOST = "127.0.0.1"


def serve(
    folder: Path,
    edition: str | None,
    *,
    port: int | None,
    clock: Callable[[], datetime],
    told: Callable[[str, str], None],
    env: Mapping[str, str] | None = None,
) -> None:
    """Serve until interrupted; `told` hears the address and the edition. Raises Usage for a port that is taken."""
    import uvicorn

    from digest.preview.app import app
    from digest.preview.bench import Bench

    bench = Bench(folder, clock, env)
    first = bench.first(edition)
    with _listening(port) as listener:
        here = int(listener.getsockname()[1])
        settings = uvicorn.Config(
            app(bench, port=here, edition=first),
            log_level="error",
            access_log=False,
            lifespan="off",
            server_header=False,
            timeout_graceful_shutdown=1,
        )
        server = uvicorn.Server(settings)
        bench.over = lambda: server.should_exit
        Thread(target=_look, args=(bench, first), daemon=True).start()
        told(f"http://{HOST}:{here}/{bench.key}/{first}/", first)
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listener])


def _look(bench: Bench, edition: str) -> None:
    """Look at the edition before the browser asks: who opens the address finds it ready."""
    with suppress(DigestError, OSError):  # the page will tell
        bench.sitting(edition).state()


def _listening(port: int | None) -> socket.socket:
    """Return a socket that listens on the port; where none was asked for, on the usual one or any free one."""
    for wanted in (port,) if port is not None else (PORT, 0):
        # The protocol by name, or Nagle stays on.
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, wanted))
            listener.listen(64)
        except OSError:
            listener.close()
            continue
        return listener
    raise Usage(f"--port: {port} is taken by another program: choose another, or leave it out")
