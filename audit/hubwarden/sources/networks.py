"""How much of the Internet a set of address ranges lets in."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import Final

_Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_MUCH = {4: 2**24, 6: 2**112}
"""As many addresses as a /8 (IPv4) or a /16 (IPv6) has: more than any back end is."""


_PRIVATE: Final = tuple(
    ipaddress.IPv4Network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "224.0.0.0/3",
    )
)
"""Ranges from which nobody comes over the Internet (IANA: Special-Purpose Address Registry). Python's own
``is_global`` is not asked: what it says of a range that only begins and ends in these, as 0.0.0.0/0 does,
has changed between its versions."""

_PUBLIC_V6: Final = (ipaddress.IPv6Network("2000::/3"), ipaddress.IPv6Network("::ffff:0:0/96"))
"""All that is given out for the Internet (IANA: Internet Protocol Version 6 Address Space), and IPv4."""


def covers_much(masks: Iterable[str]) -> bool:
    """Tell whether address ranges, taken together, are as good as open to everybody.

    Ranges that are not of the Internet let nobody in and do not count. Raises ``ValueError`` for a text
    that is no range.
    """
    networks = [mask for mask in map(_network, masks) if _is_public(mask)]
    for version in (4, 6):
        own = [network for network in networks if network.version == version]
        merged = ipaddress.collapse_addresses(own)  # type: ignore[type-var]
        if sum(item.num_addresses for item in merged) >= _MUCH[version]:
            return True
    return False


def _is_public(network: _Network) -> bool:
    if isinstance(network, ipaddress.IPv6Network):
        return any(network.overlaps(item) for item in _PUBLIC_V6)
    return not any(network.subnet_of(item) for item in _PRIVATE)


def _network(mask: str) -> _Network:
    address, slash, length = mask.strip().partition("/")
    if address == "0.0.0.0" and not slash:  # noqa: S104 - read, not bound to
        length, slash = "0", "/"  # Nobody's own address: where it stands alone it means everybody.
    if ":" not in address:
        # Azure takes numbers with leading zeros, as in 185.48.100.00/24; Python does not.
        address = ".".join(str(int(part)) for part in address.split("."))
    network = ipaddress.ip_network(f"{address}{slash}{length}", strict=False)
    if isinstance(network, ipaddress.IPv6Network) and network.prefixlen >= 96:  # noqa: PLR2004
        mapped = network.network_address.ipv4_mapped
        if mapped is not None:
            return ipaddress.ip_network(f"{mapped}/{network.prefixlen - 96}")
    return network
