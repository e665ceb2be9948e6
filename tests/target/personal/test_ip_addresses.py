"""Which IP addresses are sent."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from target_tiktok_events.personal.ip_addresses import public_address
from target_tiktok_events.personal.normalise import Unusable

# Documentation and protocol assignments: no customer has one, so they need no check.
UNUSED = [
    ipaddress.ip_network(text)
    for text in (
        "192.0.0.0/24",
        "192.0.2.0/24",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "2001:db8::/32",
        "3fff::/20",
    )
]


@pytest.mark.parametrize(
    ("raw", "sent"),
    [
        ("8.8.8.8", "8.8.8.8"),
        (" 203.0.113.9 ", "203.0.113.9"),
        ("2001:db8:85a3::8a2e:370:7334", "2001:db8:85a3::8a2e:370:7334"),
        ("2A00:1450:4001:81B::200E", "2A00:1450:4001:81B::200E"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
    ],
)
def test_public_addresses_are_sent_in_clear(raw: str, sent: str) -> None:
    """A public address of either version is sent as it is; IPv4 inside IPv6 comes out as IPv4."""
    assert public_address(raw) == sent


@pytest.mark.parametrize(
    "raw",
    [
        "10.1.2.3",
        "172.31.0.1",
        "192.168.1.1",
        "127.0.0.1",
        "0.0.0.0",  # noqa: S104 - an example, nothing listens here
        "100.64.0.1",
        "169.254.1.1",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fd00::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "1.2.3",
        "1.2.3.4.5",
        "01.2.3.4",
        "256.1.1.1",
        "1.2.3.4:5678",
        "1.2.3.4, 5.6.7.8",
        "localhost",
        "unknown",
        "1.2.3.4\x00",
        "8.8.8.8\ud800",
        "a:b" * 5000,
        "848a771458438fc2ec420560d769fb9b9b86851ee338ec56517baabd79d3bb4f",
    ],
)
def test_other_addresses_are_left_out(raw: str) -> None:
    """Private, local and reserved addresses, hashes and other text are not sent."""
    assert public_address(raw) is Unusable.UNREADABLE


def test_blank() -> None:
    """No address is nothing wrong."""
    assert public_address(" ") is Unusable.BLANK


@settings(deadline=None)
@given(address=st.ip_addresses())
def test_agrees_with_the_standard_library(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    """What Python calls private, loopback, link-local, multicast or unspecified is never sent."""
    if any(address in network for network in UNUSED):
        return
    sent = public_address(str(address))
    if isinstance(sent, str):
        assert address.is_global or address in ipaddress.ip_network("2000::/3")
        assert not address.is_multicast
        assert not address.is_loopback


@settings(deadline=None)
@given(address=st.ip_addresses(v=4))
def test_every_global_ipv4_address_is_sent(address: ipaddress.IPv4Address) -> None:
    """No public IPv4 address is lost, and what is sent is the address itself."""
    if address.is_global and not address.is_multicast:
        assert public_address(str(address)) == str(address)


@settings(deadline=None)
@given(text=st.text(alphabet=st.characters(exclude_categories=())))
def test_no_text_raises(text: str) -> None:
    """Any text is an address, blank or unusable."""
    sent = public_address(text)
    if isinstance(sent, str):
        ipaddress.ip_address(sent)
