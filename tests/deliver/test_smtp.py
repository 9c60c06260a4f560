"""Everybody once through a mail server, whatever it does; and one sentence when a person must mend something."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from pathlib import Path

import pytest
import sqlalchemy as sa
import trustme

from digest.deliver.smtp import Smtp
from digest.deliver.smtp.hello import Patience
from digest.deliver.smtp.relay import relay
from digest.model import Account, EditionState
from digest.store import accounts, editions, schema
from digest.store.engine import Store
from tests.deliver.mail_server import EVERYTHING, Mail, MailServer
from tests.deliver.parts import Postman, email, run
from tests.store.people import EDITION, numbers

EVERYBODY = sorted(f"reader{n}@example.org" for n in range(12))
SHORT = Patience(connect=2, reply=0.3, taken=0.4)
OFFERS = [EVERYTHING, ("PIPELINING", "8BITMIME"), ()]


@pytest.fixture(params=OFFERS, ids=["chunking", "pipelining", "plain"])
def any_server(request: pytest.FixtureRequest) -> Iterator[MailServer]:
    with MailServer(offers=request.param).serving() as running:
        yield running


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer().serving() as running:
        yield running


def smtp(server: MailServer, *, connections: int = 2, url: str = "") -> Smtp:
    return Smtp(relay=relay(url or server.url), connections=connections, patience=SHORT)


def attempts(store: Store) -> list[str]:
    with store.reading() as connection:
        return sorted(connection.scalars(sa.select(schema.attempt.c.state)))


def test_everybody_gets_it_once_over_a_few_connections(store: Store, any_server: MailServer) -> None:
    ended = run(store, smtp(any_server))
    assert (ended.state, numbers(ended)) == (EditionState.SENT, {"sent": 12})
    assert any_server.readers == EVERYBODY
    assert any_server.connections <= 2
    assert run(store, smtp(any_server)) == ended
    assert len(any_server.taken) == 12


def test_what_arrives_is_byte_for_byte_what_was_made(store: Store, any_server: MailServer) -> None:
    dots = ".\n..\n. dot\n" + "x" * 74 + ".\n"
    one = email(text=email().text + dots)
    postman = Postman(chunk=12)
    run(store, postman, email=one)
    with store.writing() as connection:
        for table in (schema.attempt, schema.delivery, schema.edition):
            connection.execute(sa.delete(table))
    run(store, smtp(any_server), email=one)
    assert any(b"\r\n..\r\n" in mail.raw for mail in any_server.taken)
    made = {message.to: Mail("digest@example.org", message.to, message.raw) for message in postman.messages}
    assert {mail.to: mail for mail in any_server.taken} == made


def test_with_pipelining_a_message_costs_one_wait(store: Store) -> None:
    with MailServer(delay=0.01).serving() as server:
        run(store, smtp(server, connections=1))
        assert server.heard[:8] == ["EHLO", *["MAIL", "RCPT", "BDAT"] * 2, "MAIL"]
        assert "RSET" not in server.heard


@pytest.mark.parametrize("stage", ["mail", "rcpt", "data", "end"])
def test_a_connection_cut_before_the_end_loses_nobody(
    store: Store, any_server: MailServer, stage: str
) -> None:
    any_server.say(stage, "250 ok" if stage != "data" else "354 go on", "cut")
    ended = run(store, smtp(any_server))
    unknown = numbers(ended).get("unknown", 0)
    assert unknown == (1 if stage == "end" else 0)  # nobody can know whether the end arrived
    assert numbers(ended)["sent"] == 12 - unknown == len(any_server.taken)


def test_a_connection_cut_after_the_end_is_unknown_and_never_sent_again(
    store: Store, any_server: MailServer
) -> None:
    any_server.say("end", "250 ok", "cut taken")
    ended = run(store, smtp(any_server))
    assert (ended.state, numbers(ended)) == (EditionState.STOPPED, {"sent": 11, "unknown": 1})
    assert any_server.readers == EVERYBODY
    run(store, smtp(any_server))
    assert any_server.readers == EVERYBODY
    assert ended.reasons == {"smtp: the mail server closed the connection": 1}


def test_a_server_that_hangs_after_the_end_is_unknown_too(store: Store, any_server: MailServer) -> None:
    any_server.say("end", "hang")
    assert numbers(run(store, smtp(any_server))) == {"sent": 11, "unknown": 1}


@pytest.mark.parametrize("stage", ["mail", "rcpt", "data"])
def test_a_server_that_hangs_before_is_given_up_and_tried_again(
    store: Store, any_server: MailServer, stage: str
) -> None:
    any_server.say(stage, "hang")
    assert numbers(run(store, smtp(any_server))) == {"sent": 12}
    assert any_server.readers == EVERYBODY


@pytest.mark.parametrize(
    ("stage", "reply"),
    [("mail", "451 4.3.0 busy"), ("rcpt", "450 4.2.1 greylisted"), ("data", "451 4.3.0 busy"), ("end", "452 4.3.1 full")],
)  # fmt: skip
def test_not_now_leaves_one_reader_planned_and_the_next_run_goes_on(
    store: Store, any_server: MailServer, stage: str, reply: str
) -> None:
    if stage == "data" and "CHUNKING" in any_server.offers:
        stage = "end"
    any_server.say(stage, reply)
    ended = run(store, smtp(any_server))
    assert (ended.state, numbers(ended)) == (EditionState.STOPPED, {"sent": 11, "planned": 1})
    assert numbers(run(store, smtp(any_server))) == {"sent": 12}
    assert any_server.readers == EVERYBODY


def test_readers_who_are_refused_fail_alone_and_the_reason_names_nobody(
    store: Store, any_server: MailServer
) -> None:
    for n in (0, 1, 7):
        any_server.never[f"reader{n}@example.org"] = (
            f"550 5.1.1 <reader{n}@example.org>: unknown user reader{n}"
        )
    any_server.say("end", "250 ok", "554 5.6.0 content of reader@example.org")
    ended = run(store, smtp(any_server))
    assert (ended.state, numbers(ended)) == (EditionState.SENT, {"sent": 8, "failed": 4})
    assert ended.reasons == {"there is no such mailbox (550 5.1.1)": 3, "refused (554 5.6.0)": 1}


def test_a_server_that_refuses_everybody_fails_nobody(store: Store, any_server: MailServer) -> None:
    any_server.never = dict.fromkeys(EVERYBODY, "554 5.7.1 <x@example.org>: Relay access denied")
    stopped = run(store, smtp(any_server))
    assert (stopped.blocked, numbers(stopped)) == (True, {"planned": 12})
    assert "refused the last 1" in stopped.why
    any_server.never.clear()
    assert numbers(run(store, smtp(any_server))) == {"sent": 12}


def test_a_short_list_that_is_refused_as_a_whole_fails_nobody_either(
    store: Store, server: MailServer
) -> None:
    with store.writing() as connection:
        rest = schema.subscriber.c.id > 3
        connection.execute(sa.update(schema.subscriber).where(rest).values(status="left"))
    server.say("end", *["554 Message rejected: Email address is not verified."] * 3)
    stopped = run(store, smtp(server))
    assert (stopped.blocked, numbers(stopped)) == (True, {"planned": 3})


@pytest.mark.parametrize(
    ("stage", "reply", "sentence"),
    [
        ("mail", "553 5.7.1 sender digest@example.org not allowed", "the mail server refuses the sender: 553 5.7.1 sender (an address) not allowed"),
        ("mail", "452 4.5.3 daily sending quota exceeded", "the mail server refuses more for now, the quota is spent: 452 4.5.3 daily sending quota exceeded"),
        ("end", "550 5.4.5 Daily user sending limit exceeded", "the mail server refuses more for now, the quota is spent: 550 5.4.5 Daily user sending limit exceeded"),
        ("rcpt", "530 5.7.0 Authentication required", "the mail server refuses our key: 530 5.7.0 Authentication required"),
        ("greeting", "554 5.7.1 no service for you", "the mail server takes nothing from us: 554 5.7.1 no service for you"),
    ],
)  # fmt: skip
def test_what_a_person_must_mend_is_one_sentence_and_everybody_stays_planned(
    store: Store, any_server: MailServer, stage: str, reply: str, sentence: str
) -> None:
    any_server.say(stage, *[reply] * 24)
    stopped = run(store, smtp(any_server, connections=1))
    assert stopped.why.removeprefix(f"127.0.0.1:{any_server.port}: ") == sentence
    assert (stopped.blocked, numbers(stopped)) == (True, {"planned": 12})


def test_a_server_that_is_down_leaves_everybody_planned(store: Store, server: MailServer) -> None:
    gone = replace(smtp(server), relay=relay("smtp://127.0.0.1:1?starttls=off"))
    stopped = run(store, gone)
    assert stopped.why == "could not reach the mail server 127.0.0.1:1: Connection refused"
    assert (stopped.blocked, numbers(stopped)) == (False, {"planned": 12})


@pytest.mark.parametrize("reply", ["421 4.3.2 try later", "cut", "hang", "hello?", "220-" + "x" * 5000])
def test_a_server_that_is_not_ready_leaves_everybody_planned(
    store: Store, server: MailServer, reply: str
) -> None:
    server.say("greeting", *[reply] * 9)
    stopped = run(store, smtp(server, connections=1))
    assert (stopped.blocked, numbers(stopped)) == (False, {"planned": 12})
    assert stopped.why.startswith(f"127.0.0.1:{server.port}: ")


def test_a_server_that_closes_after_some_messages_is_called_again(
    store: Store, any_server: MailServer
) -> None:
    any_server.say("mail", *["250 ok", "250 ok", "421 4.7.0 enough on this connection"] * 4)
    assert numbers(run(store, smtp(any_server, connections=1))) == {"sent": 12}
    assert any_server.readers == EVERYBODY
    assert any_server.connections > 1


def test_a_quiet_stop_finishes_what_is_under_way(store: Store, any_server: MailServer) -> None:
    stopped = run(store, smtp(any_server), stop=lambda: len(any_server.taken) >= 4)
    assert (stopped.state, stopped.why) == (EditionState.STOPPED, "")
    assert set(numbers(stopped)) == {"sent", "planned"}
    assert numbers(stopped)["sent"] == len(any_server.taken)
    assert "open" not in attempts(store)
    assert numbers(run(store, smtp(any_server))) == {"sent": 12}


def test_an_edition_goes_no_faster_than_the_rate(store: Store, server: MailServer) -> None:
    began = time.monotonic()
    assert numbers(run(store, smtp(server), rate=40)) == {"sent": 12}
    assert time.monotonic() - began >= 11 / 40


def test_cancelling_reaches_a_sender_at_work(store: Store, server: MailServer) -> None:
    def cancel(so_far: Account) -> None:
        if not cancelled:
            cancelled.append(editions.cancel_planned(store, EDITION))

    cancelled: list[int] = []
    ended = run(store, smtp(server), told=cancel)
    assert (ended.state, numbers(ended)) == (EditionState.CANCELLED, {"cancelled": 12})
    assert server.taken == []


def test_an_attempt_that_another_run_took_over_is_not_sent_by_this_one(
    store: Store, any_server: MailServer
) -> None:
    def thief(_: object) -> bool:
        """Take every open attempt over before the first message is complete."""
        if not stolen:
            with store.writing() as connection:
                taken = sa.update(schema.attempt).where(schema.attempt.c.state == "open")
                stolen.append(connection.execute(taken.values(state="refused")).rowcount)
        return False

    stolen: list[int] = []
    any_server.delay = 0.01
    found = smtp(any_server)

    class Robbed(Smtp):
        async def open(self):  # type: ignore[no-untyped-def]  # as its base
            line = await super().open()
            await asyncio.to_thread(thief, None)
            return line

    ended = run(store, Robbed(relay=found.relay, patience=SHORT))
    assert stolen[0] > 0
    assert len(any_server.taken) == len(set(any_server.readers)) == numbers(ended).get("sent", 0)
    assert numbers(run(store, found)) == {"sent": 12}
    assert any_server.readers == EVERYBODY


def test_an_address_with_accents_goes_where_it_is_understood(store: Store, any_server: MailServer) -> None:
    with store.writing() as connection:
        one = sa.update(schema.subscriber).where(schema.subscriber.c.id == 1)
        connection.execute(one.values(address="jürgen@xn--bcher-kva.example"))
    ended = run(store, smtp(any_server))
    if "SMTPUTF8" in any_server.offers:
        assert numbers(ended) == {"sent": 12}
        (mail,) = [mail for mail in any_server.taken if mail.to.startswith("j")]
        assert mail.to == "jürgen@xn--bcher-kva.example"
        assert message_from_bytes(mail.raw)["Subject"] == "What is on in March"
    else:
        assert numbers(ended) == {"sent": 11, "failed": 1}
        assert ended.reasons == {"the mail server does not take addresses with accents": 1}


def test_nobody_is_named_in_what_a_run_says(
    store: Store, server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    server.say("end", "cut taken", "554 5.0.0 reader9@example.org", "451 reader8@example.org")
    server.say("rcpt", "550 <reader1@example.org> unknown", "421 reader2@example.org")
    ended = run(store, smtp(server))
    assert "reader" not in f"{ended.why} {ended.reasons}"
    assert "@example.org" not in caplog.text


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def context(authority: trustme.CA, name: str) -> ssl.SSLContext:
    found = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(found)
    return found


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
@pytest.mark.parametrize("offers", OFFERS, ids=["chunking", "pipelining", "plain"])
def test_it_goes_encrypted_to_a_server_that_proves_its_name(
    store: Store,
    authority: trustme.CA,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    scheme: str,
    offers: tuple[str, ...],
) -> None:
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    server = MailServer(offers=offers, login=("digest", "p@ss:/?"), context=context(authority, "localhost"))
    server.implicit_tls = scheme == "smtps"
    with server.serving():
        url = f"{scheme}://digest:p%40ss%3A%2F%3F@localhost:{server.port}"
        assert numbers(run(store, smtp(server, url=url))) == {"sent": 12}
        assert server.readers == EVERYBODY
        assert server.heard.count("AUTH") == server.connections


def test_a_wrong_password_is_said_without_repeating_it(store: Store, authority: trustme.CA) -> None:
    with MailServer(context=context(authority, "localhost"), login=("digest", "right")).serving() as server:
        found = smtp(server, url=f"smtp://digest:wrong-secret@localhost:{server.port}")
        authority.configure_trust(found.context)
        stopped = run(store, found)
    assert stopped.why.endswith("refuses user or password of SMTP_URL: 535 5.7.8 wrong user or password")
    assert (stopped.blocked, numbers(stopped)) == (True, {"planned": 12})
    assert "wrong-secret" not in f"{stopped} {found}"


@pytest.mark.parametrize("name", ["other.example.org", "localhost"])
@pytest.mark.parametrize("implicit", [True, False])
def test_nothing_is_told_to_a_server_whose_certificate_is_wrong(
    store: Store, authority: trustme.CA, name: str, implicit: bool
) -> None:
    server = MailServer(login=("digest", "right"), context=context(authority, name), implicit_tls=implicit)
    with server.serving():
        found = smtp(server, url=f"smtp{'s' * implicit}://digest:right@localhost:{server.port}")
        if name != "localhost":  # a good authority, another's name; else a name that nobody vouches for
            authority.configure_trust(found.context)
        stopped = run(store, found)
        assert "AUTH" not in server.heard
    assert "the mail server's certificate cannot be trusted: " in stopped.why
    assert (stopped.blocked, numbers(stopped)) == (True, {"planned": 12})


def test_a_server_without_encryption_gets_neither_password_nor_mail(store: Store) -> None:
    with MailServer(login=("digest", "right")).serving() as server:
        stopped = run(store, smtp(server, connections=1, url=f"smtp://digest:right@127.0.0.1:{server.port}"))
        assert server.heard == ["EHLO"]
    assert stopped.blocked
    assert "offers no encryption" in stopped.why


def test_what_was_said_before_the_encryption_is_not_believed(store: Store, authority: trustme.CA) -> None:
    with MailServer(context=context(authority, "localhost")).serving() as server:
        server.say("starttls", "220 go on\r\n250 injected")
        found = smtp(server, url=f"smtp://localhost:{server.port}")
        authority.configure_trust(found.context)
        stopped = run(store, found)
    assert "spoke before the connection was encrypted" in stopped.why
    assert stopped.blocked


def test_unknown_readers_are_named_for_a_person(store: Store, server: MailServer) -> None:
    server.say("end", "cut taken")
    run(store, smtp(server, connections=1))
    assert accounts.unknown_addresses(store, EDITION) == [server.taken[0].to]
