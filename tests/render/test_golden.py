"""What the eight editions look like, tag by tag and line by line: a change shows in the diff."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.render.editions import EIGHT
from tests.render.making import made

BETWEEN = re.compile(r"(?<=>)(?=<)|(?<=;)(?=[a-z-]+:)")


@pytest.mark.parametrize("name", EIGHT)
def test_the_html_is_as_it_was_last_looked_at(name: str, golden_html: Any) -> None:
    assert BETWEEN.sub("\n", made(name).html) == golden_html


@pytest.mark.parametrize("name", EIGHT)
def test_the_text_is_as_it_was_last_looked_at(name: str, golden_text: Any) -> None:
    assert made(name).text == golden_text
