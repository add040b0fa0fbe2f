"""How a baseline combines with the one underneath, and an environment with the one that it extends.

Mappings are merged; a list or a plain value replaces the one underneath. A ``match`` is replaced as a whole, too:
otherwise the packaged patterns would still match beside those of the project.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from hubwarden.policy.environment_demands import NOT_INHERITED

_WHOLE: Final = ("match",)
"""Keys of an environment whose mapping is replaced instead of merged."""


def layered(below: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``own`` on top of ``below``, with every environment complete (merged with what it extends).

    Both must have been checked: every extended environment exists, and none extends itself.
    """
    packaged, given = below.get("environments", {}), own.get("environments", {})
    environments = {
        name: _environment(name, packaged, given) for name in dict.fromkeys([*packaged, *given])
    }
    # What the packaged baseline accepts stays accepted; ``baseline.load`` adds it.
    kept = {key: value for key, value in below.items() if key not in ("environments", "accepted")}
    rest = {key: value for key, value in own.items() if key != "environments"}
    return {**_merged(kept, rest), "environments": environments}


def extended_by(name: str, given: Mapping[str, Any]) -> Iterator[str]:
    """Yield the environments that an environment extends, nearest first; a cycle ends at its first repetition."""
    seen = {name}
    while (parent := _parent(given.get(name))) is not None:
        yield parent
        if parent in seen:
            return
        seen.add(parent)
        name = parent


def _parent(environment: Any) -> str | None:
    parent = environment.get("extends") if isinstance(environment, dict) else None
    return parent if isinstance(parent, str) else None


def _environment(
    name: str, packaged: Mapping[str, Any], given: Mapping[str, Any]
) -> dict[str, Any]:
    """Return one environment with its own demands on top of those that it extends."""
    same: dict[str, Any] = packaged.get(name, {})
    own: dict[str, Any] = given.get(name, {})
    parent = _parent(own)
    if parent is None:
        return _merged(same, own, _WHOLE)
    demands = _environment(parent, packaged, given)
    inherited = {key: value for key, value in demands.items() if key not in NOT_INHERITED}
    itself = {key: value for key, value in same.items() if key in NOT_INHERITED}
    return _merged(inherited | itself, own, _WHOLE)


def _merged(
    below: Mapping[str, Any], above: Mapping[str, Any], whole: tuple[str, ...] = ()
) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        under = merged.get(key)
        if isinstance(under, dict) and isinstance(value, dict) and key not in whole:
            merged[key] = _merged(under, value)
        else:
            merged[key] = value
    return merged
