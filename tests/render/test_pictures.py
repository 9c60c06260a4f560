"""Pictures: only an editor's, as large as they fit, readable where they are blocked."""

from __future__ import annotations

import struct
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from digest.model import Picture
from digest.render import Templates, email, web
from digest.render.pictures import Shown, shown, size, unfit, unreadable
from tests.render import samples

URL = "https://images.example.org/bins.png"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 1088, 612) + b"\x08\x06\0\0\0"
GIF = b"GIF89a" + struct.pack("<HH", 320, 200) + b"\0\0\0"
JPEG = (
    b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0"
    b"\xff\xc4\0\3\0\xff\xc2\0\x11\x08" + struct.pack(">HH", 400, 600) + b"\3\1"
)


def picture(**changes: Any) -> Picture:
    values: dict[str, Any] = {"url": URL, "alt": "Residents at a bin", "width": 1088, "height": 612}
    return Picture(**values | changes)


@pytest.mark.parametrize(
    ("given", "room", "width", "height"),
    [
        (picture(), 544, 544, 306),
        (picture(), 468, 468, 263),
        (picture(width=320, height=200), 544, 320, 200),
        (picture(width=None, height=None), 544, 544, None),
        (picture(width=400, height=None), 544, 400, None),
        (picture(width=None, height=400), 544, 544, None),
        (picture(width=9000, height=1), 544, 544, 1),
    ],
)
def test_a_picture_fits_its_place_and_keeps_its_proportions(
    given: Picture, room: int, width: int, height: int | None
) -> None:
    assert shown(given, room) == Shown(URL, "Residents at a bin", width, height)


@pytest.mark.parametrize(
    "url", ["http://images.example.org/a.png", "javascript:x", "data:image/png,x", "{{x}}"]
)
def test_what_no_mail_program_would_fetch_is_not_shown(url: str) -> None:
    assert shown(picture(url=url)) is None
    assert unfit(url).endswith("write https://...")


def test_every_place_shows_it_and_the_text_says_what_it_shows(templates: Templates) -> None:
    hostile = 'Bins <b>"&'
    edition = samples.edition(
        samples.events(samples.event(picture=picture(alt="A hall"))),
        samples.blogs(samples.entry(0, picture=picture(alt=hostile)), samples.entry(1, picture=picture())),
        samples.topics(samples.entry(2, picture=picture(alt="A wall of cards"))),
    )
    made = email(edition, samples.config(), templates)
    for html in (made.html, web(edition, samples.config(), templates)):
        images = LexborHTMLParser(html).css("img")
        assert [image.attributes["alt"] for image in images] == [
            hostile,
            "A hall",
            "Residents at a bin",
            "A wall of cards",
        ]
        assert {image.attributes["src"] for image in images} == {URL}
        assert all(image.attributes["width"] for image in images)
    assert "[Picture: A hall]" in made.text
    assert "[Picture: A wall of cards]" in made.text


def test_a_picture_a_source_offered_is_never_shown(templates: Templates) -> None:
    edition = samples.edition(samples.blogs(samples.entry(image=URL)))
    assert URL not in email(edition, samples.config(), templates).html


def test_the_logo_stands_beside_the_name_and_says_nothing_itself(templates: Templates) -> None:
    logo = "https://digest.example.org/logo.png"
    config = samples.config(brand={"logo": logo})
    for html in (email(samples.twelve(), config, templates).html, web(samples.twelve(), config, templates)):
        (image,) = LexborHTMLParser(html).css("img")
        assert (image.attributes["src"], image.attributes["alt"], image.attributes["width"]) == (
            logo,
            "",
            "56",
        )


def test_a_logo_that_is_not_secure_is_left_out(templates: Templates) -> None:
    config = samples.config(brand={"logo": "http://digest.example.org/logo.png"})
    assert "logo.png" not in email(samples.twelve(), config, templates).html


@pytest.mark.parametrize(
    ("url", "fit"),
    [
        (URL, True),
        ("https://example.org/logo", True),
        ("https://example.org/Logo.JPG?v=2", True),
        ("https://example.org/v1.2/logo", True),
        ("https://example.org/logo.svg", False),
        ("https://example.org/about.html", False),
    ],
)
def test_an_address_that_ends_like_no_picture_is_told(url: str, fit: bool) -> None:
    assert (unfit(url) == "") is fit


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (PNG, ""),
        (GIF, ""),
        (JPEG, ""),
        (PNG[:18], "a broken PNG"),
        (b"<!DOCTYPE html><title>Not found", "a web page"),
        (b'<?xml version="1.0"?><svg>', "SVG"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "WebP"),
        (b"\0\0\0\x20ftypavif", "AVIF"),
        (b"", "empty"),
        (b"hello", "no picture"),
    ],
)
def test_a_file_that_is_no_picture_is_told_what_it_is(body: bytes, says: str) -> None:
    assert says in unreadable(body)
    assert bool(unreadable(body)) is bool(says)


def test_a_file_says_how_large_it_is() -> None:
    assert [size(body) for body in (PNG, GIF, JPEG, b"")] == [(1088, 612), (320, 200), (600, 400), None]
