"""Pictures that every mail program shows: which addresses and files are fit, and how large they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from digest.model import Picture
from digest.render.addresses import address

COLUMN = 544  # the card without its margins
_NEVER = {"svg", "webp", "avif", "heic", "tif", "tiff", "bmp", "ico", "pdf", "htm", "html", "php"}
_KINDS = ((rb"\x89PNG\r\n\x1a\n", "PNG"), (rb"\xff\xd8\xff", "JPEG"), (rb"GIF8[79]a", "GIF"))
_OTHERS = (
    (rb"RIFF....WEBP", "WebP, which Outlook does not show"),
    (rb"....ftyp(avif|heic|mif1)", "AVIF or HEIC, which most mail programs do not show"),
    (rb"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)?<svg", "SVG, which Gmail and Outlook do not show"),
    (rb"\s*<(!doctype html|html)", "a web page"),
    (rb"\s*$", "empty"),
)
# Start of frame, but for the markers between them that mean tables: C4, C8, CC.
_FRAME = re.compile(rb"\xff[\xc0-\xc3\xc5-\xc7\xc9-\xcb\xcd-\xcf]..\x08(..)(..)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture as a template prints it; `width` and `height` are for Outlook, which reads no style."""

    src: str
    alt: str
    width: int
    height: int | None


def shown(picture: Picture | None, room: int = COLUMN) -> Shown | None:
    """Return a picture as wide as it is, at most `room`; None when no mail program would fetch it."""
    src = address(picture.url) if picture else ""
    if picture is None or not src.startswith("https://"):
        return None
    width = min(picture.width or room, room)
    height = None
    if picture.width and picture.height:
        height = max(1, round(picture.height * width / picture.width))
    return Shown(src, picture.alt, width, height)


def unfit(url: str) -> str:
    """Return why no picture can be shown from this address, "" when it can."""
    if not address(url).startswith("https://"):
        return f'"{url}" is not a secure web address: write https://...'
    ending = urlsplit(url).path.rpartition("/")[2].rpartition(".")[2].lower()
    if ending in _NEVER:
        return f'"{url}" is no picture that every mail program shows: save it as PNG, JPEG or GIF'
    return ""


def unreadable(body: bytes) -> str:
    """Return why a file is no picture for an email, "" when it is PNG, JPEG or GIF with a size."""
    found = next(
        (name for form, name in _OTHERS if re.match(form, body[:1000], re.DOTALL | re.IGNORECASE)), ""
    )
    kind = next((name for form, name in _KINDS if re.match(form, body)), "")
    if kind and size(body):
        return ""
    what = found or (f"a broken {kind}" if kind else "no picture")
    return f"the file is {what}: save it as PNG, JPEG or GIF"


def size(body: bytes) -> tuple[int, int] | None:
    """Return the width and height that a PNG, GIF or JPEG file says it has."""
    if body[:4] == b"\x89PNG" and body[12:16] == b"IHDR" and len(body) >= 24:
        pair = int.from_bytes(body[16:20]), int.from_bytes(body[20:24])
    elif body[:3] == b"GIF" and len(body) >= 10:
        pair = int.from_bytes(body[6:8], "little"), int.from_bytes(body[8:10], "little")
    elif body[:2] == b"\xff\xd8" and (frame := _FRAME.search(body)):
        pair = int.from_bytes(frame[2]), int.from_bytes(frame[1])
    else:
        return None
    return pair if all(pair) else None
