"""The newsletter of `digest drill`: an edition by hand, sample readers, and pages that answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

NOW = datetime(2026, 12, 3, 9, 5, tzinfo=UTC)
EDITION = "2026-12"
CONNECTIONS = 4
_SETTINGS = """\
newsletter:
  id: drill
  title: The drill
  from: The drill <drill@boroughdigital.example>
  reply_to: editors@boroughdigital.example
  base_url: {pages}
  postal_address: The Guildhall, Marlow Heath
  privacy_url: {pages}/privacy
sections:
  - {{id: news, title: News, shows: entries}}
send: {{provider: smtp, connections: {connections}, rate: 10000 per second}}
approval: {{test_send: "off", last_call: "off"}}
"""
_PAGE = """\
subject: What three councils did this month
preheader: Bins that tell their day, roads without potholes and trees planted by residents
intro: This edition is a drill. It never leaves this machine.
sections:
  news:
    - {by: hand, title: Bins that tell their day, url: "https://marlow.example/bins", summary: Fewer calls.}
    - {by: hand, title: Roads without potholes, url: "https://wexcombe.example/roads", summary: Found by buses.}
    - {by: hand, title: Trees planted by residents, url: "https://pennick.example/trees", summary: "1,200 so far."}
"""


def lay_out(folder: Path, pages: str) -> None:
    """Write the newsletter's settings and its edition into `folder`."""
    (folder / "sources.yaml").write_text(
        _SETTINGS.format(pages=pages, connections=CONNECTIONS), encoding="utf-8"
    )
    place = folder / "editions" / EDITION
    place.mkdir(parents=True)
    (place / "edition.yaml").write_text(_PAGE, encoding="utf-8")


def readers(number: int) -> list[str]:
    """Return the addresses of so many sample readers."""
    return [f"reader{n}@example.org" for n in range(number)]


@contextmanager
def pages() -> Iterator[str]:
    """Answer, on a free port of 127.0.0.1, for every page that readers of the drill would need."""

    class Page(BaseHTTPRequestHandler):
        """Says yes to everything."""

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing: the terminal belongs to the drill."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
