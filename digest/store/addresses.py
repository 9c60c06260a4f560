"""E-mail addresses: one plain mailbox each, and the form in which two of them are the same."""

from __future__ import annotations

import re
import unicodedata

from digest.model import DigestError

MAX_LOCAL, MAX_LABEL, MAX_ALL = 64, 63, 254  # RFC 5321 section 4.5.3.1, RFC 1035 section 2.3.4
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u00a1-\U0010ffff-]+"  # beyond ASCII by RFC 6531
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")


class BadAddress(DigestError):
    """Not an address to write to; the words say why and never repeat it."""


def normalise(address: str) -> str:
    """Return the key under which an address is the same however somebody typed it; raise BadAddress."""
    return unicodedata.normalize("NFC", clean(address).casefold())


def clean(address: str) -> str:
    """Return an address as it is written to: trimmed, its domain in lower-case ASCII; raise BadAddress."""
    text = unicodedata.normalize("NFC", address.strip())
    if problem := _shape(text):
        raise BadAddress(problem)
    local, _, domain = text.rpartition("@")
    cleaned = f"{local}@{_domain(domain)}"
    if len(local.encode()) > MAX_LOCAL or len(cleaned) > MAX_ALL:
        raise BadAddress(f"too long: at most {MAX_LOCAL} characters before the @ and {MAX_ALL} in all")
    return cleaned


def _shape(text: str) -> str | None:
    local, at, _ = text.rpartition("@")
    if not text:
        return "empty: write an address"
    if not text.isprintable():
        return "holds a control character or a line break"
    if re.search(r"[\s,;<>()]", text) or local.count("@"):
        return "write one address only, without a name: ada@example.org"
    if not at or not local:
        return "there is no name and @: write it like ada@example.org"
    if not _LOCAL.fullmatch(local) or "=?" in local:  # =? starts an encoded word (RFC 2047)
        return "the part before the @ holds characters that mail does not carry"
    return None


def _domain(domain: str) -> str:
    if not domain.isascii():
        domain = _ascii(domain)
    domain = domain.lower()
    labels = domain.split(".")
    good = all(len(label) <= MAX_LABEL and _LABEL.fullmatch(label) for label in labels)
    if not good or len(labels) < 2 or labels[-1].isdigit():
        raise BadAddress("the part after the @ is not a domain: write it like example.org")
    return domain


def _ascii(domain: str) -> str:
    """Return an international domain in ASCII (IDNA 2008: the built-in codec would turn ß into another name)."""
    import idna

    try:
        return idna.encode(domain, uts46=True).decode()
    except idna.IDNAError:
        raise BadAddress("the part after the @ is not a domain: write it like example.org") from None
