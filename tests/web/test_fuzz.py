"""Whatever is asked, the door answers: never an error of its own, never a redirect, never a name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from digest.deliver.feedback.webhook import SIGNATURE, TIMESTAMP
from tests.desk.conftest import NOW
from tests.web.conftest import Door, opened, people

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"]
STARTS = ["/", "/u/", "/u", "/feedback/sendgrid", "/feedback/", "/healthz", "/site/", "//", "/u/../"]
NAMES = st.sampled_from(
    ["host", "content-type", "content-length", "range", "if-none-match", "cookie", "x-forwarded-for"]
)
VALUES = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40)
SIGNED = st.sampled_from([{}, {SIGNATURE: "AAAA", TIMESTAMP: str(int(NOW.timestamp()))}])


@pytest.fixture(scope="module")
def open_door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    folder: Path = tmp_path_factory.mktemp("door")
    people(folder)
    (folder / "site").mkdir()
    (folder / "site" / "index.html").write_text("<h1>Borough Digital</h1>")
    with opened(folder, folder / "site") as door:
        yield door


@given(
    method=st.sampled_from(METHODS),
    start=st.sampled_from(STARTS),
    rest=st.text(max_size=60),
    query=st.text(max_size=20),
    body=st.binary(max_size=200),
    headers=st.dictionaries(NAMES, VALUES, max_size=3),
    signed=SIGNED,
)
@example("POST", "/u/", "\0", "", b"", {}, {})
@example("GET", "/", "a" * 300, "", b"", {"range": "bytes=5-1"}, {})
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_that_anybody_may_ask_breaks_it(
    open_door: Door,
    method: str,
    start: str,
    rest: str,
    query: str,
    body: bytes,
    headers: dict[str, str],
    signed: dict[str, str],
) -> None:
    written = quote(rest.encode("utf-8", "surrogatepass"), safe="/")
    said = quote(query.encode("utf-8", "surrogatepass"), safe="=&")
    answer = open_door.client.request(
        method, f"http://door.example{start}{written}?{said}", content=body, headers=headers | signed
    )
    assert answer.status_code < 500
    assert not 300 <= answer.status_code < 304
    assert "location" not in answer.headers
    assert "set-cookie" not in answer.headers
    assert "ada@" not in answer.text


def test_and_nobody_was_put_off_the_list_by_it(open_door: Door) -> None:
    assert (open_door.status("ada"), open_door.status("bea")) == ("active", "active")
