"""The door on a port, behind whatever speaks TLS, until somebody stops it."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from threading import current_thread, main_thread

from digest.desk.desk import Usage

CONNECTIONS = 1_000
QUEUE = 512
GRACE = 10


def serve(
    folder: Path,
    *,
    host: str,
    port: int,
    site: Path | None,
    clock: Callable[[], datetime],
    told: Callable[[str], None],
    env: Mapping[str, str] | None = None,
) -> None:
    """Serve until SIGTERM or Ctrl+C, then finish what was asked; `told` hears the address. Raises Usage, ConfigError."""
    import uvicorn

    from digest.web.app import app
    from digest.web.booth import Booth

    if site and not site.is_dir():
        raise Usage(
            f"--site: {site} is no folder: name the one that holds the published pages, or leave it out"
        )
    with _listening(host, port) as listener, Booth(folder, clock, env) as booth:
        settings = uvicorn.Config(
            app(booth, site),
            log_level="error",
            access_log=False,  # its lines would hold readers' links
            lifespan="off",
            server_header=False,
            proxy_headers=False,
            ws="none",
            limit_concurrency=CONNECTIONS,
            timeout_graceful_shutdown=GRACE,
        )
        told(f"http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}")
        _quiet_at_sigterm()
        with suppress(KeyboardInterrupt):
            uvicorn.Server(settings).run(sockets=[listener])


def _quiet_at_sigterm() -> None:
    """Uvicorn raises the signal anew when it has finished; then there is nothing left to end."""
    if current_thread() is main_thread():
        signal.signal(signal.SIGTERM, lambda *_: None)


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(
        family, socket.SOCK_STREAM, socket.IPPROTO_TCP
    )  # unnamed, asyncio leaves Nagle on
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(QUEUE)
    except (OSError, OverflowError) as problem:
        listener.close()
        why = getattr(problem, "strerror", None) or str(problem)
        raise Usage(f"--host, --port: cannot listen on {host}, port {port}: {why}: choose another") from None
    return listener
