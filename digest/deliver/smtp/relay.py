"""SMTP_URL: which mail server takes our messages, how we get there and who we say we are."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Literal
from urllib.parse import parse_qsl, unquote, urlsplit

from digest.config import ConfigError

EXAMPLE = "write smtp://user:password@mail.council.gov.uk:587 or smtps://user:password@mail.council.gov.uk"
PORTS = {"smtp": 587, "smtps": 465}
Security = Literal["starttls", "tls", "off"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """A mail server; `password` is never shown."""

    host: str
    port: int
    security: Security = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def relay(url: str) -> Relay:
    """Return the mail server that SMTP_URL names; raise ConfigError, whose words never repeat the password."""
    if not url:
        raise _mistake(f"not set: {EXAMPLE}")
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        raise _mistake(f"cannot be read: {EXAMPLE}; write special characters of a password as %40") from None
    if parts.scheme not in PORTS or not host or parts.path.strip("/"):
        raise _mistake(f"names no mail server: {EXAMPLE}")
    found = Relay(
        host=host,
        port=port or PORTS[parts.scheme],
        security=_security(parts.scheme, dict(parse_qsl(parts.query, keep_blank_values=True))),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )
    if found.user and found.security == "off" and not _here(host):
        raise _mistake("a password must not travel in the clear: leave out starttls=off")
    return found


def _security(scheme: str, options: dict[str, str]) -> Security:
    wish = options.pop("starttls", "required")
    if options or wish not in {"required", "off"}:
        raise _mistake("after the ? only starttls=required or starttls=off may stand")
    if scheme == "smtps":
        return "tls"
    return "starttls" if wish == "required" else "off"


def _here(host: str) -> bool:
    """Whether a host is this machine: nobody listens on the way there."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _mistake(words: str) -> ConfigError:
    return ConfigError([f"SMTP_URL: {words}"])
