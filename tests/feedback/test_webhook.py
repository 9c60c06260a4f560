from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from digest.deliver.feedback import Unsigned, heard, verify
from digest.deliver.feedback.webhook import BadKey
from digest.model.feedback import Feedback, FeedbackKind, SetAside

HOSTILE = Path(__file__).parents[1] / "hostile"
NOW = datetime(2026, 12, 3, 9, 0, tzinfo=UTC)
STAMP = str(int(NOW.timestamp()))
PRIVATE = ec.generate_private_key(ec.SECP256R1())
KEY = base64.b64encode(
    PRIVATE.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
).decode()
BODY = '[{"event": "delivered", "email": "ada@example.org", "sg_event_id": "é"}]\r\n'.encode()


def sign(body: bytes, stamp: str = STAMP, key: ec.EllipticCurvePrivateKey = PRIVATE) -> str:
    return base64.b64encode(key.sign(stamp.encode() + body, ec.ECDSA(hashes.SHA256()))).decode()


def check(body: bytes = BODY, stamp: str = STAMP, *, signature: str | None = None, key: str = KEY) -> None:
    verify(
        body,
        signature=sign(body, stamp) if signature is None else signature,
        timestamp=stamp,
        key=key,
        now=NOW,
    )


def kinds(*events: Mapping[str, Any]) -> list[FeedbackKind | str]:
    found = heard(
        json.dumps([{"email": "ada@example.org", "sg_event_id": "1"} | dict(e) for e in events]).encode()
    )
    return [one.kind if isinstance(one, Feedback) else one.reason for one in found]


def test_what_sendgrid_signed_is_believed() -> None:
    check()
    check(key=f"-----BEGIN PUBLIC KEY-----\n{KEY}\n-----END PUBLIC KEY-----\n")


@pytest.mark.parametrize("signature", ["", "x", "é", base64.b64encode(b"no").decode(), sign(BODY, key=ec.generate_private_key(ec.SECP256R1())), sign(BODY + b" "), sign(BODY, str(int(STAMP) + 1))])  # fmt: skip
def test_what_sendgrid_did_not_sign_is_not(signature: str) -> None:
    with pytest.raises(Unsigned):
        check(signature=signature)


def test_the_bytes_count_as_they_came_not_what_they_mean() -> None:
    with pytest.raises(Unsigned):
        check(json.dumps(json.loads(BODY)).encode(), signature=sign(BODY))


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(Unsigned):
        check(b"\xff\xfe", signature=sign(b"\xff\xfe"))


@pytest.mark.parametrize("age", [timedelta(hours=1, seconds=1), timedelta(days=400), timedelta(minutes=-6)])
def test_an_old_call_is_refused_though_it_is_signed(age: timedelta) -> None:
    with pytest.raises(Unsigned):
        check(stamp=str(int((NOW - age).timestamp())))


@pytest.mark.parametrize("stamp", ["", "soon", "1e9", "-1", "١٢٣", "9" * 40, " 1764000000"])
def test_a_time_that_is_none_is_refused(stamp: str) -> None:
    with pytest.raises(Unsigned):
        check(stamp=stamp)


@pytest.mark.parametrize("key", ["", "nonsense", "é", "-----BEGIN PUBLIC KEY-----"])
def test_a_key_that_is_none_is_told_apart_from_a_forgery(key: str) -> None:
    with pytest.raises(BadKey):
        check(key=key)


def test_the_hostile_call_without_a_signature_is_refused() -> None:
    body = (HOSTILE / "webhook_unsigned.json").read_bytes()
    for signature, stamp in (("", STAMP), ("", ""), (sign(body, "1"), "1")):
        with pytest.raises(Unsigned):
            check(body, stamp, signature=signature)


def test_an_event_told_three_times_has_one_id_and_blocked_is_no_bounce() -> None:
    body = (HOSTILE / "webhook_replay.json").read_bytes()
    check(body)
    found = [one for one in heard(body) if isinstance(one, Feedback)]
    assert len(found) == 3
    assert {one.event_id for one in found} == {"same"}
    assert not any(one.suppresses for one in found)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ({"event": "delivered"}, FeedbackKind.DELIVERED),
        ({"event": "bounce", "type": "bounce", "status": "5.1.1", "reason": "550 unknown"}, FeedbackKind.BOUNCED),
        ({"event": "bounce", "type": "bounce", "status": "5.0.0", "reason": "550 5.1.1 no such user"}, FeedbackKind.BOUNCED),
        ({"event": "bounce", "type": "bounce", "status": "5.2.2", "reason": "552 full"}, FeedbackKind.FAILED),
        ({"event": "bounce", "type": "blocked", "status": "5.1.1"}, FeedbackKind.FAILED),
        ({"event": "bounce"}, FeedbackKind.FAILED),
        ({"event": "dropped", "reason": "Bounced Address"}, FeedbackKind.BOUNCED),
        ({"event": "dropped", "reason": "Unsubscribed Address"}, FeedbackKind.LEFT),
        ({"event": "dropped", "reason": "Spam Reporting Address"}, FeedbackKind.COMPLAINED),
        ({"event": "dropped", "reason": "Spam Content (if Spam Checker app is enabled)"}, FeedbackKind.FAILED),
        ({"event": "spamreport"}, FeedbackKind.COMPLAINED),
        ({"event": "unsubscribe"}, FeedbackKind.LEFT),
        ({"event": "group_unsubscribe"}, FeedbackKind.LEFT),
        ({"event": "deferred", "response": "400 try again"}, "no news: deferred"),
        ({"event": "processed"}, "no news: processed"),
        ({"event": "open"}, "no news: open"),
        ({"event": "group_resubscribe"}, "no news: group_resubscribe"),
        ({"event": "account_status_change"}, "an event of an unknown kind"),
        ({"event": "spamreport", "email": None}, "an event without address or id"),
        ({"event": "spamreport", "sg_event_id": 7}, "an event without address or id"),
    ],
)  # fmt: skip
def test_each_event_means_what_it_says(event: dict[str, Any], expected: object) -> None:
    assert kinds(event) == [expected]


def test_an_event_keeps_its_attempt_and_time_but_no_address_in_its_words() -> None:
    event = {
        "event": "bounce",
        "email": "ada@example.org",
        "sg_event_id": "e1",
        "attempt": "c0ffee",
        "timestamp": int(STAMP),
        "reason": "550 <ada@example.org> unknown\r\n",
    }
    (found,) = heard(json.dumps([event]).encode())
    assert isinstance(found, Feedback)
    assert (found.attempt, found.at, found.reason) == ("c0ffee", NOW, "550 <(an address)> unknown")
    assert "ada" not in repr(found)


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["event", "email", "sg_event_id", "timestamp", "type", "status", "reason", "attempt"]), inner, max_size=5), max_leaves=20)  # fmt: skip


@given(st.binary(max_size=100) | JSON.map(lambda value: json.dumps(value).encode()))
def test_no_body_makes_it_fail(body: bytes) -> None:
    assert all(isinstance(one, Feedback | SetAside) for one in heard(body))


def test_a_body_nested_without_end_is_set_aside() -> None:
    assert list(heard(b"[" * 200_000)) == [SetAside("not JSON")]
