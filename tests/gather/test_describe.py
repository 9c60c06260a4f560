"""What a page says of itself, as somebody who links to it would write it."""

from __future__ import annotations

import time

import pytest

from digest.gather.describe import describe


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("<title>Bins &amp; boxes | Marlow Heath</title>", ("Bins & boxes", "")),
        ("<title>One</title><meta content='Two' property=og:title>", ("Two", "")),
        (
            '<title>A - Marlow Heath</title><meta name="description" content="It is &quot;new&quot;.">',
            ("A", 'It is "new".'),
        ),
        ("<meta name=description content=Short><title>Bins</title>", ("Bins", "Short")),
        ("<p>nothing</p>", ("", "")),
    ],
)
def test_a_page_is_described(head: str, said: tuple[str, str]) -> None:
    assert describe(f"<!doctype html><html>{head}".encode()) == said


def test_ways_to_reach_people_are_cut() -> None:
    page = b"<title>Meet</title><meta name=description content='Come along. Write to ada@example.org.'>"
    assert "ada@" not in " ".join(describe(page))


@pytest.mark.parametrize("evil", ['<meta a="' * 20_000, "<meta " * 30_000, "<meta a=b " * 20_000])
def test_a_page_made_to_harm_takes_no_time(evil: str) -> None:
    started = time.process_time()
    describe(evil.encode())
    assert time.process_time() - started < 2
