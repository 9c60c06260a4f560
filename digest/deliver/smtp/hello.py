"""From a mail server's address to a connection that may carry: greeting, encryption, our key."""

from __future__ import annotations

import asyncio
import base64
import os
import platform
import socket
import ssl
from dataclasses import dataclass

from digest.deliver.lines import NoLine
from digest.deliver.smtp.relay import Relay
from digest.deliver.smtp.replies import Reply
from digest.deliver.smtp.wire import Wire
from digest.model import Later


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Seconds to wait: to connect, for a reply, for the reply to a whole message (RFC 5321 section 4.5.3.2)."""

    connect: float = 30
    reply: float = 120
    taken: float = 600


@dataclass(frozen=True, slots=True)
class Offers:
    """What a mail server says it can do (RFC 5321 section 4.1.1.1)."""

    words: dict[str, str]

    @classmethod
    def of(cls, hello: Reply) -> Offers:
        """Read the reply to EHLO: its first line is a greeting."""
        return cls(
            {name.upper(): more for name, _, more in (line.partition(" ") for line in hello.lines[1:])}
        )

    def __contains__(self, word: str) -> bool:
        return word in self.words

    @property
    def mechanisms(self) -> set[str]:
        return set(self.words.get("AUTH", "").upper().split())


async def reached(relay: Relay, context: ssl.SSLContext, patience: Patience) -> tuple[Wire, Offers]:
    """Return a connection that may carry, and what it offers; raise NoLine, its words for an editor."""
    wire = await _connected(relay, context, patience)
    try:
        offers = await _greeted(wire, patience)
        if relay.security == "starttls":
            await _encrypted(wire, relay, context, offers, patience)
            offers = await _hello(wire, patience)
        if relay.user:
            await _authenticated(wire, relay, offers, patience)
    except NoLine as problem:
        wire.abort("given up")
        raise NoLine(Later(f"{relay}: {problem.later.reason}", stop=problem.later.stop)) from None
    except BaseException:
        wire.abort("given up")
        raise
    return wire, offers


async def _connected(relay: Relay, context: ssl.SSLContext, patience: Patience) -> Wire:
    tls = relay.security == "tls"
    try:
        async with asyncio.timeout(patience.connect):
            _, wire = await asyncio.get_running_loop().create_connection(
                Wire, relay.host, relay.port, ssl=context if tls else None,
                server_hostname=relay.host if tls else None,
            )  # fmt: skip
    except ssl.SSLError as problem:
        raise NoLine(_untrusted(relay, problem)) from None
    except TimeoutError:
        raise NoLine(Later(f"{relay} did not answer within {patience.connect:g} seconds")) from None
    except socket.gaierror:
        raise NoLine(Later(f"{relay}: there is no mail server of that name (SMTP_URL)")) from None
    except (OSError, UnicodeError) as problem:
        number = getattr(problem, "errno", None)
        words = os.strerror(number) if number else "no connection"  # its own words hold the address
        raise NoLine(Later(f"could not reach the mail server {relay}: {words}")) from None
    return wire


async def _greeted(wire: Wire, patience: Patience) -> Offers:
    greeting = await wire.reply(patience.reply)
    if not greeting.good:
        raise NoLine(Later(f"the mail server takes nothing from us: {greeting}", stop=greeting.code >= 500))
    return await _hello(wire, patience)


async def _hello(wire: Wire, patience: Patience) -> Offers:
    node = platform.node()
    ours = wire.our_address
    literal = f"[IPv6:{ours}]" if ":" in ours else f"[{ours}]"
    wire.write(f"EHLO {node if '.' in node and node.isascii() else literal}\r\n".encode())
    reply = await wire.reply(patience.reply)
    if not reply.good:
        raise NoLine(Later(f"the mail server refuses EHLO: {reply}", stop=reply.code >= 500))
    return Offers.of(reply)


async def _encrypted(
    wire: Wire, relay: Relay, context: ssl.SSLContext, offers: Offers, patience: Patience
) -> None:
    if "STARTTLS" not in offers:
        words = "the mail server offers no encryption (STARTTLS): use smtps://, or starttls=off within one machine"
        raise NoLine(Later(words, stop=True))
    wire.write(b"STARTTLS\r\n")
    reply = await wire.reply(patience.reply)
    if not reply.good:
        raise NoLine(Later(f"the mail server refuses STARTTLS: {reply}", stop=reply.code >= 500))
    try:
        await wire.encrypt(context, relay.host, patience.connect)
    except ssl.SSLError as problem:
        raise NoLine(_untrusted(relay, problem)) from None
    except OSError as problem:
        raise NoLine(Later(f"encryption failed: {problem.strerror or 'the connection broke'}")) from None


async def _authenticated(wire: Wire, relay: Relay, offers: Offers, patience: Patience) -> None:
    """Say who we are by PLAIN, or LOGIN where that is all there is; other ways are rare beside TLS."""
    if "PLAIN" in offers.mechanisms:
        words = [f"AUTH PLAIN {_base64(f'{chr(0)}{relay.user}{chr(0)}{relay.password}')}"]
    elif "LOGIN" in offers.mechanisms:
        words = ["AUTH LOGIN", _base64(relay.user), _base64(relay.password)]
    else:
        raise NoLine(
            Later("the mail server takes no password (AUTH PLAIN or LOGIN) on this connection", stop=True)
        )
    for word in words:
        wire.write(f"{word}\r\n".encode())
        reply = await wire.reply(patience.reply)
        if not reply.good:
            spent = reply.code >= 500
            raise NoLine(Later(f"the mail server refuses user or password of SMTP_URL: {reply}", stop=spent))


def _untrusted(relay: Relay, problem: ssl.SSLError) -> Later:
    why = problem.verify_message if isinstance(problem, ssl.SSLCertVerificationError) else problem.reason
    why = (why or "no common protocol").strip().rstrip(".").lower().replace("_", " ")
    return Later(f"{relay}: the mail server's certificate cannot be trusted: {why}", stop=True)


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
