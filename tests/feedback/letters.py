"""Letters as the world writes them, about messages as we write them."""

from __future__ import annotations

from digest import links
from digest.deliver.message import address, encode, message_id
from tests.deliver.parts import email, newsletter, reader
from tests.store.people import NOW

SECRET = "a secret of sixteen or more"
TOKEN = links.sign(reader().public_id, SECRET, "k1")
NAME = message_id("2026-12", reader().public_id, SECRET)
OURS = address(encode(email(), newsletter(), date=NOW), reader(), token=TOKEN, message_id=NAME).raw
HEADERS = OURS.partition(b"\r\n\r\n")[0] + b"\r\n"


def report(
    kind: str, middle: bytes, back: bytes = HEADERS, *, back_kind: str = "text/rfc822-headers"
) -> bytes:
    """Return a multipart/report (RFC 6522)."""
    inner = "feedback-report" if kind == "feedback-report" else "delivery-status"
    return (
        (
            f"From: MAILER-DAEMON@mx.example.net\r\nTo: digest@example.org\r\nSubject: Undelivered\r\n"
            f"Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
            f'Content-Type: multipart/report; report-type={kind}; boundary="b"\r\n\r\n'
            f"--b\r\nContent-Type: text/plain\r\n\r\nIt did not arrive.\r\n"
            f"--b\r\nContent-Type: message/{inner}\r\n\r\n"
        ).encode()
        + middle
        + f"\r\n--b\r\nContent-Type: {back_kind}\r\n\r\n".encode()
        + back
        + b"\r\n--b--\r\n"
    )


def bounce(
    status: str, said: str = "smtp; 550 no", action: str = "failed", to: str = "ada@example.org"
) -> bytes:
    """Return the middle of a delivery status notification (RFC 3464)."""
    return (
        f"Reporting-MTA: dns; mx.example.net\r\n\r\nFinal-Recipient: rfc822; {to}\r\n"
        f"Action: {action}\r\nStatus: {status}\r\nDiagnostic-Code: {said}\r\n"
    ).encode()


def letter(subject: str = "Hello", body: str = "Words.\n", **headers: str) -> bytes:
    lines = {"From": "Bea <bea@example.org>", "To": "leave@example.org", "Subject": subject}
    lines |= {name.replace("_", "-"): value for name, value in headers.items()}
    return "".join(f"{name}: {value}\r\n" for name, value in lines.items()).encode() + b"\r\n" + body.encode()


QMAIL = letter(
    "failure notice",
    "Hi. This is the qmail-send program at mx.example.net.\nI'm afraid I wasn't able to deliver your message.\n\n"
    "<ada@example.org>:\n192.0.2.1 does not like recipient.\nRemote host said: 550 5.1.1 User unknown\n\n"
    "--- Below this line is a copy of the message.\n\nReturn-Path: <digest@example.org>\n"
    + HEADERS.decode().replace("\r\n", "\n"),
    Return_Path="<>",
)
EXIM = letter(
    "Mail delivery failed: returning message to sender",
    "A message that you sent could not be delivered.\n\n  ada@example.org\n    host mx.example.net [192.0.2.1]\n"
    "    SMTP error from remote mail server after RCPT TO:<ada@example.org>:\n    550 mailbox unavailable: user unknown\n\n"
    "------ This is a copy of the message, including all the headers. ------\n\n"
    + HEADERS.decode().replace("\r\n", "\n"),
    X_Failed_Recipients="ada@example.org",
    Auto_Submitted="auto-replied",
)
