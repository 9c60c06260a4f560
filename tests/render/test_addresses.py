"""Hosts in any script go where a browser would take them."""

from __future__ import annotations

import pytest

from digest.render.addresses import address


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            "https://straße.example.org/a",
            "https://xn--strae-oqa.example.org/a",
        ),  # IDNA 2003 made "strasse" of it
        ("https://faß.example.org:8443/?q=1", "https://xn--fa-hia.example.org:8443/?q=1"),
        ("https://BÜCHER.example.org/", "https://xn--bcher-kva.example.org/"),
        ("https://cyngor。example.org/", "https://cyngor.example.org/"),
        ("https://\u202e.example.org/", ""),
        ("https://ex\u0301\u0301ample.example.org:99999/", ""),
    ],
)
def test_a_host_is_written_as_the_name_system_knows_it(given: str, expected: str) -> None:
    assert address(given) == expected
