"""Which IP addresses are worth sending: public ones, in clear."""

from __future__ import annotations

import ipaddress
import socket

from target_tiktok_events.personal.normalise import Unusable

_NOT_PUBLIC = tuple(
    (int(network.network_address) >> 16, int(network.broadcast_address) >> 16)
    for network in map(
        ipaddress.IPv4Network,
        (
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "224.0.0.0/3",
        ),
    )
)
"""First and last upper half of private, shared, loopback, link-local, multicast and reserved."""
_PUBLIC_HALVES = frozenset(range(2**16)).difference(
    *(range(first, last + 1) for first, last in _NOT_PUBLIC)
)
_GLOBAL_UNICAST = range(0x20, 0x40)
"""First byte of 2000::/3, the only part of IPv6 that is routed publicly."""
_MAPPED = bytes(10) + b"\xff\xff"


def public_address(text: str) -> str | Unusable:
    """The address as TikTok takes it, IPv4 or IPv6; unusable are private ones and other text.

    An IPv4 address inside IPv6 (`::ffff:198.51.100.7`) comes out as IPv4. Addresses reserved
    for documentation count as public: no customer has one, and examples need some.
    """
    text = text.strip()
    if not text:
        return Unusable.BLANK
    if ":" not in text:
        try:
            packed = socket.inet_pton(socket.AF_INET, text)
        except (OSError, ValueError):
            return Unusable.UNREADABLE
        return text if packed[0] << 8 | packed[1] in _PUBLIC_HALVES else Unusable.UNREADABLE
    try:
        packed = socket.inet_pton(socket.AF_INET6, text)
    except (OSError, ValueError):
        return Unusable.UNREADABLE
    if packed.startswith(_MAPPED):
        return public_address(socket.inet_ntop(socket.AF_INET, packed[12:]))
    return text if packed[0] in _GLOBAL_UNICAST else Unusable.UNREADABLE
