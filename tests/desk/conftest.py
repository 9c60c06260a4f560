"""A newsletter in a folder, with sources on this machine whose answers a test may change."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from digest.desk import gather, send, subscribers
from digest.desk.desk import Desk, open_desk

NOW = datetime(2026, 11, 26, 7, tzinfo=UTC)
SETTINGS = """\
newsletter:
  id: boroughs
  title: Borough Digital
  tagline: What council digital teams did this month
  from: Borough Digital <digest@boroughs.example>
  reply_to: editors@boroughs.example
  base_url: https://boroughs.example
  postal_address: The Guildhall, Marlow Heath
  privacy_url: https://boroughs.example/privacy
sections:
  - {{id: events, title: Coming up, shows: events}}
  - {{id: blogs, title: From the blogs}}
sources:
  - {{id: marlow, name: Marlow Heath, kind: feed, url: "{base}/marlow", section: blogs}}
  - {{id: wexcombe, name: Wexcombe, kind: feed, url: "{base}/wexcombe", section: blogs}}
"""


def feed(*posts: tuple[str, str]) -> bytes:
    """Return an RSS feed of (title, day as YYYY-MM-DD)."""
    items = "".join(
        f"<item><title>{title}</title><link>https://example.org/{title.replace(' ', '-')}</link>"
        f"<guid isPermaLink='false'>{title}</guid><description>About {title}.</description>"
        f"<pubDate>{datetime.fromisoformat(day):%a, %d %b %Y} 09:00:00 GMT</pubDate></item>"
        for title, day in posts
    )
    return f"<rss version='2.0'><channel><title>A blog</title>{items}</channel></rss>".encode()


@dataclass
class Outside:
    """The world outside: what each address answers, and what was asked of it."""

    base: str = ""
    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[tuple[str, bool]] = field(default_factory=list)

    def says(
        self,
        name: str,
        body: bytes,
        *,
        status: int = 200,
        kind: str = "application/rss+xml",
        encoding: str = "",
    ) -> None:
        """Let an address answer this from now on."""
        headers = {"Content-Type": kind} | ({"Content-Encoding": encoding} if encoding else {})
        self.answers["/" + name] = (status, headers, body)

    @classmethod
    @contextmanager
    def serving(cls) -> Iterator[Outside]:
        """Serve this world on a free port of this machine."""
        world = cls()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                status, headers, body = world.answers.get(self.path, (404, {}, b"nothing here"))
                tag = '"' + hashlib.sha256(body).hexdigest()[:12] + '"'
                same = status == 200 and self.headers.get("If-None-Match") == tag
                world.asked.append((self.path, same))
                self.send_response(304 if same else status)
                for name, value in {
                    **headers,
                    "ETag": tag,
                    "Content-Length": str(0 if same else len(body)),
                }.items():
                    self.send_header(name, value)
                self.end_headers()
                if not same:
                    with suppress(OSError):  # who reads us may have had enough
                        self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        world.base = f"http://127.0.0.1:{server.server_port}"
        try:
            yield world
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


@pytest.fixture
def outside() -> Iterator[Outside]:
    with Outside.serving() as world:
        world.says(
            "marlow",
            feed(("Bins that tell their day", "2026-11-10"), ("Roads without potholes", "2026-11-12")),
        )
        world.says("wexcombe", feed(("Trees planted by residents", "2026-11-11")))
        yield world


@dataclass
class Newsletter:
    """A newsletter's folder, and the verbs at any moment."""

    folder: Path
    env: dict[str, str]

    def desk(self, now: datetime = NOW, **env: str) -> Desk:
        return open_desk(self.folder, now, self.env | env)

    def gather(self, edition: str | None = None, now: datetime = NOW, **options: Any) -> gather.Gathered:
        return gather.gather(self.desk(now), edition, **options)

    def draft(self, edition: str = "2026-12") -> Path:
        return self.folder / "editions" / edition / "edition.yaml"

    def titles(self, edition: str = "2026-12") -> list[str]:
        lines = self.draft(edition).read_text(encoding="utf-8").splitlines()
        return [line.split("title: ", 1)[1] for line in lines if "    title: " in line]

    def edit(self, old: str, new: str, edition: str = "2026-12") -> None:
        text = self.draft(edition).read_text(encoding="utf-8")
        assert old in text
        self.draft(edition).write_text(text.replace(old, new, 1), encoding="utf-8")

    def readers(self, *names: str) -> None:
        added = subscribers.add(self.desk(), [f"{name}@example.org" for name in names], "asked for it")
        assert all(row["result"] == "added" for row in added)

    def send(self, edition: str = "2026-12", now: datetime = NOW, **options: Any) -> dict[str, Any]:
        return send.send(self.desk(now), edition, clock=lambda: now, stop=lambda: False, **options)

    def outbox(self) -> list[bytes]:
        return sorted(path.read_bytes() for path in (self.folder / "outbox").glob("*.eml"))


@pytest.fixture
def newsletter(tmp_path: Path, outside: Outside) -> Newsletter:
    (tmp_path / "sources.yaml").write_text(SETTINGS.format(base=outside.base), encoding="utf-8")
    env = {"DIGEST_SECRET": "k1:a-secret-of-sixteen-or-more", "DIGEST_ALLOW_PRIVATE_HOSTS": "127.0.0.1"}
    return Newsletter(tmp_path, env)
