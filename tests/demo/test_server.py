"""The sample sources answer like real ones."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from digest.demo import SOURCES
from digest.demo.server import serve

NAMES = sorted(path.name for path in SOURCES.iterdir())


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with serve() as address:
        yield address


def ask(url: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    request = Request(url, headers={name.replace("_", "-"): value for name, value in headers.items()})
    try:
        with urlopen(request, timeout=5) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except HTTPError as answer:
        with answer:
            return answer.code, dict(answer.headers), answer.read()


def test_it_listens_on_this_machine_only(base: str) -> None:
    assert base.startswith("http://127.0.0.1:")


@pytest.mark.parametrize("name", NAMES)
def test_every_sample_is_served_as_it_is(base: str, name: str) -> None:
    status, _, body = ask(f"{base}/{name}")
    assert (status, body) == (200, (SOURCES / name).read_bytes())


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("marlowheath.rss", "application/rss+xml; charset=UTF-8"),
        ("northmere.rdf", "application/rdf+xml"),
        ("tarnellerdale.xml", "text/xml; charset=ISO-8859-1"),
        ("fennick.atom", "application/atom+xml; charset=utf-8"),
        ("brackwater.json", "application/feed+json"),
        ("topics.json", "application/json; charset=utf-8"),
        ("peergroup.ics", "text/calendar; charset=utf-8"),
        ("lowerpennick.html", "text/html; charset=utf-8"),
    ],
)
def test_each_format_says_what_it_is(base: str, name: str, content_type: str) -> None:
    assert ask(f"{base}/{name}")[1]["Content-Type"] == content_type


@pytest.mark.parametrize(
    ("asks", "answer"), [("If_None_Match", "ETag"), ("If_Modified_Since", "Last-Modified")]
)
def test_somebody_who_has_it_gets_304_and_no_body(base: str, asks: str, answer: str) -> None:
    _, headers, _ = ask(f"{base}/wexcombe.rss")
    status, _, body = ask(f"{base}/wexcombe.rss", **{asks: headers[answer]})
    assert (status, body) == (304, b"")


def test_an_old_etag_gets_the_whole_feed_again(base: str) -> None:
    assert ask(f"{base}/wexcombe.rss", If_None_Match='"long ago"')[0] == 200


def test_the_json_feed_comes_zipped_to_those_who_can_read_it(base: str) -> None:
    _, headers, body = ask(f"{base}/brackwater.json", Accept_Encoding="gzip")
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body) == (SOURCES / "brackwater.json").read_bytes()


@pytest.mark.parametrize("path", ["/nothing.rss", "/", "/../sources.yaml", "/%2e%2e/sources.yaml"])
def test_nothing_else_is_served(base: str, path: str) -> None:
    assert ask(base + path)[0] == 404


def test_it_is_gone_when_the_demo_is_over() -> None:
    with serve() as address:
        pass
    with pytest.raises(OSError, match="refused"):
        ask(f"{address}/wexcombe.rss")
