from __future__ import annotations

import asyncio
import gzip
import json
import socket
import threading
import time
import tracemalloc
import zlib
from datetime import timedelta

import pytest
from yarl import URL

from digest import __version__
from digest.config.settings import Fetching, Newsletter
from digest.gather import hops
from digest.gather.addresses import Gate
from digest.gather.exchange import Answer, NotModified
from digest.gather.fetch import agent, look
from digest.gather.turns import AT_FIRST
from digest.model import SourceError
from tests.gather.conftest import AGENT, HOSTILE, Ask
from tests.gather.servers import Page, Reply, Request, Site, conditional, cut, drip, drop, flood, hang

ELSEWHERE = {"http://metadata.google.internal/", "http://127.0.0.1.nip.io/"}  # would ask a name server
TARGETS = [
    to for to in json.loads((HOSTILE / "feed_redirect_targets.json").read_text()) if to not in ELSEWHERE
]


def test_a_document_comes_with_all_its_server_says_about_it(site: Site, ask: Ask) -> None:
    said = {
        "ETag": '"one"',
        "Last-Modified": "Mon, 02 Nov 2026 09:00:00 GMT",
        "Content-Type": "text/calendar",
    }
    site.pages["/a"] = Reply(b"BEGIN", headers=said)
    answer = ask(site.url("/a"))
    assert isinstance(answer, Answer)
    assert (answer.body, answer.body.content_type, answer.body.url) == (
        b"BEGIN",
        "text/calendar",
        site.url("/a"),
    )
    assert (answer.etag, answer.last_modified, answer.moved_to) == ('"one"', said["Last-Modified"], None)


def test_we_say_who_we_are_and_take_no_cookies(site: Site) -> None:
    site.pages["/a"] = [Reply(status=302, headers={"Location": "/b", "Set-Cookie": "a=b"}), Reply()]
    site.pages["/b"] = Reply()
    look(site.url("/a"), fetching=Fetching(), agent=AGENT, allow_private=["127.0.0.1"])
    assert all(request.headers["user-agent"] == AGENT for request in site.asked)
    assert "cookie" not in site.asked[1].headers


def test_our_name_leads_to_the_newsletter_and_a_person() -> None:
    newsletter = Newsletter.model_validate(
        {
            "id": "n",
            "title": "N",
            "from": "N <n@example.org>",
            "reply_to": "Ed <editors@example.org>",
            "base_url": "https://digest.example.org",
            "postal_address": "Town Hall",
            "privacy_url": "https://digest.example.org/privacy",
        }
    )
    assert (
        agent(newsletter)
        == f"localgov-digest/{__version__} (+https://digest.example.org; editors@example.org)"
    )


def test_an_unchanged_document_is_not_sent_again(site: Site, ask: Ask) -> None:
    site.pages["/a"] = conditional
    assert isinstance(ask(site.url("/a"), etag='"one"'), NotModified)
    assert isinstance(ask(site.url("/a"), etag='"two"'), Answer)


def test_an_etag_that_cannot_be_said_back_is_not_kept(site: Site, ask: Ask) -> None:
    async def odd(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(b'HTTP/1.1 200 OK\r\nETag: "\xff"\r\nContent-Length: 0\r\n\r\n')

    site.pages["/a"] = odd
    answer = ask(site.url("/a"))
    assert isinstance(answer, Answer)
    assert answer.etag is None


def test_a_304_that_nobody_asked_for_is_a_failure(site: Site, ask: Ask) -> None:
    site.pages["/a"] = Reply(status=304)
    with pytest.raises(SourceError, match=r"answered 304 \(not modified\)"):
        ask(site.url("/a"))


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(b"news")),
        ("x-gzip", gzip.compress(b"ne") + gzip.compress(b"ws") + b"\0\0"),
        ("deflate", zlib.compress(b"news")),
        ("deflate", zlib.compress(b"news", wbits=-15)),
        ("identity", b"news"),
    ],
)
def test_one_layer_of_packing_is_undone(site: Site, ask: Ask, encoding: str, packed: bytes) -> None:
    site.pages["/a"] = Reply(packed, headers={"Content-Encoding": encoding})
    answer = ask(site.url("/a"))
    assert isinstance(answer, Answer)
    assert answer.body == b"news"


@pytest.mark.parametrize(
    ("encoding", "packed", "words"),
    [
        ("gzip, gzip", (HOSTILE / "bomb_double.xml.gz.gz").read_bytes(), "is packed more than once"),
        ("br", b"news", r"is packed in a way nobody asked for \(br\)"),
        ("gzip", b"news", "is damaged: it cannot be unpacked"),
        ("gzip", gzip.compress(b"news" * 99)[:-12], "is cut off in the middle"),
    ],
)
def test_other_packing_is_refused_in_words(
    site: Site, ask: Ask, encoding: str, packed: bytes, words: str
) -> None:
    site.pages["/a"] = Reply(packed, headers={"Content-Encoding": encoding})
    with pytest.raises(SourceError, match=words):
        ask(site.url("/a"))


def test_a_bomb_is_stopped_at_the_limit_at_once_and_without_much_memory(site: Site, ask: Ask) -> None:
    bomb = (HOSTILE / "bomb_1gib.xml.gz").read_bytes()
    site.pages["/a"] = Reply(bomb, headers={"Content-Encoding": "gzip"})
    tracemalloc.start()
    began = time.monotonic()
    with pytest.raises(SourceError, match=r"/a is larger than 5 MB$"):
        ask(site.url("/a"))
    took, (_, peak) = time.monotonic() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert took < 1
    assert peak < 64_000_000


def test_a_document_larger_than_the_limit_is_refused_however_it_comes(site: Site, ask: Ask) -> None:
    site.pages |= {"/told": Reply(b"x" * 2000), "/untold": flood}
    for path in ("/told", "/untold"):
        with pytest.raises(SourceError, match=r"is larger than 0\.001 MB"):
            ask(site.url(path), max_bytes=1000)


@pytest.mark.parametrize("page", [hang, drip])
def test_one_deadline_holds_for_the_whole_document(site: Site, ask: Ask, page: Page) -> None:
    site.pages["/a"] = page
    began = time.monotonic()
    with pytest.raises(SourceError, match=r"^http://\S+/a did not answer within 0\.3 seconds$"):
        ask(site.url("/a"), seconds=0.3)
    assert time.monotonic() - began < 1


@pytest.mark.parametrize("page", [drop, cut])
def test_a_dropped_connection_is_tried_once_more(site: Site, ask: Ask, page: Page) -> None:
    site.pages |= {"/good": [page, Reply(b"news")], "/bad": page}
    answer = ask(site.url("/good"))
    assert isinstance(answer, Answer)
    assert answer.body == b"news"
    with pytest.raises(SourceError, match=r"/bad:? (the connection )?broke off.*, twice$"):
        ask(site.url("/bad"))
    assert site.paths() == ["/good", "/good", "/bad", "/bad"]


@pytest.mark.parametrize("code", [429, 503])
def test_a_short_wait_is_granted_once(site: Site, ask: Ask, code: int) -> None:
    busy = Reply(status=code, headers={"Retry-After": "0"})
    dated = {"Date": "Mon, 02 Nov 2026 09:00:00 GMT", "Retry-After": "Mon, 02 Nov 2026 09:00:00 GMT"}
    site.pages |= {
        "/good": [busy, Reply()],
        "/dated": [Reply(status=code, headers=dated), Reply()],
        "/bad": busy,
    }
    assert isinstance(ask(site.url("/good")), Answer)
    assert isinstance(ask(site.url("/dated")), Answer)
    with pytest.raises(SourceError, match=f"answered {code}"):
        ask(site.url("/bad"))
    assert site.paths() == ["/good", "/good", "/dated", "/dated", "/bad", "/bad"]


@pytest.mark.parametrize("retry_after", ["60", "soon", "", "-1e9"])
def test_a_long_or_unclear_wait_is_not_granted(site: Site, ask: Ask, retry_after: str) -> None:
    site.pages["/a"] = Reply(status=429, headers={"Retry-After": retry_after})
    with pytest.raises(SourceError, match=r"answered 429 \(too many requests: try again later\)"):
        ask(site.url("/a"))
    assert len(site.asked) == 1


@pytest.mark.parametrize(
    ("code", "words"),
    [(404, "not found"), (403, "forbidden"), (410, "gone for good"), (500, "internal server error")],
)
def test_an_answer_without_a_document_is_named(site: Site, ask: Ask, code: int, words: str) -> None:
    site.pages["/a"] = Reply(status=code)
    with pytest.raises(SourceError, match=rf"^http://\S+/a answered {code} \({words}"):
        ask(site.url("/a"))


def test_what_cannot_be_reached_is_named(site: Site, ask: Ask) -> None:
    async def nonsense(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 smtp.example.org ready\r\n")

    site.pages["/a"] = nonsense
    for address, words in {
        f"http://{'a' * 64}.example.org/": "name not known",
        "http://127.0.0.1:1/": "could not reach http://127.0.0.1:1/: connection refused",
        site.url("/a"): "it does not speak proper HTTP",
        site.url("/a").replace("http", "https"): "no secure connection: its TLS does not work",
        "picks.yaml": "picks.yaml is not a web address: write https://...",
        "file:///etc/passwd": "file:///etc/passwd is not a web address",
        "https://[::1": "is not a web address",
    }.items():
        with pytest.raises(SourceError) as refused:
            ask(address)
        assert words in str(refused.value)


def test_redirects_are_followed_and_a_lasting_one_is_told(site: Site, ask: Ask) -> None:
    site.pages |= {
        "/old": Reply(status=301, headers={"Location": "/new"}),
        "/new": Reply(status=308, headers={"Location": site.url("/newer")}),
        "/newer": Reply(status=302, headers={"Location": "today"}),
        "/today": Reply(b"news"),
        "/for-now": Reply(status=302, headers={"Location": "/old"}),
    }
    answer, passing = ask(site.url("/old")), ask(site.url("/for-now"))
    assert (answer.url, answer.moved_to) == (site.url("/today"), site.url("/newer"))
    assert (passing.url, passing.moved_to) == (site.url("/today"), None)


def test_a_ring_of_redirects_ends(site: Site, ask: Ask) -> None:
    site.pages["/a"] = Reply(status=301, headers={"Location": "/a"})
    with pytest.raises(SourceError, match="redirects more than 5 times"):
        ask(site.url("/a"))
    assert len(site.asked) == 6


@pytest.mark.parametrize(
    "target", [*TARGETS, "http://127.0.0.2/", "http://me:@example.org/", "http://[::1", "data:,x"]
)
def test_a_redirect_to_where_nobody_should_go_is_refused_unasked(ask: Ask, target: str) -> None:
    with Site("127.0.0.77") as site:  # the only one that may be private
        site.pages["/a"] = Reply(status=302, headers={"Location": target})
        with pytest.raises(
            SourceError, match=r"redirects to .+(private|not a web|user name|port 22|disguise)"
        ):
            ask(site.url("/a"), allow=[site.host])


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_a_private_site_is_refused_by_name_and_by_number_unless_it_is_named(
    site: Site, ask: Ask, host: str
) -> None:
    site.pages["/a"] = Reply(b"secret")
    with pytest.raises(SourceError, match="a private address"):
        ask(site.url("/a", host), allow=())
    assert site.asked == []
    assert isinstance(ask(site.url("/a", host), allow=[host]), Answer)


def test_a_named_host_does_not_vouch_for_the_address_under_another_name(site: Site, ask: Ask) -> None:
    site.pages["/a"] = Reply(status=302, headers={"Location": site.url("/b", "127.0.0.1")})
    with pytest.raises(
        SourceError, match=r"redirects to http://127\.0\.0\.1:\d+/b, which is a private address"
    ):
        ask(site.url("/a", "localhost"), allow=["localhost"])


def test_a_secure_address_never_leads_to_an_insecure_one() -> None:
    hop = hops.first("webcal://anytown.example.org/events.ics")
    assert hop.url == URL("https://anytown.example.org/events.ics")
    with pytest.raises(SourceError, match="is not secure, though the address before was"):
        hops.check(hop.next(hops.Redirect(301, "http://anytown.example.org/events.ics")), Gate())


def test_no_more_than_two_at_a_time_ask_one_host_unless_it_is_vouched_for(site: Site, ask: Ask) -> None:
    pages = [site.url(f"/{number}", "localhost") for number in range(24)]
    for number in range(24):
        site.pages[f"/{number}"] = slow
    ask(*pages[:8], allow=["127.0.0.1"])
    assert site.busiest == 2
    ask(*pages[:4], allow=["localhost"])
    assert site.busiest == AT_FIRST
    ask(*pages, allow=["localhost"])
    assert site.busiest >= 2 * AT_FIRST


async def slow(request: Request, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(0.05)
    writer.write(Reply().raw())


def test_a_crowded_server_is_knocked_at_again_before_tcp_would(monkeypatch: pytest.MonkeyPatch) -> None:
    """A full queue drops the first knock; TCP repeats it after one second, later than this deadline."""
    monkeypatch.setattr("digest.gather.fetch.CONNECT", 0.1)
    with socket.create_server(("127.0.0.1", 0), backlog=0) as server:
        server.settimeout(2)
        where = server.getsockname()
        with socket.create_connection(where):
            timer = threading.Timer(0.3, _answer_two, [server])
            timer.start()
            found = look(
                f"http://127.0.0.1:{where[1]}/a",
                fetching=Fetching(timeout=timedelta(seconds=0.9)),
                agent=AGENT,
                allow_private=["127.0.0.1"],
            )
            timer.join()
    assert found.body == b"here"


def _answer_two(server: socket.socket) -> None:
    for _ in range(2):
        connection, _ = server.accept()
        with connection:
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nhere")
            connection.shutdown(socket.SHUT_WR)
            time.sleep(0.05)
