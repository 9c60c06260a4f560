from __future__ import annotations

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.gather.addresses import Gate, literal, public
from digest.model import DigestError


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.0.0.5", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
        *("224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "192.0.0.8", "192.88.99.1", "198.18.0.1"),
        *("192.0.2.1", "198.51.100.1", "203.0.113.1"),
        *(
            "::",
            "::1",
            "::7f00:1",
            "fe80::1",
            "fe80::1%eth0",
            "fc00::1",
            "fd12::1",
            "fec0::1",
            "ff02::1",
            "ff0e::1",
        ),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.5", "::ffff:0:127.0.0.1"),
        *(
            "64:ff9b::7f00:1",
            "64:ff9b::808:808",
            "64:ff9b:1::1",
            "2002:7f00:1::",
            "2001::1",
            "2001:db8::1",
            "3fff::1",
        ),
    ],
)
def test_an_address_that_is_not_on_the_public_internet_is_refused(address: str) -> None:
    assert not public(ip_address(address))


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "151.101.0.144", "::ffff:8.8.8.8", "2a00:1450:4009::1", "2606:4700::1"]
)
def test_a_public_address_is_let_through(address: str) -> None:
    assert public(ip_address(address))


@given(st.ip_addresses(v=4))
def test_an_ipv6_coat_changes_nothing(address: object) -> None:
    assert public(ip_address(f"::ffff:{address}")) == public(ip_address(str(address)))


@given(st.ip_addresses())
def test_whatever_python_calls_private_is_never_let_through(address: object) -> None:
    given_address = ip_address(str(address))
    assert not (public(given_address) and (given_address.is_private or given_address.is_multicast))


@pytest.mark.parametrize(
    "host",
    [
        "127.1",
        "2130706433",
        "0x7f.1",
        "0x7f000001",
        "0177.0.0.1",
        "127.0.0.1.",
        "127.0.0.256",
        "v1.0xFF",
        "::g",
    ],
)
def test_a_number_in_disguise_is_no_host(host: str) -> None:
    with pytest.raises(ValueError, match="neither a name nor an address"):
        literal(host)


@pytest.mark.parametrize(
    "host", ["anytown.example.org", "127.0.0.1.nip.io", "3com.example", "xn--bcher-kva.example"]
)
def test_a_name_is_a_name(host: str) -> None:
    assert literal(host) is None


def test_a_named_host_may_be_private_and_its_neighbours_may_not() -> None:
    gate = Gate.naming(["intranet.example.org", "10.0.0.5", "[::1]"])
    assert gate.admits("Intranet.example.org.", ip_address("10.0.0.9"))
    assert gate.admits("any.example.org", ip_address("10.0.0.5"))
    assert gate.admits("any.example.org", ip_address("::1"))
    assert not gate.admits("www.intranet.example.org", ip_address("10.0.0.9"))
    assert not gate.admits("any.example.org", ip_address("10.0.0.6"))


def test_a_host_with_a_port_is_a_mistake_with_a_remedy() -> None:
    with pytest.raises(
        DigestError, match=r"DIGEST_ALLOW_PRIVATE_HOSTS: 127.0.0.1:80 .*: write names or addresses, no port"
    ):
        Gate.naming(["127.0.0.1:80"])
