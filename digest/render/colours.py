"""A brand's accent, made readable by rule: WCAG contrast in light, in dark, and when a mail program inverts colours."""

from __future__ import annotations

import colorsys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

WHITE, BLACK = "#ffffff", "#000000"
GROUND, DEEP, NIGHT = "#f1f2f4", "#101316", "#1b1f24"
PALE = "#f2f4f6"
AA = 4.5
APART = 1.5  # what a band needs to stand out from a card, white words on it aside
STEPS = [n / 25 for n in range(26)]


@dataclass(frozen=True, slots=True)
class Shade:
    """The colours of one mode."""

    ground: str
    card: str
    ink: str
    quiet: str
    rule: str
    tile: str
    link: str
    band: str
    on_band: str = WHITE


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of an edition."""

    light: Shade
    dark: Shade


@cache
def palette(accent: str) -> Palette:
    """Return colours around `accent`, which is made darker or lighter as far as readers need, and no further."""
    darker = [mix(accent, BLACK, share) for share in STEPS]
    lighter = [_lit(accent, share) for share in STEPS]
    band = _first(darker, lambda c: contrast(c, WHITE) >= AA and not _is_light(c))
    dark_band = _first((_lit(band, share) for share in STEPS), lambda c: contrast(c, NIGHT) >= APART)
    tile, dark_tile = mix(band, WHITE, 0.92), mix(dark_band, NIGHT, 0.72)
    link = _first(darker, lambda c: all(_stays_readable(c, on) for on in (WHITE, GROUND, tile)))
    dark_link = _first(lighter, lambda c: all(contrast(c, on) > AA + 1 for on in (NIGHT, DEEP, dark_tile)))
    dark_link = dark_link if _has_hue(accent) else PALE  # a grey link looks as if it led nowhere
    return Palette(
        light=Shade(GROUND, WHITE, "#14181c", "#474e56", rule=band, tile=tile, link=link, band=band),
        dark=Shade(
            DEEP,
            NIGHT,
            PALE,
            "#b9c0c7",
            rule=mix(dark_link, NIGHT, 0.4),
            tile=dark_tile,
            link=dark_link,
            band=dark_band,
        ),
    )


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours (WCAG 2.2, 1.4.3)."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def mix(colour: str, other: str, share: float) -> str:
    """Return `colour` with `share` (0 to 1) of `other` in it."""
    return _hex(a * (1 - share) + b * share for a, b in zip(_rgb(colour), _rgb(other), strict=True))


def inverted(colour: str, *, ground: bool) -> str:
    """Return what a mail program that forces dark mode makes of a light ground or a dark text."""
    hue, light, saturation = colorsys.rgb_to_hls(*_rgb(colour))
    if ground and light > 0.5:
        light = max(0.07, 1 - light)
    elif not ground and light < 0.5:
        light = min(0.93, 1 - light)
    return _hex(colorsys.hls_to_rgb(hue, light, saturation))


def _stays_readable(text: str, ground: str) -> bool:
    flipped = contrast(inverted(text, ground=False), inverted(ground, ground=True))
    return contrast(text, ground) >= AA and flipped >= AA


def _first(colours: Iterable[str], fits: Callable[[str], bool]) -> str:
    return next(colour for colour in colours if fits(colour))


def _lit(colour: str, share: float) -> str:
    """Return `colour` nearer to white in its own hue: mixing with white would make it grey."""
    hue, light, saturation = colorsys.rgb_to_hls(*_rgb(colour))
    return _hex(colorsys.hls_to_rgb(hue, light + (1 - light) * share, saturation))


def _is_light(colour: str) -> bool:
    return colorsys.rgb_to_hls(*_rgb(colour))[1] >= 0.5


def _has_hue(colour: str) -> bool:
    return max(_rgb(colour)) - min(_rgb(colour)) > 0.1


def _luminance(colour: str) -> float:
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in _rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _rgb(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    return red, green, blue


def _hex(rgb: Iterable[float]) -> str:
    return "#" + "".join(f"{round(v * 255):02x}" for v in rgb)
