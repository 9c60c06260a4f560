"""The way from the address in sources.yaml to where the document is: each step checked before it is taken."""

from __future__ import annotations

from dataclasses import dataclass

from yarl import URL

from digest.gather.addresses import Gate, literal
from digest.model import SourceError

REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})
MOST = 5


@dataclass(frozen=True, slots=True)
class Redirect:
    """A server's word that the document is elsewhere."""

    code: int
    location: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One address to ask; `moved_to` is the last one that permanent redirects alone led to."""

    url: URL
    start: URL
    count: int = 0
    permanent: bool = True
    moved_to: str | None = None
    secure: bool = False

    def __str__(self) -> str:
        return f"{self.start} redirects to {self.url}, which" if self.count else str(self.url)

    @property
    def host(self) -> str:
        return self.url.host or ""

    def next(self, redirect: Redirect) -> Hop:
        """Return the hop that `redirect` asks for; raise SourceError if that is one too many or no address."""
        if self.count == MOST:
            raise SourceError(f"{self.start} redirects more than {MOST} times")
        try:
            url = self.url.join(URL(redirect.location))
        except ValueError:
            raise SourceError(f"{self} redirects to something that is not a web address") from None
        permanent = self.permanent and redirect.code in PERMANENT
        return Hop(
            url=url,
            start=self.start,
            count=self.count + 1,
            permanent=permanent,
            moved_to=str(url) if permanent else self.moved_to,
            secure=self.url.scheme == "https",
        )


def first(address: str) -> Hop:
    """Return the first hop; `webcal://` is what calendar programs write for https."""
    scheme, colon, rest = address.strip().partition("://")
    try:
        url = URL(f"https://{rest}" if colon and scheme.lower() in {"webcal", "webcals"} else address.strip())
    except ValueError:
        raise SourceError(f"{address} is not a web address: write https://...") from None
    return Hop(url=url, start=url)


def check(hop: Hop, gate: Gate) -> None:
    """Raise SourceError, its text the end of a sentence, if nobody should go there."""
    url = hop.url
    if url.scheme not in {"http", "https"} or not hop.host:
        raise SourceError("is not a web address: write https://...")
    if url.user is not None or url.password is not None:
        raise SourceError("holds a user name or password")
    if hop.secure and url.scheme == "http":
        raise SourceError("is not secure, though the address before was")
    if gate.named(hop.host):
        return
    try:
        address = literal(hop.host)
    except ValueError:
        raise SourceError("is a number in disguise, not the name of a site") from None
    if address and not gate.admits(hop.host, address):
        raise SourceError("is a private address")
    if url.port not in {80, 443} and (url.port or 0) < 1024:
        raise SourceError(f"uses port {url.port}, which is not for web pages")
