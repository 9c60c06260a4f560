from __future__ import annotations

import json
from typing import Any

from digest.deliver.feedback.webhook import SIGNATURE, TIMESTAMP
from tests.desk.conftest import NOW
from tests.feedback.test_desk import gone
from tests.feedback.test_webhook import HOSTILE, sign
from tests.web.conftest import ENVIRONMENT, Door, opened

STAMP = str(int(NOW.timestamp()))
COMPLAINT = json.dumps([{"event": "spamreport", "email": "ada@example.org", "sg_event_id": "e1"}]).encode()


def hooked(door: Door, body: bytes, *, signature: str | None = None, stamp: str = STAMP) -> Any:
    signed = sign(body, stamp) if signature is None else signature
    return door.post("/feedback/sendgrid", content=body, headers={SIGNATURE: signed, TIMESTAMP: stamp})


def test_what_sendgrid_signed_is_acted_on(door: Door) -> None:
    assert hooked(door, COMPLAINT).status_code == 204
    assert gone(door.booth.desk) == {"ada": "complained"}


def test_the_same_told_three_times_counts_once_and_a_block_is_no_bounce(door: Door) -> None:
    assert hooked(door, (HOSTILE / "webhook_replay.json").read_bytes()).status_code == 204
    assert gone(door.booth.desk) == {}


def test_what_nobody_signed_is_401_and_changes_nothing(door: Door) -> None:
    body = (HOSTILE / "webhook_unsigned.json").read_bytes()
    old = str(int(STAMP) - 4_000)
    for answer in (
        door.post("/feedback/sendgrid", content=body),
        hooked(door, COMPLAINT, signature="AAAA"),
        hooked(door, COMPLAINT, signature=sign(body, STAMP)),
        hooked(door, COMPLAINT, stamp=old),
        hooked(door, COMPLAINT + b" ", signature=sign(COMPLAINT, STAMP)),
    ):
        assert (answer.status_code, answer.text) == (401, "not signed\n")
    assert gone(door.booth.desk) == {}


def test_without_a_key_nobody_is_believed(door: Door) -> None:
    keyless = {name: value for name, value in ENVIRONMENT.items() if name != "SENDGRID_WEBHOOK_KEY"}
    door.booth.close()
    with opened(door.folder, env=keyless) as other:
        assert hooked(other, COMPLAINT).status_code == 401


def test_more_than_a_batch_of_events_is_refused_unread(door: Door) -> None:
    assert hooked(door, b" " * 2_000_001).status_code == 413


def test_what_is_signed_and_makes_no_sense_is_taken_and_set_aside(door: Door) -> None:
    for body in (b"", b"{", b"[1, null]", b'[{"event": 7}]'):
        assert hooked(door, body).status_code == 204, body
    assert gone(door.booth.desk) == {}
