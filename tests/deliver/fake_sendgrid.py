"""SendGrid as far as a sender sees it, on 127.0.0.1: it is strict, it remembers, and it fails when told to."""

from __future__ import annotations

import json
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from tests.deliver.schema import faults

KEY = "SG.a-key-of-the-tests"
CUT_OFF = 600
MOST_CANCELLED = 10
Answer = tuple[int, Any, dict[str, str]]


def error(message: str, field_name: str | None = None) -> dict[str, Any]:
    return {"errors": [{"message": message, "field": field_name, "help": None}]}


@dataclass
class FakeSendGrid:
    """What an account holds. `answers` come first: an `Answer`, or `drop before`, `drop after`, `hang`, `cut`."""

    answers: list[Answer | str] = field(default_factory=list)
    now: float = field(default_factory=time.time)
    largest: int = 30_000_000
    places: int = MOST_CANCELLED
    bad: set[str] = field(default_factory=set)  # addresses refused by name
    cursed: set[str] = field(
        default_factory=set
    )  # addresses for which the whole request is a bare "Bad Request"
    senders: set[str] = field(default_factory=lambda: {"digest@example.org"})
    accepted: list[dict[str, Any]] = field(default_factory=list)
    requests: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)
    batches: dict[str, str] = field(default_factory=dict)
    tracking: dict[str, bool] = field(default_factory=lambda: {"open": False, "click": False})
    lists: dict[str, int] = field(default_factory=dict)
    single: list[dict[str, Any]] = field(default_factory=list)
    stats: dict[str, int] = field(default_factory=dict)
    url: str = ""
    waking: Event = field(default_factory=Event)

    def readers(self) -> list[str]:
        """Return whoever will get a copy, once for each copy."""
        kept = (one for one in self.accepted if self.batches.get(one.get("batch_id", "")) != "cancel")
        return [reader["to"][0]["email"] for one in kept for reader in one["personalizations"]]

    def count(self, path: str) -> int:
        return sum(where == path for _, where, _, _ in self.requests)

    def answer(self, method: str, path: str, query: dict[str, list[str]], body: Any) -> Answer:
        """Return what SendGrid says."""
        match method, path.removeprefix("/v3/").split("/"):
            case "POST", ["mail", "send"]:
                return self._mail_send(body)
            case "POST", ["mail", "batch"]:
                self.batches[batch := f"batch{len(self.batches)}"] = ""
                return 201, {"batch_id": batch}, {}
            case _, ["user", "scheduled_sends", *rest]:
                return self._scheduled(method, rest, body)
            case "GET", ["messages"]:
                return 200, {"messages": self._messages(query["query"][0])}, {}
            case "GET", ["tracking_settings", kind]:
                return 200, {"enabled": self.tracking.get(kind, False)}, {}
            case "GET", ["verified_senders"]:
                rows = [{"id": 7, "from_email": one, "verified": True} for one in sorted(self.senders)]
                return 200, {"results": rows}, {}
            case "GET", ["marketing", "lists", name]:
                return (
                    (200, {"id": name, "contact_count": self.lists[name]}, {})
                    if name in self.lists
                    else (404, {}, {})
                )
            case _, ["marketing", "singlesends", *rest]:
                return self._single_sends(method, rest, body)
            case "GET", ["marketing", "stats", "singlesends", name]:
                return 200, {"results": [{"id": name, "aggregation": "total", "stats": self.stats}]}, {}
        return 404, error("not found"), {}

    def _mail_send(self, body: Any) -> Answer:
        if len(json.dumps(body)) > self.largest:
            return 413, error("too large"), {}
        if wrong := [{"message": how, "field": where, "help": None} for where, how in faults(body)]:
            return 400, {"errors": wrong}, {}
        if body["from"]["email"] not in self.senders:
            return 403, error("The from address does not match a verified Sender Identity.", "from"), {}
        to = [reader["to"][0]["email"] for reader in body["personalizations"]]
        if named := [n for n, address in enumerate(to) if address in self.bad]:
            wrong = [
                error(f"{to[n]} is no address", f"personalizations.{n}.to.0.email")["errors"][0]
                for n in named
            ]
            return 400, {"errors": wrong}, {}
        if self.cursed & set(to):
            return 400, error("Bad Request"), {}
        if body.get("batch_id", "batch0") not in {*self.batches, "batch0"}:
            return 400, error("The batch_id is not valid", "batch_id"), {}
        if body.get("send_at", 0) > self.now + 72 * 3600:
            return 400, error("send_at is more than 72 hours ahead", "send_at"), {}
        self.accepted.append(body)
        return 202, None, {"X-Message-Id": f"message{len(self.accepted)}"}

    def _scheduled(self, method: str, rest: list[str], body: Any) -> Answer:
        batch = rest[0] if rest else body["batch_id"]
        if batch not in self.batches:
            return 400, error("batch id is invalid", "batch_id"), {}
        if method == "GET":
            status = self.batches[batch]
            return 200, [{"batch_id": batch, "status": status}] if status else [], {}
        if method == "DELETE":
            self.batches[batch] = ""
            return 204, None, {}
        if self.batches[batch]:
            return 400, error("a status for this batch id exists, try PATCH to update the status"), {}
        if sum(map(bool, self.batches.values())) >= self.places:
            return 400, error("too many cancelled batches"), {}
        due = [one["send_at"] for one in self.accepted if one.get("batch_id") == batch]
        if due and min(due) - self.now < CUT_OFF:
            return 400, error("too late to cancel"), {}
        self.batches[batch] = body["status"]
        return 201, body, {}

    def _messages(self, query: str) -> list[dict[str, str]]:
        return [
            {"to_email": reader["to"][0]["email"], "status": "delivered"}
            for one in self.accepted
            for reader in one["personalizations"]
            if f"unique_args['attempt']=\"{one.get('custom_args', {}).get('attempt')}\"" in query
        ]

    def _single_sends(self, method: str, rest: list[str], body: Any) -> Answer:
        if method == "POST" and rest == ["search"]:
            return 200, {"result": [one for one in self.single if body["name"] in one["name"]]}, {}
        if method == "POST":
            one = {
                **body,
                "id": f"single{len(self.single)}",
                "status": "draft",
                "created_at": f"2026-12-0{len(self.single) + 1}T09:00:00Z",
            }
            self.single.append(one)
            return 201, one, {}
        found = next((one for one in self.single if one["id"] == rest[0]), None)
        if found is None:
            return 404, error("not found"), {}
        if method == "PATCH":
            found |= body
            return 200, found, {}
        if method == "PUT" and found["status"] != "draft":
            return 400, error("already scheduled"), {}
        if method == "PUT":
            found |= {
                "status": "triggered" if body["send_at"] == "now" else "scheduled",
                "send_at": body["send_at"],
            }
            return 201, {"send_at": body["send_at"], "status": found["status"]}, {}
        return 200, found, {}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    fake: ClassVar[FakeSendGrid]

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        where = urlsplit(self.path)
        self.fake.requests.append((self.command, where.path, dict(self.headers.items()), raw))
        said = self.fake.answers.pop(0) if self.fake.answers and where.path != "/elsewhere" else None
        if isinstance(said, tuple):
            return self._say(said)
        if said == "drop before":
            return self._reset()
        if said == "hang":
            self.fake.waking.wait(20)
            return self._reset()
        found = self._answer(where.path, parse_qs(where.query), raw)
        return self._reset() if said == "drop after" else self._say(found, cut=said == "cut")

    do_GET = do_PUT = do_DELETE = do_PATCH = do_POST  # noqa: N815  # the names are the library's

    def _answer(self, path: str, query: dict[str, list[str]], raw: bytes) -> Answer:
        if self.headers.get("Authorization") != f"Bearer {KEY}":
            return 401, error("The provided authorization grant is invalid, expired, or revoked"), {}
        if raw and not (self.headers.get("Content-Type") or "").startswith("application/json"):
            return 415, error("Unsupported media type"), {}
        return self.fake.answer(self.command, path, query, json.loads(raw) if raw else None)

    def _say(self, answer: Answer, *, cut: bool = False) -> None:
        status, document, headers = answer
        raw = b"" if document is None else json.dumps(document).encode()
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(raw) + 100 * cut)}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(raw)
        self.close_connection = True

    def _reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def running(**given: Any) -> Iterator[FakeSendGrid]:
    """Serve an account at `url` until the block ends."""
    fake = FakeSendGrid(**given)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"fake": fake}))
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    fake.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield fake
    finally:
        fake.waking.set()
        server.shutdown()
        thread.join()
        server.server_close()
