"""One render, many readers: an email is encoded once, a reader's copy is spliced from its bytes."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage

from digest import links
from digest.config import Newsletter
from digest.deliver import headers
from digest.model import DigestError, Email, Letter, Message, Subscriber

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u00a1-\U0010ffff-]+"  # beyond ASCII by RFC 6531
_MAILBOX = re.compile(rf"(?!.*=\?){_ATOM}(?:\.{_ATOM})*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_UNIT = re.compile(rf"{links.PLACEHOLDER}|=[0-9A-F]{{2}}|.")


class NoMessage(DigestError):
    """No message can be made for one reader; the words never repeat the address."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """An email written once for all readers; `sender` is its bare address."""

    edition: str
    sender: str
    letter: Letter


def encode(email: Email, newsletter: Newsletter, *, date: datetime) -> Encoded:
    """Return an email as the email library writes it, once for all readers; `date` must not change on a retry."""
    message = EmailMessage(policy=headers.POLICY)
    headers.write(message, email, newsletter, date=date.astimezone(newsletter.timezone))
    shared = {name: str(value) for name, value in message.items()}
    message.set_content(email.text, cte="quoted-printable")
    message.add_alternative(email.html, subtype="html", cte="quoted-printable")
    message["Content-Language"] = (
        newsletter.language
    )  # earlier, the library would take it for the text part's
    message.set_boundary(
        "=_" + hashlib.sha256(email.sha256.encode()).hexdigest()[:32]
    )  # =_ is never quoted-printable
    for part in message.iter_parts():
        part.set_payload(_tokens_whole(str(part.get_payload())))
    parts = message.as_bytes().split(links.PLACEHOLDER.encode())
    expected = sum(
        text.count(links.PLACEHOLDER) for text in (email.text, email.html, message["List-Unsubscribe"])
    )
    if len(parts) != expected + 1:
        raise DigestError(f"{email.edition}: a personal link stands where no reader's token can be put")
    return Encoded(email.edition, headers.mailbox(email.sender)[1], Letter(email, shared, tuple(parts)))


def address(encoded: Encoded, subscriber: Subscriber, *, token: str, message_id: str) -> Message:
    """Return one reader's copy; raise NoMessage when the address cannot stand in a header."""
    if not _MAILBOX.fullmatch(subscriber.address):
        raise NoMessage("the address is not one that mail can carry: correct it or remove the reader")
    domain = encoded.sender.rpartition("@")[2]
    own = headers.line("To", subscriber.address) + headers.line("Message-ID", f"<{message_id}@{domain}>")
    return Message(
        name=f"{encoded.edition}-{message_id}",
        to=subscriber.address,
        token=token,
        letter=encoded.letter,
        head=own.encode(),
        sender=encoded.sender,
    )


def message_id(edition: str, public_id: str, secret: str) -> str:
    """Return the left side of a Message-ID, the same each time, so that a log or mailbox can recognise it."""
    return hmac.digest(secret.encode(), f"message:{edition}:{public_id}".encode(), "sha256").hex()[:24]


def _tokens_whole(payload: str) -> str:
    """Return quoted-printable text in which no soft line break falls inside a personal link."""
    return "\n".join(map(_token_whole, re.split(r"(?<!=)\n", payload)))


def _token_whole(line: str) -> str:
    """Wrap one line of text anew if its soft breaks (`=` at the end) cut a token; others stay as they are."""
    unwrapped = line.replace("=\n", "")
    if unwrapped.count(links.PLACEHOLDER) == line.count(links.PLACEHOLDER):
        return line
    if unwrapped.endswith((" ", "\t")):
        unwrapped = f"{unwrapped[:-1]}={ord(unwrapped[-1]):02X}"
    lines = [""]
    for unit in _UNIT.findall(unwrapped):
        if len(lines[-1]) + len(unit) >= headers.WIDTH:
            lines.append("")
        lines[-1] += unit
    return "=\n".join(lines)
