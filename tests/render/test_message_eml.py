"""Each of the eight as the bytes that reach a mailbox, read back by the standard library."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses, parsedate_to_datetime

import pytest

from digest import links
from tests.render.editions import EIGHT
from tests.render.making import READER, TOKEN, eml, made

every = pytest.mark.parametrize("name", EIGHT)
ONCE = (
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "List-Id",
    "List-Unsubscribe",
    "MIME-Version",
    "Feedback-ID",
)


def read(name: str) -> EmailMessage:
    message = message_from_bytes(eml(name), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


@every
def test_text_comes_first_and_html_last_both_as_they_were_rendered(name: str) -> None:
    message = read(name)
    parts = [part for part in message.iter_parts() if isinstance(part, EmailMessage)]
    assert message.get_content_type() == "multipart/alternative"
    assert [(p.get_content_type(), p.get_content_charset()) for p in parts] == [
        ("text/plain", "utf-8"),
        ("text/html", "utf-8"),
    ]
    assert {p["Content-Transfer-Encoding"] for p in parts} == {"quoted-printable"}
    for part, ours in zip(parts, (made(name).text, made(name).html), strict=True):
        theirs = part.get_content().replace("\r\n", "\n").rstrip("\n")
        assert theirs == ours.replace(links.PLACEHOLDER, TOKEN).rstrip("\n")
    assert not [defect for part in message.walk() for defect in part.defects]


@every
def test_no_line_is_longer_than_78_and_all_end_as_they_should(name: str) -> None:
    rows = eml(name).split(b"\r\n")
    assert max(map(len, rows)) <= 78
    assert not [row for row in rows if b"\n" in row or b"\r" in row]
    assert eml(name).isascii()


@every
def test_there_is_one_visible_recipient_and_each_header_once(name: str) -> None:
    message = read(name)
    assert getaddresses([str(message["To"])]) == [("", READER.address)]
    assert message["Cc"] is message["Bcc"] is None
    assert {header: len(message.get_all(header, [])) for header in ONCE} == dict.fromkeys(ONCE, 1)


@every
def test_a_reader_leaves_with_one_click(name: str) -> None:
    message, newsletter = read(name), EIGHT[name]().config.newsletter
    ways = [way.strip() for way in str(message["List-Unsubscribe"]).split(",")]
    assert ways == [
        f"<{links.unsubscribe(newsletter.people, TOKEN)}>",
        f"<mailto:leave@example.org?subject={TOKEN}>",
    ]
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert READER.address not in str(message["List-Unsubscribe"])


@every
def test_machines_know_it_for_a_newsletter_and_do_not_answer(name: str) -> None:
    message, sample = read(name), EIGHT[name]()
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Precedence"] == "bulk"
    assert message["X-Auto-Response-Suppress"] == "OOF, DR, RN, NRN, AutoReply"
    assert f"<{sample.config.newsletter.id}.digest.example.org>" in str(message["List-Id"])
    assert str(message["Feedback-ID"]).startswith(f"{sample.edition.id}:")
    assert message["Content-Language"] == sample.config.newsletter.language


@every
def test_it_comes_from_a_person_at_a_time_with_a_zone(name: str) -> None:
    message, sample = read(name), EIGHT[name]()
    assert [(a.display_name, a.addr_spec) for a in message["From"].addresses] == getaddresses(
        [sample.config.newsletter.sender]
    )
    assert message["Reply-To"] == "editors@example.org"
    assert re.fullmatch(r"<[^\s<>@]+@example\.org>", str(message["Message-ID"]))
    assert parsedate_to_datetime(str(message["Date"])) == datetime(2026, 12, 3, 9, tzinfo=UTC)
    assert str(message["Subject"]).split() == made(name).subject.split()


@every
def test_no_placeholder_is_left(name: str) -> None:
    assert links.PLACEHOLDER.encode() not in eml(name)
    assert eml(name).replace(b"=\r\n", b"").count(TOKEN.encode()) == 6
