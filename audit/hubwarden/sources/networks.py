"""How much of the Internet a set of address ranges lets in."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

_Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_MUCH = {4: 2**24, 6: 2**112}
"""As many addresses as a /8 (IPv4) or a /16 (IPv6) has: more than any back end is."""


def covers_much(masks: Iterable[str]) -> bool:
    """Tell whether address ranges, taken together, are as good as open to everybody.

    Raises ``ValueError`` for a text that is no range.
    """
    networks = [_network(mask) for mask in masks]
    for version in (4, 6):
        own = [one for one in networks if one.version == version]
        merged = ipaddress.collapse_addresses(own)  # type: ignore[type-var]
        if sum(one.num_addresses for one in merged) >= _MUCH[version]:
            return True
    return False


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
