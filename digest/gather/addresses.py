"""Which addresses may be connected to: the public internet, and what the operator of this machine names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from digest.model import DigestError

Address = IPv4Address | IPv6Address

GLOBAL_UNICAST = IPv6Network("2000::/3")  # RFC 4291, section 2.4: nothing else is the internet of today
NOT_PUBLIC = tuple(
    ip_network(block)
    for block in (
        "100.64.0.0/10",  # carriers' NAT, RFC 6598
        "192.0.0.0/24",  # protocol assignments, RFC 6890
        "192.88.99.0/24",  # 6to4 relays, RFC 7526
        "198.18.0.0/15",  # benchmarks, RFC 2544
        "2001::/23",  # protocol assignments; Teredo among them, RFC 4380
        "2001:db8::/32",  # documentation, RFC 3849
        "2002::/16",  # 6to4 carries an IPv4 address inside, RFC 3056
        "3fff::/20",  # documentation, RFC 9637
    )
)


def public(address: Address) -> bool:
    """Whether `address` is on the public internet; an IPv4 address in an IPv6 coat is judged as itself."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return public(address.ipv4_mapped)
        if address not in GLOBAL_UNICAST:
            return False
    if address.is_multicast or address.is_reserved or not address.is_global:
        return False
    return not any(address in block for block in NOT_PUBLIC)


def literal(host: str) -> Address | None:
    """Return the address that `host` spells out, None for a name.

    ValueError for a number in disguise (`127.1`, `0x7f.1`, `2130706433`): system calls read those as addresses.
    """
    try:
        return ip_address(host)
    except ValueError:
        last = host.rstrip(".").rpartition(".")[2].lower()
        if ":" in host or last.isdigit() or last.startswith("0x"):
            raise ValueError(f"{host} is neither a name nor an address in its usual form") from None
        return None


@dataclass(frozen=True, slots=True)
class Gate:
    """Lets the public internet pass, and the hosts that were named (by name, or by address)."""

    names: frozenset[str] = frozenset()
    addresses: frozenset[Address] = frozenset()

    @classmethod
    def naming(cls, hosts: Iterable[str]) -> Gate:
        """Return the gate that also lets `hosts` pass; raise DigestError for what is neither name nor address."""
        plain = [host.strip("[]").rstrip(".").lower() for host in hosts]
        try:
            found = [literal(host) for host in plain]
        except ValueError as problem:
            raise DigestError(
                f"DIGEST_ALLOW_PRIVATE_HOSTS: {problem}: write names or addresses, no port"
            ) from None
        return cls(frozenset(plain), frozenset(address for address in found if address))

    def named(self, host: str) -> bool:
        """Whether the operator vouches for `host` itself."""
        return host.rstrip(".").lower() in self.names

    def admits(self, host: str, address: Address) -> bool:
        """Whether a connection to `host` may go to `address`."""
        return self.named(host) or address in self.addresses or public(address)
