from __future__ import annotations

import logging
import socket
import ssl
from collections.abc import Iterator
from threading import Thread

import pytest
import trustme

from digest.config import ConfigError
from digest.deliver.sendgrid import SendGrid
from digest.deliver.sendgrid.api import Api, InDoubt, access
from digest.deliver.sendgrid.provider import UNFIT
from digest.deliver.sendgrid.wire import Body
from digest.model import Accepted, Later
from tests.deliver.fake_sendgrid import KEY, Answer, FakeSendGrid, error, running
from tests.deliver.parts import TEXT, email
from tests.deliver.sendgrid_parts import NOW, Copy, addresses, at, copies, letter

SEND = "/v3/mail/send"


@pytest.fixture
def fake() -> Iterator[FakeSendGrid]:
    with running() as found:
        yield found


def test_a_thousand_readers_go_in_one_request(fake: FakeSendGrid) -> None:
    everybody = copies(1000)
    assert at(fake).send(everybody) == Accepted("message1")
    assert fake.readers() == addresses(everybody)
    assert fake.count(SEND) == 1


def test_a_bad_address_costs_the_others_nothing(fake: FakeSendGrid) -> None:
    fake.bad = {"reader3@example.org", "reader40@example.org"}
    everybody = copies(50)
    found = at(fake).send(everybody)
    assert isinstance(found, Accepted)
    assert set(found.refused) == {"2026-12-3", "2026-12-40"}
    assert "@" not in "".join(found.refused.values())
    assert fake.readers() == [to for to in addresses(everybody) if to not in fake.bad]
    assert fake.count(SEND) == 2


def test_an_address_that_sendgrid_will_not_name_is_found_all_the_same(fake: FakeSendGrid) -> None:
    fake.cursed = {"reader777@example.org"}
    everybody = copies(1000)
    found = at(fake).send(everybody)
    assert isinstance(found, Accepted)
    assert found.refused == {"2026-12-777": "Bad Request"}
    assert sorted(fake.readers()) == sorted(set(addresses(everybody)) - fake.cursed)
    assert fake.count(SEND) < 25


def test_an_address_no_mail_can_go_to_is_never_handed_over(fake: FakeSendGrid) -> None:
    good, shared = copies(1)[0], letter()
    bad = [
        Copy(f"bad-{n}", to, good.token, shared)
        for n, to in enumerate(['"a\\b"@example.org', "jö@example.org", "a@b", "a" * 65 + "@example.org"])
    ]
    found = at(fake).send([good, *bad])
    assert found == Accepted("message1", {copy.name: UNFIT for copy in bad})
    assert fake.readers() == [good.to]
    assert at(fake).send(bad) == Accepted("", {copy.name: UNFIT for copy in bad})


@pytest.mark.parametrize("everywhere", [{"senders": set()}, {"bad": set(addresses(copies(9)))}])
def test_everybody_is_told_apart_from_nobody(everywhere: dict[str, set[str]]) -> None:
    with running(**everywhere) as fake:
        found = at(fake).send(copies(9))
        assert fake.readers() == []
    if "bad" in everywhere:
        assert isinstance(found, Accepted)
        assert len(found.refused) == 9
    else:
        assert isinstance(found, Later)
        assert found.stop


def test_an_edition_that_sendgrid_refuses_fails_no_reader(fake: FakeSendGrid) -> None:
    for answer in (error("Bad Request"), error("The content value must be a string", "content.0.value")):
        fake.answers = [(400, answer, {})] * 40
        found = at(fake).send(copies(1000))
        assert isinstance(found, Later)
        assert found.stop
        assert found.reason.startswith("SendGrid does not take the edition")
        assert len(fake.answers) > 20
    assert fake.readers() == []


def test_a_chunk_too_large_goes_in_halves(fake: FakeSendGrid) -> None:
    fake.largest = 40_000
    everybody = copies(100)
    assert isinstance(at(fake).send(everybody), Accepted)
    assert fake.readers() == addresses(everybody)
    assert fake.count(SEND) > 1


def test_each_variant_goes_in_a_request_of_its_own(fake: FakeSendGrid) -> None:
    other = letter(email(text=TEXT + "More\n"))
    assert isinstance(at(fake).send([*copies(3), *copies(3, other, first=3)]), Accepted)
    assert sorted(fake.readers()) == addresses(copies(6))
    assert len({one["content"][0]["value"] for one in fake.accepted}) == 2


@pytest.mark.parametrize("second", [(429, None, {}), (401, None, {}), (500, None, {}), "drop before"])
def test_a_chunk_taken_in_part_is_in_doubt_as_a_whole(second: Answer | str) -> None:
    with running(answers=[(413, None, {}), (202, None, {}), second]) as fake, pytest.raises(InDoubt):
        at(fake).send(copies(10))


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((401, error("invalid grant"), {}), "does not know the key"),
        ((401, error("Maximum credits exceeded"), {}), "quota is spent"),
        ((403, error("The from address <a@b.example> does not match a verified Sender Identity."), {}), "verify the sender"),
        ((415, error("no"), {}), "refuses with 415: no"),
        ((301, None, {"Location": "/elsewhere"}), "no API of SendGrid answers there"),
        ((302, None, {"Location": "/elsewhere"}), "no API of SendGrid answers there"),
        ((404, None, {}), "no API of SendGrid answers there"),
    ],
)  # fmt: skip
def test_what_a_person_must_mend_stops_at_once_in_one_sentence(
    fake: FakeSendGrid, answer: Answer, words: str
) -> None:
    fake.answers = [answer]
    found = at(fake).send(copies(10))
    assert isinstance(found, Later)
    assert found.stop
    assert words in found.reason
    assert "@" not in found.reason
    assert "\n" not in found.reason
    assert (len(fake.requests), fake.readers()) == (1, [])


def test_a_wrong_key_stops_at_once(fake: FakeSendGrid) -> None:
    found = at(fake, key="SG.wrong").send(copies(10))
    assert isinstance(found, Later)
    assert found.stop
    assert "SENDGRID_API_KEY" in found.reason


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        ({"X-RateLimit-Reset": str(int(NOW.timestamp()) + 42)}, "it asks for 42 more seconds"),
        ({"Retry-After": "7"}, "it asks for 7 more seconds"),
        ({"X-RateLimit-Reset": "0"}, "rate limit is reached"),
        ({"X-RateLimit-Reset": "soon", "Retry-After": "-1"}, "rate limit is reached"),
    ],
)
def test_a_rate_limit_is_waited_for(fake: FakeSendGrid, headers: dict[str, str], words: str) -> None:
    fake.answers = [(429, error("too many requests"), headers)]
    found = at(fake).send(copies(3))
    assert isinstance(found, Later)
    assert words in found.reason
    assert not found.stop


@pytest.mark.parametrize(
    "answer",
    [(500, None, {}), (503, error("busy"), {}), (200, {}, {}), (201, {}, {}), "drop before", "drop after", "cut", "hang"],
)  # fmt: skip
def test_what_nobody_can_know_is_in_doubt(fake: FakeSendGrid, answer: Answer | str) -> None:
    fake.answers = [answer if answer != "cut" else "cut"]
    if answer == "cut":
        fake.bad = {"reader0@example.org"}
    with pytest.raises(InDoubt) as told:
        at(fake, timeout=0.2).send(copies(3))
    assert "reader" not in str(told.value)
    assert fake.count(SEND) == 1


def test_a_connection_that_never_stood_leaves_everybody_planned() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        found = SendGrid(Api(KEY, f"http://127.0.0.1:{taken.getsockname()[1]}")).send(copies(3))
    assert isinstance(found, Later)
    assert found.reason == "could not reach SendGrid at 127.0.0.1: connection refused"
    assert not found.stop


def test_a_certificate_that_is_not_to_be_trusted_stops_before_the_key_leaves() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = Thread(target=_greet, args=(server, context))
        thread.start()
        found = SendGrid(Api(KEY, f"https://127.0.0.1:{server.getsockname()[1]}", 5)).send(copies(3))
        thread.join()
    assert isinstance(found, Later)
    assert found.stop
    assert "certificate is not to be trusted" in found.reason


def _greet(server: socket.socket, context: ssl.SSLContext) -> None:
    raw, _ = server.accept()
    with raw, pytest.raises((ssl.SSLError, OSError)):
        context.wrap_socket(raw, server_side=True).recv(1)


def test_a_request_is_never_written_out_but_for_the_wire() -> None:
    sent = Body("reader@example.org é").encode("utf-8")
    assert sent == "reader@example.org é".encode()
    assert (format(sent, ""), str(sent)) == ("(21 bytes)",) * 2


def test_neither_key_nor_reader_is_ever_logged(fake: FakeSendGrid, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("python_http_client").setLevel(logging.DEBUG)
    provider = at(fake)
    provider.send(copies(3))
    assert KEY not in caplog.text + repr(provider)
    assert "reader" not in caplog.text


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "SENDGRID_API_KEY: not set"),
        ({"SENDGRID_API_KEY": "a\nb"}, "SENDGRID_API_KEY: not set"),
        ({"SENDGRID_API_KEY": "k", "SENDGRID_BASE_URL": "http://sendgrid.example.org"}, "SENDGRID_BASE_URL: write https://"),
    ],
)  # fmt: skip
def test_settings_that_cannot_work_are_told_before_anything_is_sent(
    given: dict[str, str], words: str
) -> None:
    with pytest.raises(ConfigError, match=words):
        access(given)


def test_the_host_in_the_eu_is_a_setting() -> None:
    url = "https://api.eu.sendgrid.com"
    assert access({"SENDGRID_API_KEY": "k", "SENDGRID_BASE_URL": f"{url}/"}).url == url
    assert access({"SENDGRID_API_KEY": "k"}).url == "https://api.sendgrid.com"
