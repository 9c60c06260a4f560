from __future__ import annotations

import base64
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from digest.deliver.feedback import read
from digest.model.feedback import Feedback, FeedbackKind, Heard, SetAside
from tests.feedback.letters import EXIM, HEADERS, NAME, OURS, QMAIL, TOKEN, bounce, letter, report

K = FeedbackKind


def only(raw: bytes) -> Heard:
    (found,) = read(raw)
    return found


def kind(raw: bytes) -> FeedbackKind | str:
    found = only(raw)
    return found.kind if isinstance(found, Feedback) else found.reason


@pytest.mark.parametrize(
    ("status", "said", "expected"),
    [
        ("5.1.1", "smtp; 550 5.1.1 User unknown", K.BOUNCED),
        ("5.1.10", "smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup", K.BOUNCED),
        ("5.1.2", "smtp; 550 no such domain", K.BOUNCED),
        ("5.2.1", "smtp; 550 mailbox disabled", K.BOUNCED),
        ("5.0.0", "smtp; 550 5.1.1 no mailbox here", K.BOUNCED),
        ("5.0.0", "smtp; 550 No such user here", K.BOUNCED),
        ("5.4.1", "smtp; 550 5.4.1 Recipient address rejected: Access denied", K.BOUNCED),
        ("5.4.4", "X-Postfix; Host or domain name not found", K.BOUNCED),
        ("5.2.2", "smtp; 552 5.2.2 Mailbox full", K.FAILED),
        ("5.2.3", "smtp; 552 too large", K.FAILED),
        ("5.7.1", "smtp; 554 5.7.1 Message blocked: no such user of our policy", K.FAILED),
        ("5.7.1", "smtp; 550 5.7.1 user unknown to the spam filter", K.FAILED),
        ("5.1.8", "smtp; 550 5.1.8 sender's domain not found", K.FAILED),
        ("5.0.0", "smtp; 554 rejected as spam", K.FAILED),
        ("4.4.7", "smtp; 451 4.4.7 delivery time expired", K.FAILED),
        ("4.1.1", "smtp; 450 user unknown, try again", K.FAILED),
        ("", "", K.FAILED),
    ],
)  # fmt: skip
def test_what_will_never_arrive_is_told_from_what_did_not_this_time(
    status: str, said: str, expected: FeedbackKind
) -> None:
    assert kind(report("delivery-status", bounce(status, said))) is expected


@pytest.mark.parametrize(
    ("back", "back_kind"),
    [(HEADERS, "text/rfc822-headers"), (OURS, "message/rfc822"), (OURS, "message/global"), (base64.encodebytes(HEADERS), "text/rfc822-headers\r\nContent-Transfer-Encoding: base64")],
)  # fmt: skip
def test_a_bounce_says_whose_it_is_by_the_link_that_only_they_have(back: bytes, back_kind: str) -> None:
    found = only(report("delivery-status", bounce("5.1.1"), back, back_kind=back_kind))
    assert isinstance(found, Feedback)
    assert (found.token, found.message, found.edition, found.address) == (
        TOKEN,
        NAME,
        "2026-12",
        "ada@example.org",
    )
    assert found.suppresses
    assert "ada" not in repr(found) + found.reason
    assert TOKEN not in repr(found)


@pytest.mark.parametrize("raw", [QMAIL, EXIM])
def test_bounces_in_words_are_read_too(raw: bytes) -> None:
    found = only(raw)
    assert isinstance(found, Feedback)
    assert (found.kind, found.address, found.token, found.message) == (
        K.BOUNCED,
        "ada@example.org",
        TOKEN,
        NAME,
    )
    assert "@" not in found.reason


def test_a_full_mailbox_told_by_qmail_is_no_reason_to_go() -> None:
    raw = QMAIL.replace(b"550 5.1.1 User unknown", b"552 5.2.2 over quota")
    assert kind(raw) is K.FAILED


def test_a_report_about_several_readers_is_told_of_each_and_of_none_by_link() -> None:
    two = bounce("5.1.1") + bounce("5.2.2", to="bea@example.org").partition(b"\r\n\r\n")[2].join(
        [b"\r\n", b""]
    )
    found = [one for one in read(report("delivery-status", two)) if isinstance(one, Feedback)]
    assert [(one.address, one.kind, one.token) for one in found] == [
        ("ada@example.org", K.BOUNCED, ""),
        ("bea@example.org", K.FAILED, ""),
    ]


def test_the_address_that_we_wrote_counts_not_where_it_was_forwarded() -> None:
    middle = bounce("5.1.1", to="elsewhere@example.net") + b"Original-Recipient: rfc822;ada@example.org\r\n"
    found = only(report("delivery-status", middle))
    assert isinstance(found, Feedback)
    assert found.address == "ada@example.org"


@pytest.mark.parametrize(("action", "expected"), [("delayed", "a notification that a message is delayed"), ("relayed", "a notification that a message is delayed"), ("delivered", K.DELIVERED), ("Failed (final)", K.BOUNCED)])  # fmt: skip
def test_only_what_failed_is_a_bounce(action: str, expected: object) -> None:
    assert kind(report("delivery-status", bounce("5.1.1", action=action))) == expected


@pytest.mark.parametrize(("what", "expected"), [("abuse", K.COMPLAINED), ("fraud", K.COMPLAINED), ("opt-out", K.LEFT), ("not-spam", "somebody says that this is no spam")])  # fmt: skip
def test_a_complaint_is_known_though_the_provider_hides_the_address(what: str, expected: object) -> None:
    middle = f"Feedback-Type: {what}\r\nUser-Agent: loop/1\r\nVersion: 1\r\n".encode()
    redacted = OURS.replace(b"ada@example.org", b"redacted")
    raw = report("feedback-report", middle, redacted, back_kind="message/rfc822")
    assert kind(raw) == expected
    if isinstance(found := only(raw), Feedback):
        assert (found.token, found.message) == (TOKEN, NAME)


def test_a_complaint_about_nobody_is_set_aside() -> None:
    raw = report(
        "feedback-report", b"Feedback-Type: abuse\r\n", b"Subject: hello\r\n\r\n", back_kind="message/rfc822"
    )
    assert kind(raw) == "a complaint that does not say whose"


@pytest.mark.parametrize(
    "raw",
    [
        letter(TOKEN),
        letter(f" Unsubscribe: {TOKEN} "),
        letter(TOKEN, Auto_Submitted="auto-generated"),
        letter("=?utf-8?q?" + TOKEN.replace("_", "=5F") + "?="),
        letter("", To=f"leave+{TOKEN}@example.org"),
        letter("", Delivered_To=f"leave+{TOKEN}@example.org"),
    ],
)
def test_our_mailto_link_unsubscribes_whoever_it_belongs_to(raw: bytes) -> None:
    assert only(raw) == Feedback(kind=K.LEFT, token=TOKEN)


@pytest.mark.parametrize(
    "subject", ["unsubscribe", "Re: UNSUBSCRIBE!", "please unsubscribe me", "Remove me."]
)
def test_who_asks_in_words_is_let_go(subject: str) -> None:
    assert only(letter(subject)) == Feedback(kind=K.LEFT, address="bea@example.org")


@pytest.mark.parametrize(
    "raw",
    [
        letter("Automatic reply: What is on in March"),
        letter("Out of office"),
        letter("Abwesenheitsnotiz: März"),
        letter("unsubscribe", Auto_Submitted="auto-replied (vacation)"),
        letter("unsubscribe", X_Auto_Response_Suppress="All"),
        letter("unsubscribe", Precedence="auto_reply"),
        letter("", To=f"leave+{TOKEN}@example.org", Auto_Submitted="auto-replied"),
        letter("Undelivered", Return_Path="<>"),
    ],
)
def test_what_no_person_wrote_changes_nothing(raw: bytes) -> None:
    assert isinstance(only(raw), SetAside)


@pytest.mark.parametrize(
    "raw",
    [
        letter("How do I unsubscribe?"),
        letter("Thank you"),
        letter("leave"),
        letter(TOKEN[:-1]),
        letter(Auto_Submitted="no"),
        b"",
        b"\0" * 99,
        OURS,
    ],
)
def test_what_a_person_should_read_is_left_to_one(raw: bytes) -> None:
    assert isinstance(only(raw), SetAside)


PIECES = [
    QMAIL,
    EXIM,
    OURS,
    letter(TOKEN),
    report("delivery-status", bounce("5.1.1")),
    report("feedback-report", b"Feedback-Type: abuse\r\n"),
]


@st.composite
def mangled(draw: st.DrawFn) -> bytes:
    raw = bytearray(draw(st.sampled_from(PIECES)))
    for _ in range(draw(st.integers(1, 8))):
        place = draw(st.integers(0, len(raw)))
        raw[place : place + draw(st.integers(0, 40))] = draw(st.binary(max_size=30))
    return bytes(raw)


@given(st.binary(max_size=300) | mangled())
@settings(max_examples=300, deadline=None)
@example(b"Content-Type: message/delivery-status\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!")
@example(b"Content-Type: multipart/report; boundary=\r\n\r\n--\r\n")
@example(b"Subject: =?x?q?a?=\r\nContent-Type: text/plain; charset=nonsense\r\n\r\n\xff")
def test_no_bytes_make_it_fail(raw: bytes) -> None:
    found = read(raw)
    assert found
    assert all(isinstance(one, Feedback | SetAside) for one in found)


@pytest.mark.parametrize(
    "raw",
    [
        b"Content-Type: multipart/mixed; boundary=a\r\n\r\n"
        + b"--a\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n" * 9000,
        b"Content-Type: message/rfc822\r\n\r\n" * 20000,
        letter(body="Hi. This is the \n" * 50000),
        letter(body="Hi. This is the a\n" + "<a@" * 300000),
        letter("a" * 10**6),
        letter(" " * 10**6),
        letter("re:" * 300000),
        letter(To="a@," * 200000, X_Failed_Recipients="<" * 10**6),
        report("delivery-status", bounce("5" * 10**5, "user " * 10**5)),
        report("delivery-status", bounce("5.0.0") * 9000),
    ],
    ids=range(10),
)
def test_a_letter_made_to_hurt_costs_little(raw: bytes) -> None:
    began = time.process_time()
    assert read(raw)
    assert time.process_time() - began < 3
