"""Any brand stays readable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.render.colours import AA, APART, WHITE, contrast, inverted, palette

accents = st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06x}")


@given(accents)
def test_whatever_the_accent_every_text_has_its_contrast(accent: str) -> None:
    colours = palette(accent)
    for shade in (colours.light, colours.dark):
        assert contrast(shade.band, shade.on_band) >= AA
        for ground in (shade.ground, shade.card, shade.tile):
            assert min(contrast(text, ground) for text in (shade.ink, shade.quiet, shade.link)) >= AA


@given(accents)
def test_light_colours_survive_a_mail_program_that_inverts_them(accent: str) -> None:
    light = palette(accent).light
    assert contrast(inverted(light.band, ground=True), inverted(light.on_band, ground=False)) >= AA
    for ground in (light.ground, light.card, light.tile):
        flipped = inverted(ground, ground=True)
        assert (
            min(
                contrast(inverted(text, ground=False), flipped)
                for text in (light.ink, light.quiet, light.link)
            )
            >= AA
        )


@pytest.mark.parametrize("accent", ["#1d5f8a", "#00703c", "#4c2c92"])
def test_an_accent_that_reads_well_is_not_touched(accent: str) -> None:
    light = palette(accent).light
    assert (light.band, light.link) == (accent, accent)


def test_contrast_is_measured_as_wcag_does() -> None:
    assert contrast("#000000", WHITE) == pytest.approx(21)
    assert contrast("#767676", WHITE) == pytest.approx(4.54, abs=0.01)


@given(accents)
def test_in_the_dark_the_band_stands_out_and_is_read(accent: str) -> None:
    dark = palette(accent).dark
    assert contrast(dark.band, dark.card) >= APART
    assert contrast(dark.on_band, dark.band) >= AA


def test_a_link_without_a_hue_is_as_bright_as_the_words() -> None:
    assert palette("#000000").dark.link == palette("#808080").dark.link == palette("#000000").dark.ink
    assert palette("#1d5f8a").dark.link != palette("#1d5f8a").dark.ink
