"""SMTP_URL in words, and what a mail server's reply means."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.config import ConfigError
from digest.config.settings import Sending
from digest.deliver.providers import provider
from digest.deliver.smtp.relay import Relay, relay
from digest.deliver.smtp.replies import Reply, Stage, outcome
from digest.model import Accepted, Later, Outcome, Refused


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("smtp://mail.example", Relay(host="mail.example", port=587)),
        ("smtps://mail.example", Relay(host="mail.example", port=465, security="tls")),
        ("smtp://mail.example:25?starttls=required", Relay(host="mail.example", port=25)),
        ("smtp://127.0.0.1:2525/?starttls=off", Relay(host="127.0.0.1", port=2525, security="off")),
        ("smtp://[::1]:25", Relay(host="::1", port=25)),
        ("smtps://a%40b.example:p%3A%2F%25@mail.example", Relay(host="mail.example", port=465, security="tls", user="a@b.example", password="p:/%")),
        ("smtp://u:p@localhost?starttls=off", Relay(host="localhost", port=587, security="off", user="u", password="p")),
    ],
)  # fmt: skip
def test_a_mail_server_is_named_by_an_address(url: str, found: Relay) -> None:
    assert relay(url) == found


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "not set"),
        ("mail.example", "names no mail server"),
        ("http://mail.example", "names no mail server"),
        ("smtp://", "names no mail server"),
        ("smtp://mail.example/inbox", "names no mail server"),
        ("smtp://u:se/cret@mail.example", "cannot be read|names no mail server"),
        ("smtp://mail.example:port", "cannot be read"),
        ("smtp://mail.example?starttls=maybe", "starttls=required or starttls=off"),
        ("smtp://mail.example?tls=no", "starttls=required or starttls=off"),
        ("smtp://u:secret@mail.example?starttls=off", "must not travel in the clear"),
    ],
)
def test_a_mistake_in_it_is_told_without_the_password(url: str, words: str) -> None:
    with pytest.raises(ConfigError, match=rf"SMTP_URL: .*({words})") as told:
        relay(url)
    assert "secret" not in str(told.value)
    assert "se/cret" not in str(told.value)


def test_certificates_that_cannot_be_read_are_told() -> None:

    given_file = {"SMTP_URL": "smtps://mail.example", "SSL_CERT_FILE": "/nowhere/ca.pem"}
    with pytest.raises(ConfigError, match=r"SSL_CERT_FILE: /nowhere/ca\.pem"):
        provider("smtp", folder=Path(), environment=given_file, sending=Sending())


@pytest.mark.parametrize(
    ("code", "text", "stage", "found"),
    [
        (250, "2.0.0 Ok: queued", Stage.CONTENT, Accepted()),
        (450, "4.2.1 greylisted", Stage.READER, Later("the mail server said not now: 450 4.2.1")),
        (452, "4.2.2 over quota", Stage.READER, Later("the mail server said not now: 452 4.2.2")),
        (550, "5.1.1 <ada@example.org>: no", Stage.READER, Refused("there is no such mailbox (550 5.1.1)")),
        (552, "5.2.2 mailbox over quota", Stage.READER, Refused("the mailbox is full (552 5.2.2)")),
        (554, "no", Stage.CONTENT, Refused("refused (554)")),
        (451, "try again", Stage.SENDER, Later("the mail server said not now: 451")),
        (550, "no", Stage.SENDER, Later("the mail server refuses the sender: 550 no", stop=True)),
        (535, "5.7.8 bad", Stage.SENDER, Later("the mail server refuses our key: 535 5.7.8 bad", stop=True)),
        (454, "Throttling failure: Daily message quota exceeded", Stage.CONTENT, Later("the mail server refuses more for now, the quota is spent: 454 Throttling failure: Daily message quota exceeded", stop=True)),
    ],
)  # fmt: skip
def test_a_reply_means_one_outcome(code: int, text: str, stage: Stage, found: Outcome) -> None:
    assert outcome(Reply(code, (text,)), stage) == found


@given(st.integers(200, 599), st.text(max_size=60), st.sampled_from(Stage))
def test_no_outcome_ever_repeats_an_address(code: int, text: str, stage: Stage) -> None:
    said = outcome(Reply(code, (f"{text} ada.lovelace@example.org {text}",)), stage)
    assert "lovelace@" not in str(said)
    assert (code < 400) == isinstance(said, Accepted)
