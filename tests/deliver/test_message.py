from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest import links
from digest.deliver.message import Encoded, NoMessage, address, encode, message_id
from digest.model import DigestError, Email, Message
from tests.deliver.parts import HTML, TEXT, email, newsletter, reader
from tests.store.people import NOW

TOKEN = links.sign(reader().public_id, "a secret of sixteen or more", "k1")
PLAIN = policy.SMTP.clone(max_line_length=76)


def spliced(one: Email, to: str = "ada@example.org", **changes: object) -> Message:
    encoded = encode(one, newsletter(**changes), date=NOW)
    return address(encoded, reader(to), token=TOKEN, message_id="0123456789abcdef01234567")


def read(raw: bytes) -> EmailMessage:
    found = message_from_bytes(raw, policy=policy.SMTP)
    assert isinstance(found, EmailMessage)
    assert not found.defects
    return found


def bodies(raw: bytes) -> tuple[str, str]:
    html, text = (read(raw).get_body((kind,)) for kind in ("html", "plain"))
    assert html is not None
    assert text is not None
    return html.get_content().replace("\r\n", "\n"), text.get_content().replace("\r\n", "\n")


def built(one: Email, to: str) -> bytes:
    """Return what the email library alone makes for one reader."""
    message = EmailMessage(policy=PLAIN)
    leave = links.unsubscribe("https://people.example.org", TOKEN)
    for name, value in {
        "To": to,
        "Message-ID": "<0123456789abcdef01234567@example.org>",
        "From": Address("Local News", addr_spec="digest@example.org"),
        "Reply-To": "editors@example.org",
        "Subject": one.subject,
        "Date": NOW,
        "List-Id": "Local News <local.digest.example.org>",
        "List-Unsubscribe": f"<{leave}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
        "Precedence": "bulk",
        "X-Auto-Response-Suppress": "OOF, DR, RN, NRN, AutoReply",
        "Feedback-ID": "2026-12:local:digest:local",
    }.items():
        message[name] = value
    message.set_content(one.text.replace(links.PLACEHOLDER, TOKEN), cte="quoted-printable")
    message.add_alternative(
        one.html.replace(links.PLACEHOLDER, TOKEN), subtype="html", cte="quoted-printable"
    )
    message["Content-Language"] = "en-GB"
    return message.as_bytes()


def same_boundary(raw: bytes) -> bytes:
    found = re.search(rb'boundary="([^"]+)"', raw)
    assert found
    return raw.replace(found[1], b"boundary")


WORDS = st.text(
    st.characters(codec="utf-8", exclude_characters="\r", exclude_categories=["Cs"]), max_size=300
)
PERSONAL = st.lists(WORDS | st.just(links.PLACEHOLDER), max_size=8).map("".join)


@pytest.mark.parametrize(
    "to", ["ada@example.org", "o'neill+digest@council.example.org", f"{'a' * 60}@b.example"]
)
def test_a_spliced_message_is_byte_for_byte_what_the_email_library_makes(to: str) -> None:
    one = email(html=HTML + "<p>£5, Café, naïve — 日本</p>\n" * 40, text=TEXT + "naïve " * 40 + "\n")
    assert same_boundary(spliced(one, to).raw) == same_boundary(built(one, to))


@given(PERSONAL, PERSONAL)
@settings(deadline=None)
def test_whatever_an_email_says_each_reader_reads_it_with_their_own_links(html: str, text: str) -> None:
    one = email(html=html + "\n", text=text + "\n")
    raw = spliced(one).raw
    alone = built(one, "ada@example.org")
    assert bodies(raw) == bodies(alone)
    assert max(map(len, raw.split(b"\r\n"))) <= 76
    assert raw.count(TOKEN.encode()) == (html + text).count(links.PLACEHOLDER) + 1
    if alone.count(TOKEN.encode()) == raw.count(TOKEN.encode()):
        assert same_boundary(raw) == same_boundary(alone)


@pytest.mark.parametrize("before", range(30, 80))
def test_a_personal_link_is_never_cut_by_a_soft_line_break(before: int) -> None:
    line = "é" + "x" * (before - 6) + links.PLACEHOLDER + "=y " * 30
    raw = spliced(email(text=f"{line}\n{line} \t\n")).raw
    assert raw.count(TOKEN.encode()) == 4
    assert bodies(raw)[1] == f"{line}\n{line} \t\n".replace(links.PLACEHOLDER, TOKEN)
    assert max(map(len, raw.split(b"\r\n"))) <= 76


def test_the_headers_say_who_writes_and_how_to_leave() -> None:
    message = read(spliced(email(), unsubscribe_mailbox="leave@example.org").raw)
    assert {name: str(value).strip() for name, value in message.items()} == {
        "To": "ada@example.org",
        "Message-ID": "<0123456789abcdef01234567@example.org>",
        "From": "Local News <digest@example.org>",
        "Reply-To": "editors@example.org",
        "Subject": "What is on in March",
        "Date": "Thu, 03 Dec 2026 09:00:00 +0000",
        "List-Id": "Local News <local.digest.example.org>",
        "List-Unsubscribe": f"<https://people.example.org/u/{TOKEN}>, <mailto:leave@example.org?subject={TOKEN}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
        "Precedence": "bulk",
        "X-Auto-Response-Suppress": "OOF, DR, RN, NRN, AutoReply",
        "Feedback-ID": "2026-12:local:digest:local",
        "Content-Language": "en-GB",
        "MIME-Version": "1.0",
        "Content-Type": message["Content-Type"],
    }
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


def test_a_long_way_to_leave_is_never_written_as_an_encoded_word() -> None:
    host = "https://" + "people." * 12 + "example.org"
    raw = spliced(email(), people_url=host, unsubscribe_mailbox=f"{'leave' * 12}@example.org").raw
    assert f"List-Unsubscribe: <{host}/u/{TOKEN}>,\r\n <mailto:{'leave' * 12}".encode() in raw


def test_names_and_subjects_in_any_script_come_through() -> None:
    title = "Zürich, «Neues» & 日本のニュース " * 3
    one = email(subject="Frühling  in\nZürich 🌷 " * 6, sender='"Café, Zürich" <digest@bücher.example>')
    raw = spliced(one, title=title.strip()).raw
    message = read(raw)
    assert message["Subject"] == " ".join(("Frühling  in\nZürich 🌷 " * 6).split())
    assert message["From"].addresses == (Address("Café, Zürich", "digest", "xn--bcher-kva.example"),)
    assert message["List-Id"] == f"{title.strip()} <local.digest.example.org>"
    assert raw.split(b"\r\n\r\n")[0].isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 76


def test_a_title_with_a_comma_stays_one_list() -> None:
    assert (
        read(spliced(email(), title="News, local").raw)["List-Id"]
        == '"News, local" <local.digest.example.org>'
    )


def test_a_retry_sends_the_same_bytes() -> None:
    assert spliced(email()).raw == spliced(email()).raw
    assert message_id("2026-12", "reader", "secret") == message_id("2026-12", "reader", "secret")
    others = {
        message_id(*them) for them in [("2026-12", "b", "s"), ("2027-01", "b", "s"), ("2026-12", "a", "s")]
    }
    assert len(others) == 3


@pytest.mark.parametrize(
    "bad",
    ["ada@example.org\r\nBcc: bea@example.org", "Ada <ada@example.org>", "a@b.example, c@d.example", "jo@exämple.org", "", "=?utf-8?q?a?=@example.org"],
)  # fmt: skip
def test_no_message_is_made_for_an_address_that_could_say_more(bad: str) -> None:
    with pytest.raises(NoMessage) as told:
        spliced(email(), bad)
    assert not bad or bad not in str(told.value)


def test_a_subject_cannot_bring_headers_of_its_own() -> None:
    raw = spliced(email(subject="News\r\nBcc: bea@example.org")).raw
    assert read(raw)["Bcc"] is None


def test_a_link_that_would_be_lost_in_encoding_stops_the_edition() -> None:
    with pytest.raises(DigestError, match="personal link"):
        encode(email(subject=links.PLACEHOLDER), newsletter(), date=NOW)


def test_the_splice_keeps_no_more_than_the_cut_bytes() -> None:
    encoded = encode(email(), newsletter(), date=NOW)
    assert isinstance(encoded, Encoded)
    assert len(encoded.letter.parts) == 4
