"""The sample sources, served on this machine as if they were live."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from digest.demo import MARK, NOW, SOURCES

if TYPE_CHECKING:
    from http.server import BaseHTTPRequestHandler

TYPES = {
    ".rss": "application/rss+xml; charset=UTF-8",
    ".rdf": "application/rdf+xml",
    ".xml": "text/xml; charset=ISO-8859-1",
    ".atom": "application/atom+xml; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    "brackwater.json": "application/feed+json",
    ".ics": "text/calendar; charset=utf-8",
    ".html": "text/html; charset=utf-8",
}
ZIPPED = ".json"


@contextmanager
def serve(port: int = 0) -> Iterator[str]:
    """Serve the sample sources on a port of 127.0.0.1, any free one by default, and yield their base address."""
    from http.server import ThreadingHTTPServer
    from threading import Thread

    server = ThreadingHTTPServer(("127.0.0.1", port), _handler())
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def beside(folder: Path) -> Iterator[None]:
    """Serve the sample sources again, where they were, while somebody works on a newsletter that the demo made."""
    with ExitStack() as served:
        if (folder / MARK).is_file() and (port := _port(folder)):
            with suppress(OSError):  # somebody serves them already
                served.enter_context(serve(port))
        yield


def _port(folder: Path) -> int | None:
    settings = folder / "sources.yaml"
    text = settings.read_text(encoding="utf-8") if settings.is_file() else ""
    found = re.search(r"http://127\.0\.0\.1:(\d+)/", text)
    return int(found[1]) if found else None


def _handler() -> type[BaseHTTPRequestHandler]:
    """Return the request handler; http.server loads only when somebody asks for the demo."""
    import gzip
    from http.server import BaseHTTPRequestHandler

    class Sample(BaseHTTPRequestHandler):
        """Answers GET with a sample file, or 304 to somebody who has it."""

        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = _file(self.path)
            if path is None:
                self._answer(
                    404, {"Content-Type": "text/plain; charset=utf-8"}, b"There is no such sample.\n"
                )
                return
            body = path.read_bytes()
            headers = _headers(path, body)
            known = self.headers.get("If-None-Match") or self.headers.get("If-Modified-Since")
            if known in {headers["ETag"], headers["Last-Modified"]}:
                self._answer(304, headers)
                return
            if path.suffix == ZIPPED and "gzip" in self.headers.get("Accept-Encoding", ""):
                body, headers["Content-Encoding"] = gzip.compress(body, mtime=0), "gzip"
            self._answer(200, headers, body)

        def _answer(self, status: int, headers: dict[str, str], body: bytes = b"") -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if status != 304:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing: the terminal belongs to the demo."""

    return Sample


def _file(address: str) -> Path | None:
    """Return the sample that a request names, None when there is none: only names, no folders."""
    name = address.partition("?")[0].removeprefix("/")
    return next((path for path in SOURCES.iterdir() if path.name == name), None)


def _headers(path: Path, body: bytes) -> dict[str, str]:
    from email.utils import format_datetime
    from hashlib import sha256

    return {
        "Content-Type": TYPES.get(path.name) or TYPES[path.suffix],
        "ETag": f'"{sha256(body).hexdigest()[:16]}"',
        "Last-Modified": format_datetime(NOW, usegmt=True),
    }
