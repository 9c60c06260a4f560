"""A reader's link can be followed by its reader and made by nobody else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from digest import links

KEYS = {"k2": "a secret of sixteen or more", "k1": "an older secret, still valid"}


def test_a_token_is_verified_with_any_valid_key_and_has_one_width() -> None:
    for key_id, secret in KEYS.items():
        reader = links.new_id()
        token = links.sign(reader, secret, key_id)
        assert links.verify(token, KEYS) == reader
        assert len(token) == links.WIDTH == len(links.PLACEHOLDER)


def test_a_token_for_one_purpose_opens_nothing_else() -> None:
    token = links.sign(links.new_id(), KEYS["k1"], "k1")
    assert links.verify(token, KEYS, purpose="confirm") is None


def test_a_key_that_is_no_longer_valid_opens_nothing() -> None:
    assert links.verify(links.sign(links.new_id(), "gone", "k0"), KEYS) is None


@given(st.text(max_size=60), st.integers(min_value=0, max_value=links.WIDTH - 1), st.characters())
def test_a_forged_or_changed_token_opens_nothing(text: str, place: int, letter: str) -> None:
    assert links.verify(text, KEYS) is None
    token = links.sign("abcdefghijkl", KEYS["k1"], "k1")
    changed = token[:place] + letter + token[place + 1 :]
    assert links.verify(changed, KEYS) == ("abcdefghijkl" if changed == token else None)


def test_a_hash_of_an_address_needs_the_secret() -> None:
    one, other = (links.hashed("ada@example.org", secret) for secret in KEYS.values())
    assert one != other
    assert "ada" not in one
    assert links.handle("ada@example.org", KEYS["k1"]).startswith("#")
