"""Tests whether the live value of a field (second argument) is worse than the declared one (first)."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

from hubwarden.drift.compared_fields import ranges, small, small_set
from hubwarden.drift.pairing import is_same_id
from hubwarden.facts import TIERS
from hubwarden.model.base import ResourceId


def always(_declared: Any, _live: Any) -> bool:
    """Return true: every difference is worse."""
    return True


def is_on(_declared: Any, live: Any) -> bool:
    """Tell whether the live value is on."""
    return bool(live)


def is_off(_declared: Any, live: Any) -> bool:
    """Tell whether the live value is off."""
    return not live


def gained(declared: Any, live: Any) -> bool:
    """Tell whether the live value has a word that the declared one lacks."""
    return not small_set(live) <= small_set(declared)


_EVERYTHING = frozenset(("alllogs", "allmetrics"))
"""The groups and categories that include all others (Azure Monitor, diagnostic settings)."""


def lost(declared: Any, live: Any) -> bool:
    """Tell whether a declared category is missing, both by itself and through a group that includes it."""
    there = small_set(live)
    if "audit" in there:  # like allLogs, this group includes the operational logs of a hub
        there |= {"operationallogs"}
    return not (small_set(declared) <= there or there & _EVERYTHING)


def lost_ids(declared: tuple[ResourceId, ...], live: tuple[ResourceId, ...]) -> bool:
    """Tell whether a declared id is certainly missing."""
    return any(all(is_same_id(mine, its) is False for its in live) for mine in declared)


def lower_tier(declared: str, live: str) -> bool:
    """Tell whether the live tier is lower, or is not a known tier."""
    ranks = [small(tier) for tier in TIERS]
    if small(declared) not in ranks or small(live) not in ranks:
        return True
    return ranks.index(small(live)) < ranks.index(small(declared))


def opened(declared: Any, live: Any) -> bool:
    """Tell whether a right works from a range that no declared range of that right contains."""
    return not all(
        any(right == other and _holds(whole, part) for other, whole in ranges(declared))
        for right, part in ranges(live)
    )


def _holds(whole: str, part: str) -> bool:
    if whole == part:
        return True
    try:
        outer, inner = ip_network(whole, strict=False), ip_network(part, strict=False)
    except ValueError:
        return False
    return (
        outer.version == inner.version
        and outer.prefixlen <= inner.prefixlen
        and inner.network_address in outer
    )


def fewer(declared: Any, live: Any) -> bool:
    """Tell whether the live value has fewer."""
    return bool(live < declared)


def greater(declared: Any, live: Any) -> bool:
    """Tell whether the live number or time is greater."""
    return bool(live > declared)


def less_sensitive(declared: str | None, live: str | None) -> bool:
    """Tell whether the live dynamic threshold reacts to less, or may."""
    ranks = ("low", "medium", "high")
    if small(declared) not in ranks or small(live) not in ranks:
        return True
    return ranks.index(str(small(live))) < ranks.index(str(small(declared)))


def shorter(declared: float | None, live: float | None) -> bool:
    """Tell whether the live time is shorter; ``None`` means for ever."""
    return live is not None and (declared is None or live < declared)


def more(declared: Any, live: Any) -> bool:
    """Tell whether the live value has something that is not declared."""
    return not set(live) <= set(declared)


def weaker_lock(declared: str, live: str) -> bool:
    """Tell whether the live level of a lock refuses less."""
    ranks = ("cannotdelete", "readonly")
    if declared.lower() not in ranks:
        return live.lower() not in ranks
    return live.lower() not in ranks or declared.lower() == "readonly"


def is_approved(_declared: str, live: str) -> bool:
    """Tell whether the live private endpoint is approved."""
    return live.lower() == "approved"


def not_named(declared: ResourceId | None, _live: ResourceId | None) -> bool:
    """Tell whether no place was declared at all."""
    return declared is not None


def may_do_more(declared: Any, live: Any) -> bool:
    """Tell whether the live permissions allow more."""
    (allowed, denied), (live_allowed, live_denied) = _all_actions(declared), _all_actions(live)
    return not live_allowed <= allowed or not denied <= live_denied or len(live) > len(declared)


def _all_actions(permissions: Any) -> tuple[frozenset[str], frozenset[str]]:
    return (
        small_set(action for item in permissions for action in item.actions),
        small_set(action for item in permissions for action in item.not_actions),
    )
