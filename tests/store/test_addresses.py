from __future__ import annotations

from email.headerregistry import Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.store.addresses import BadAddress, clean, normalise


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Ada@Example.ORG", "ada@example.org"),
        ("  ada@example.org\n", "ada@example.org"),
        ("ada+digest@example.org", "ada+digest@example.org"),
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
        ("ada@bu\u0308cher.example", "ada@xn--bcher-kva.example"),
        ("ada@straße.example", "ada@xn--strae-oqa.example"),
        ("ada@strasse.example", "ada@strasse.example"),
        ("o'neill@council.example.org", "o'neill@council.example.org"),
        ("Ju\u0308rgen@example.org", "jürgen@example.org"),
    ],
)
def test_an_address_has_one_key_however_it_is_typed(typed: str, key: str) -> None:
    assert normalise(typed) == key


def test_the_case_before_the_at_is_kept_for_writing() -> None:
    assert clean(" Ada.Lovelace@EXAMPLE.org ") == "Ada.Lovelace@example.org"


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "empty"),
        ("bea", "no name and @"),
        ("@council.example", "no name and @"),
        ("ada@example.org, bea@example.org", "one address only"),
        ("Ada <ada@example.org>", "one address only"),
        ("ada@bea@example.org", "one address only"),
        ("ada@example.org\r\nBcc: bea@example.org", "control character or a line break"),
        ("ada@exam\x00ple.org", "control character"),
        ("ada\u2028@example.org", "control character or a line break"),
        ("=?utf-8?q?ada?=@example.org", "before the @"),
        (".ada@example.org", "before the @"),
        ("a..b@example.org", "before the @"),
        ("ada@localhost", "not a domain"),
        ("ada@-x.example", "not a domain"),
        ("ada@example..org", "not a domain"),
        ("ada@192.0.2.1", "not a domain"),
        ("ada@[192.0.2.1]", "not a domain"),
        (f"{'a' * 65}@example.org", "too long"),
        (f"{'ü' * 33}@example.org", "too long"),
        (f"ada@{'a.' * 130}example", "too long"),
        (f"ada@{'a' * 64}.example", "not a domain"),
        ("ada@\ud800.example", "control character"),
    ],
)
def test_a_bad_address_is_refused_with_the_reason_and_never_repeated(typed: str, why: str) -> None:
    with pytest.raises(BadAddress, match=why) as told:
        normalise(typed)
    assert not typed or typed not in str(told.value)


@given(st.text(max_size=80) | st.from_regex(r"[^@]{1,10}@[^@]{1,12}\.[a-z]{2}", fullmatch=True))
def test_whatever_is_let_in_stays_the_same_and_fits_a_header(typed: str) -> None:
    try:
        key = normalise(typed)
    except BadAddress:
        return
    assert normalise(key) == key
    assert key.rpartition("@")[2].isascii()
    if key.isascii():  # the library knows no other addresses
        assert Address(addr_spec=key).addr_spec == key
