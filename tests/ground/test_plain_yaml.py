"""What the quick YAML reader reads, it reads as the full one does; it leaves the rest alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digest import yaml
from digest.yaml import plain

ROOT = Path(__file__).parents[2]
SETTINGS = """\
# who writes
newsletter:
  {id: boroughs, title: Borough Digital, base_url: "https://boroughs.example",   # in brackets
    months: [1, 4, 7], brand: {accent: "#1d5f8a", logo: null}}
fetch:
  timeout: 20 seconds   # so long

  lists:
  - one
  - it's two
sources:
  - id: marlow
    name: 'Marlow: Heath'
    url: https://marlow.example.org/?a=1#frag
    enabled: true
    credit:
  -   id: fen
      include: [/wee+k/, notes]
      max_items: 12
last: Name <a@example.org>
"""


def full(text: str) -> Any:
    """Return what the full reader makes of it, as plain values, or that it refuses."""
    try:
        return _plain(yaml.parse(text, "it").data)
    except yaml.YamlError:
        return "refused"


def _plain(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(value) for value in node]
    for kind in (bool, int, float, str):
        if isinstance(node, kind):
            return kind(node)
    return node


@pytest.mark.parametrize(
    "text",
    [
        SETTINGS,
        (ROOT / "sources.yaml").read_text(encoding="utf-8"),
        (ROOT / "digest" / "demo" / "sources.yaml").read_text(encoding="utf-8"),
        "a:\nb: null\nc: [NULL, True, 0, 7]\nd: on\ne: 2027-01\nf: first thursday 09:00\n",
        "a: {}\nb: []\nc:\n- d: [e,\n    f]\n",
    ],
)
def test_plain_settings_are_read_at_once_and_say_the_same(text: str) -> None:
    assert plain.read(text) is not None
    assert repr(plain.read(text)) == repr(full(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "words",
        "- a\n",
        "a: 1\na: 2\n",
        "a: {b: 1, b: 2}\n",
        "a: &x 1\nb: *x\n",
        "a: !!str 1\n",
        "a: |\n  words\n",
        "a: words\n  go on\n",
        'a: "one\n  two"\n',
        'a: "\\u0041"\n',
        "a: 'it''s'\n",
        "a: 0o17\n",
        "a: 1e3\n",
        "a: 007\n",
        "a: 1_000\n",
        "a: .5\n",
        "a: b: c\n",
        "true: a\n",
        "a: [b, c\n",
        "a: [b]]\n",
        "a: {b}\n",
        "a: {b: c d: e}\n",
        "a: {b: c#d}\n",
        "a:\n   b: 1\n  c: 2\n",
        "a:\tb\n",
        "---\na: b\n",
        "a: b\x85c\n",
        "a: [b,]\n",
        '"a": b\n',
        "a: " + "[" * 30 + "]" * 30 + "\n",
    ],
)
def test_what_takes_thought_is_left_to_the_full_reader(text: str) -> None:
    assert plain.read(text) is None


def test_a_deep_tower_of_lists_is_left_to_the_full_reader() -> None:
    assert plain.read("a:\n" + "".join(f"{' ' * n}b:\n" for n in range(1, 2000))) is None


SIGNS = st.sampled_from(
    [*" :-#'\"[]{},&*!|>%@`\n\\?.01_~=<ea/é\u2028", "\n  ", ": ", " #", "- ", "null", "1e3", "? ", "<<: "]
)


@given(st.lists(st.tuples(st.integers(0, len(SETTINGS)), st.integers(0, 3), SIGNS), max_size=3))
@example([(0, 0, "\n")])
def test_however_settings_are_changed_both_readers_agree(changes: list[tuple[int, int, str]]) -> None:
    text = SETTINGS
    for at, length, sign in changes:
        text = text[:at] + sign + text[at + length :]
    found = plain.read(text)
    assert found is None or repr(found) == repr(full(text))
