from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest import links
from digest.deliver.fences import Attempt
from digest.deliver.sendgrid.payload import body, form, payload
from digest.deliver.sendgrid.sample import request
from tests.deliver.parts import HTML, TEXT, email, newsletter
from tests.deliver.schema import faults
from tests.deliver.sendgrid_parts import LATER, NOW, copies, letter

WORDS = st.text(st.characters(codec="utf-8"), max_size=60)


def test_a_request_for_a_thousand_readers_is_as_sendgrid_wants_it() -> None:
    shared = letter(unsubscribe_mailbox="leave@example.org")
    found = payload(
        form(shared.email, shared.headers),
        copies(1000, shared),
        Attempt(id="c0ffee", batch="b1", send_at=LATER),
    )
    assert list(faults(found)) == []
    assert (found["send_at"], found["batch_id"], found["custom_args"]) == (
        int(LATER.timestamp()),
        "b1",
        {"attempt": "c0ffee"},
    )


def test_what_a_checker_cannot_find_it_cannot_promise() -> None:
    shared = letter()
    good = payload(form(shared.email, shared.headers), copies(2, shared))
    tracked = {**good, "tracking_settings": {**good["tracking_settings"], "open_tracking": {"enable": True}}}
    crowd = {**good, "personalizations": good["personalizations"] * 501}
    for wrong in (tracked, crowd, {**good, "asm": {"group_id": 1}}, {**good, "subject": "a\nb"}):
        assert list(faults(wrong))


def test_each_reader_gets_their_own_links_and_nobody_elses() -> None:
    shared = letter(unsubscribe_mailbox="leave@example.org")
    people = copies(3, shared)
    found = payload(form(shared.email, shared.headers), people)
    tag = next(iter(found["personalizations"][0]["substitutions"]))
    assert [part["value"].count(tag) for part in found["content"]] == [1, 1]
    for copy, reader in zip(people, found["personalizations"], strict=True):
        assert reader["to"] == [{"email": copy.to}]
        assert reader["substitutions"] == {tag: copy.token}
        assert reader["headers"]["List-Unsubscribe"] == (
            f"<https://people.example.org/u/{copy.token}>, <mailto:leave@example.org?subject={copy.token}>"
        )
        assert reader["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert links.PLACEHOLDER not in json.dumps(found)


def test_nobody_is_tracked_and_no_group_of_sendgrids_takes_part() -> None:
    shared = letter()
    found = payload(form(shared.email, shared.headers), copies(1, shared))
    assert found["tracking_settings"] == {
        "click_tracking": {"enable": False, "enable_text": False},
        "open_tracking": {"enable": False},
        "subscription_tracking": {"enable": False},
        "ganalytics": {"enable": False},
    }
    assert "asm" not in found


def test_the_tag_is_another_in_each_edition_and_the_same_at_each_try() -> None:
    first, again, other = (
        form(email(text=text), {}).tag for text in (TEXT, TEXT, TEXT + "-0123456789abcdef0123-\n")
    )
    assert first == again != other


def test_nothing_that_names_a_reader_stands_in_what_is_kept_by_sendgrid() -> None:
    shared = letter()
    found = payload(form(shared.email, shared.headers), copies(2, shared), Attempt(id="c0ffee"))
    kept = json.dumps({name: found[name] for name in ("custom_args", "categories")})
    assert "reader" not in kept
    assert "@" not in kept


@given(
    WORDS,
    WORDS,
    st.integers(1, 5),
    st.sampled_from([None, Attempt(id="a1"), Attempt(id="a", batch="b", send_at=LATER)]),
)
@settings(max_examples=50, deadline=None)
def test_the_spliced_text_is_the_payload_as_json(
    subject: str, words: str, number: int, attempt: Attempt | None
) -> None:
    shared = letter(email(subject=f"News {subject}", html=HTML + words, text=TEXT + words))
    shaped, people = form(shared.email, shared.headers), copies(number, shared)
    assert json.loads(body(shaped, people, attempt)) == payload(shaped, people, attempt)


@pytest.mark.parametrize("title", ["Local News", "Zürich, «Neues»"])
def test_headers_in_any_script_go_out_as_ascii(title: str) -> None:
    shared = letter(title=title)
    found = payload(form(shared.email, shared.headers), copies(1, shared))
    assert list(faults(found)) == []


def test_the_body_that_is_shown_is_the_one_that_is_sent() -> None:
    shared = letter(email())
    (copy,) = copies(1, shared)
    shown = request(email(), newsletter(), to=copy.to, token=copy.token, date=NOW)
    assert shown == payload(form(shared.email, shared.headers), [copy])
