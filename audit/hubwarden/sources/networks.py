"""Counts the public IP addresses in a set of address ranges."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from typing import Final

from hubwarden.model.resources import PublicAddresses
from hubwarden.sources.conversions import NotDocumented

_Network = ipaddress.IPv4Network | ipaddress.IPv6Network

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
"""Ranges that are not used on the Internet (IANA: Special-Purpose Address Registry). Python's ``is_global`` is not
used, because its answer for a range that only begins and ends in these, such as 0.0.0.0/0, differs between Python
versions."""

_PUBLIC_V6: Final = ipaddress.IPv6Network("2000::/3")
"""All addresses allocated for the Internet (IANA: Internet Protocol Version 6 Address Space)."""

_MAPPED: Final = ipaddress.IPv6Network("::ffff:0:0/96")
"""IPv4 addresses in IPv6 notation (RFC 4291, 2.5.5.2)."""


def public_addresses(masks: Iterable[str]) -> PublicAddresses:
    """Count the public addresses in all ranges together; overlaps count once.

    Raises ``ValueError`` for a text that is not a range, and ``NotDocumented`` for one that can be read in
    two ways.
    """
    old: list[ipaddress.IPv4Network] = []
    new: list[ipaddress.IPv6Network] = []
    for network in map(_network, masks):
        if isinstance(network, ipaddress.IPv4Network):
            old.append(network)
            continue
        new.append(network)
        if network.overlaps(_MAPPED):
            inside = max(network, _MAPPED, key=lambda item: item.prefixlen)
            old.append(_unmapped(inside))
    ipv4 = sum(
        item.num_addresses - sum(_shared(item, private) for private in _PRIVATE)
        for item in ipaddress.collapse_addresses(old)
    )
    ipv6 = sum(_shared(item, _PUBLIC_V6) for item in ipaddress.collapse_addresses(new))
    return PublicAddresses(ipv4, ipv6)


def is_reachable(host: str) -> bool:
    """Tell whether a service of Azure can reach a host; it cannot reach private networks and loopback addresses."""
    name = host.lower().rstrip(".")
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return "." in name and not name.endswith(_NAMES_INSIDE) and not _NUMBERS.fullmatch(name)
    if isinstance(address, ipaddress.IPv6Address):
        if address in _MAPPED:
            return is_reachable(str(address.ipv4_mapped))
        return address in _PUBLIC_V6
    return not any(address in private for private in _PRIVATE)


_NAMES_INSIDE: Final = (
    *(".localhost", ".invalid"),
    *(".local", ".localdomain", ".internal", ".home.arpa", ".lan", ".intranet", ".corp"),
)
"""Endings of names that public DNS does not resolve (RFC 6761, 6762, 8375; ICANN: .internal), or that private
networks use."""
_NUMBERS: Final = re.compile(r"(.*\.)?(0x[0-9a-f]*|\d+)")
"""A host that ends in a number is an old spelling of an address (RFC 3986, 7.4), which no webhook needs."""


def _shared(network: _Network, other: _Network) -> int:
    """Return the number of addresses that two ranges share; if two overlap, one contains the other."""
    overlap = network.overlaps(other)
    return min(network.num_addresses, other.num_addresses) if overlap else 0


def _unmapped(network: ipaddress.IPv6Network) -> ipaddress.IPv4Network:
    address = ipaddress.IPv4Address(int(network.network_address) & 0xFFFF_FFFF)
    return ipaddress.IPv4Network((address, network.prefixlen - _MAPPED.prefixlen))


def _network(mask: str) -> _Network:
    address, slash, length = mask.strip().partition("/")
    if address in ("0.0.0.0", "::") and not slash:  # noqa: S104 - read, not bound to
        length, slash = "0", "/"  # 0.0.0.0 is nobody's address: alone, it means every address.
    if ":" not in address:
        # Azure accepts numbers with leading zeros, as in 185.48.100.00/24; Python does not.
        address = ".".join(str(_number(part)) for part in address.split("."))
    return ipaddress.ip_network(f"{address}{slash}{length}", strict=False)


def _number(part: str) -> int:
    number = int(part)
    if part.startswith("0") and number >= 8:  # noqa: PLR2004 - below 8, octal and decimal are the same
        raise NotDocumented(_AMBIGUOUS)
    return number


_AMBIGUOUS: Final = "an ipMask has a number with a leading zero, which some read as octal: write it without the zero"
