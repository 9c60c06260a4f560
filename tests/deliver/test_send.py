from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from digest import links
from digest.deliver import receipt
from digest.deliver.outbox import Outbox
from digest.model import Accepted, Account, DigestError, EditionState, Later, Message, Outcome, Refused
from digest.store import abandoned, accounts, editions, ledger, open_store, schema, subscribers
from digest.store.editions import ContentDiffers, KeyGone, NoReaders
from digest.store.engine import Store
from digest.store.instance import NotOurs
from tests.deliver.parts import Postman, email, run
from tests.store.people import CONSENT, EDITION, NOW, SECRETS, database, numbers

EVERYBODY = {f"reader{n}@example.org" for n in range(12)}


def test_everyone_gets_it_once_however_often_we_run(store: Store) -> None:
    postman = Postman()
    first, second = run(store, postman), run(store, postman)
    assert first == second
    assert first.state is EditionState.SENT
    assert sorted(postman.carried) == sorted(EVERYBODY)


def test_each_reader_gets_links_of_their_own(store: Store) -> None:
    postman = Postman()
    run(store, postman)
    people = {reader.address: reader.public_id for reader in subscribers.everyone(store)}
    for message in postman.messages:
        token = links.sign(people[message.to], SECRETS["k1"], "k1")
        assert message.raw.count(token.encode()) == 3
        assert links.PLACEHOLDER.encode() not in message.raw


def test_a_quiet_stop_leaves_the_rest_planned_and_the_same_call_goes_on(store: Store) -> None:
    postman = Postman()
    stopped = run(store, postman, stop=lambda: bool(postman.carried))
    assert (stopped.state, stopped.why, stopped.blocked) == (EditionState.STOPPED, "", False)
    assert numbers(stopped) == {"sent": 5, "planned": 7}
    assert run(store, postman).state is EditionState.SENT
    assert sorted(postman.carried) == sorted(EVERYBODY)


def test_a_provider_that_refuses_our_key_leaves_everything_planned(store: Store) -> None:
    postman = Postman([Later("the key is not valid", stop=True)])
    stopped = run(store, postman)
    assert (stopped.state, stopped.why, stopped.blocked) == (
        EditionState.STOPPED,
        "the key is not valid",
        True,
    )
    assert numbers(stopped) == {"planned": 12}


def test_a_busy_provider_is_left_alone_after_a_few_tries(store: Store) -> None:
    postman = Postman([Later("too many requests")] * 3, chunk=2)
    stopped = run(store, postman)
    assert (stopped.why, stopped.blocked, numbers(stopped)) == ("too many requests", False, {"planned": 12})


def test_one_setback_does_not_keep_the_others_waiting(store: Store) -> None:
    postman = Postman([Accepted(), Later("too many requests")])
    assert numbers(run(store, postman)) == {"sent": 7, "planned": 5}
    assert numbers(run(store, postman)) == {"sent": 12}


def test_what_may_have_gone_out_is_unknown_and_never_sent_again(store: Store) -> None:
    postman = Postman([Accepted(), ConnectionResetError("reader7@example.org said no")])
    ended = run(store, postman)
    assert numbers(ended) == {"sent": 7, "unknown": 5}
    assert (ended.state, ended.reasons) == (EditionState.STOPPED, {"postman: ConnectionResetError": 5})
    assert numbers(run(store, postman)) == numbers(ended)
    assert not set(accounts.unknown_addresses(store, EDITION)) & set(postman.carried)


def test_a_run_ends_when_every_outcome_is_in_doubt(store: Store) -> None:
    ended = run(store, Postman([TimeoutError()] * 12, chunk=2))
    assert numbers(ended) == {"unknown": 6, "planned": 6}


def test_an_attempt_of_a_killed_run_is_unknown_for_a_provider_that_cannot_repeat(store: Store) -> None:
    postman = Postman([KeyboardInterrupt()])
    with pytest.raises(KeyboardInterrupt):
        run(store, postman)
    assert numbers(run(store, postman)) == {"unknown": 5, "sent": 7}


def test_a_provider_that_can_repeat_is_handed_the_same_attempt_again(store: Store) -> None:
    postman = Postman([Accepted(), OSError(28, "No space left on device")], repeatable=True)
    full = run(store, postman)
    assert (full.why, full.blocked) == ("postman: No space left on device", False)
    assert numbers(full) == {"sent": 5, "sending": 5, "planned": 2}
    assert numbers(run(store, postman)) == {"sent": 12}
    with store.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(schema.attempt)) == 3


def test_a_later_run_sends_the_bytes_that_the_first_would_have_sent(store: Store) -> None:
    postman = Postman([OSError(28, "No space left on device")], repeatable=True, chunk=12)
    run(store, postman)
    run(store, postman, clock=lambda: NOW + timedelta(hours=30))
    assert len(postman.messages) == 12
    assert all(
        b"\r\nDate: Thu, 03 Dec 2026 09:00:00 +0000\r\n" in message.raw for message in postman.messages
    )


def test_another_provider_takes_over_what_is_planned_and_never_what_is_in_doubt(store: Store) -> None:
    run(store, Postman([Accepted(), OSError(28, "No space left on device")], repeatable=True))
    other = Postman(name="other", chunk=1)
    ended = run(store, other)
    assert numbers(ended) == {"sent": 7, "unknown": 5}
    found = receipt.counts(ended)
    assert {name: (some["sent"], some["unknown"]) for name, some in found["providers"].items()} == {
        "postman": (5, 5),
        "other": (2, 0),
    }
    assert len(other.carried) == 2


def test_readers_a_provider_refuses_fail_alone(store: Store) -> None:
    seen = Postman()
    run(store, seen)
    name = seen.messages[2].name
    with store.writing() as connection:
        for table in (schema.attempt, schema.delivery, schema.edition):
            connection.execute(sa.delete(table))
    ended = run(store, Postman([Accepted("batch", {name: "mailbox full"})]))
    assert (ended.state, numbers(ended)) == (EditionState.SENT, {"sent": 11, "failed": 1})
    assert ended.reasons == {"mailbox full": 1}


def test_a_chunk_the_provider_refuses_is_failed_with_the_reason(store: Store) -> None:
    ended = run(store, Postman([Refused("the content is not allowed")]))
    assert (numbers(ended), ended.reasons) == ({"failed": 5, "sent": 7}, {"the content is not allowed": 5})


@dataclass
class Slow(Postman):
    """A postman in whose hands another run parks the attempt."""

    meanwhile: Callable[[], object] = lambda: None

    def send(self, messages: Sequence[Message]) -> Outcome:
        self.meanwhile()
        return Postman.send(self, messages)


def test_what_a_provider_accepted_stays_known_although_another_run_gave_it_up(store: Store) -> None:
    def other_run() -> None:
        for claim in abandoned.take_over(store, EDITION, worker="", now=NOW):
            ledger.park(store, claim, "the run ended before the provider answered", now=NOW)

    ended = run(store, Slow(meanwhile=other_run), lease=timedelta(0))
    assert (ended.state, numbers(ended), ended.reasons) == (EditionState.SENT, {"sent": 12}, {})


def test_an_outcome_that_a_person_settled_otherwise_is_said(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    def person() -> None:
        with store.writing() as connection:
            connection.execute(sa.update(schema.attempt).values(state="rejected"))

    run(store, Slow(chunk=12, meanwhile=person))
    assert caplog.messages == ["2026-12: chunk 0 was accepted, but settled otherwise meanwhile"]


def test_an_outbox_that_cannot_be_written_says_why(store: Store, tmp_path: Path) -> None:
    (tmp_path / "outbox").touch()
    stopped = run(store, Outbox(tmp_path / "outbox"))
    assert stopped.state is EditionState.SENDING
    assert stopped.why == f"outbox: cannot write into the folder {tmp_path}/outbox: File exists"


def test_a_bad_address_in_the_database_fails_alone(store: Store) -> None:
    bad = "reader3@example.org\r\nBcc: bea@example.org"
    with store.writing() as connection:
        connection.execute(
            sa.update(schema.subscriber).where(schema.subscriber.c.id == 4).values(address=bad)
        )
        rest = schema.subscriber.c.id > 10
        connection.execute(sa.update(schema.subscriber).where(rest).values(address="nobody"))
    postman = Postman()
    ended = run(store, postman)
    assert (ended.state, numbers(ended)) == (EditionState.SENT, {"sent": 9, "failed": 3})
    assert "example.org" not in str(ended.reasons)


def test_with_no_readers_nothing_is_frozen(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with open_store(database(tmp_path / "empty")) as nobody:
        with pytest.raises(NoReaders):
            run(nobody, Postman())
        assert editions.states(nobody) == {}


def test_an_email_that_cannot_be_encoded_enlists_nobody(store: Store) -> None:
    with pytest.raises(DigestError, match="personal link"):
        run(store, Postman(), email=email(subject=links.PLACEHOLDER))
    assert editions.states(store) == {}


def test_other_content_another_place_and_a_lost_key_send_nothing(store: Store) -> None:
    postman = Postman([Later("closed", stop=True)])
    run(store, postman)
    with pytest.raises(ContentDiffers):
        run(store, postman, email=email(subject="Other news"))
    with pytest.raises(NotOurs):
        run(store, postman, instance="a copy")
    with pytest.raises(KeyGone):
        run(store, postman, secrets={"k2": "a newer secret of ours"})
    assert postman.carried == []


def test_a_new_key_signs_only_the_next_edition(store: Store) -> None:
    postman = Postman()
    run(store, postman, stop=lambda: bool(postman.carried))
    run(store, postman, secrets={"k2": "a newer secret of ours", **SECRETS})
    reader = subscribers.find(store, "reader11@example.org")
    assert reader is not None
    assert links.sign(reader.public_id, SECRETS["k1"], "k1").encode() in postman.messages[-1].raw


def test_a_cancelled_edition_is_not_sent_and_what_was_on_its_way_is_unknown(store: Store) -> None:
    postman = Postman([Accepted(), OSError(28, "No space left on device")], repeatable=True)
    run(store, postman)
    editions.cancel_planned(store, EDITION)
    assert numbers(run(store, postman)) == {"sent": 5, "unknown": 5, "cancelled": 2}


def test_who_complains_between_two_runs_gets_nothing(store: Store) -> None:
    postman = Postman()
    run(store, postman, stop=lambda: bool(postman.carried))
    subscribers.suppress(store, "reader11@example.org", "complained", secrets=SECRETS, now=NOW)
    subscribers.add(store, "late@example.org", consent=CONSENT, secrets=SECRETS)
    assert numbers(run(store, postman)) == {"sent": 11, "suppressed": 1}
    assert set(postman.carried) == EVERYBODY - {"reader11@example.org"}


def test_an_edition_goes_no_faster_than_the_rate(store: Store) -> None:
    began = time.monotonic()
    assert run(store, Postman(), rate=40).state is EditionState.SENT
    assert time.monotonic() - began >= 12 / 40


def test_a_stop_is_heard_while_waiting_for_the_rate(store: Store) -> None:
    postman, began = Postman(), time.monotonic()
    stopped = run(store, postman, rate=0.01, stop=lambda: bool(postman.carried))
    assert numbers(stopped) == {"sent": 5, "planned": 7}
    assert time.monotonic() - began < 5


def test_progress_is_told_and_the_last_word_is_the_account(store: Store) -> None:
    heard: list[Account] = []
    ended = run(store, Postman(), told=heard.append)
    assert heard[-1] == ended


def test_the_outbox_holds_one_file_for_each_reader_and_a_repeat_changes_nothing(
    store: Store, tmp_path: Path
) -> None:
    outbox = Outbox(tmp_path / "outbox")
    run(store, outbox)
    files = {path.name: path.read_bytes() for path in outbox.folder.iterdir()}
    assert len(files) == 12
    assert all(name.startswith("2026-12-") and name.endswith(".eml") for name in files)
    with store.writing() as connection:
        connection.execute(sa.update(schema.attempt).values(state="open"))
        connection.execute(sa.update(schema.edition).values(state="sending"))
    assert run(store, outbox).state is EditionState.SENT
    assert {path.name: path.read_bytes() for path in outbox.folder.iterdir()} == files
