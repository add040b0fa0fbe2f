"""What components declare about the resources in them.

A component declares it in its input ``hubwarden``: which setting each input comes from, which consumer uses an
access rule, which platforms an app is built for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from hubwarden.sources.pulumi.registered import Registered


def claim_of(resource: Registered) -> Mapping[str, Any] | None:
    """Return what a component declares about itself and its resources; ``None`` where it declares nothing."""
    said = None if resource.custom else resource.inputs.get("hubwarden")
    return said if isinstance(said, dict) else None


def mapping(value: Any) -> Mapping[str, Any]:
    """Return a part of a declaration; an empty mapping where a program has something else there."""
    return value if isinstance(value, dict) else {}


def declarations(resources: Iterable[Registered]) -> dict[str, Mapping[str, Any]]:
    """Return what is declared about each resource, by its URN.

    A component names resources by their logical names, which other components may use, too. For a resource inside
    components with declarations, only the nearest of these counts. For any other resource, a declaration counts if
    its component has no resource of that name itself; where several of these differ, none counts.
    """
    resources = list(resources)
    components = {resource.urn: resource for resource in resources if not resource.custom}
    said = {
        urn: mapping(claim.get("resources"))
        for urn, component in components.items()
        if (claim := claim_of(component)) is not None
    }
    speakers: dict[str, list[str]] = {}
    for urn, names in said.items():
        for name in names:
            speakers.setdefault(name, []).append(urn)
    custom = [resource for resource in resources if resource.custom]
    above = {item.urn: speaker_above(item, components) for item in custom}
    own = {(above[item.urn], item.name) for item in custom}
    found = {}
    for item in custom:
        if nearest := above[item.urn]:
            speaking = [nearest] if item.name in said[nearest] else []
        else:
            named = speakers.get(item.name, ())
            speaking = [urn for urn in named if (urn, item.name) not in own]
        known = [mapping(said[urn][item.name]) for urn in speaking]
        if known and all(each == known[0] for each in known):
            found[item.urn] = known[0]
    return found


def speaker_above(resource: Registered, components: Mapping[str, Registered]) -> str:
    """Return the URN of the nearest component around a resource that declares anything; empty where there is none.

    ``components`` has every component that may be above it, by URN.
    """
    urn, seen = resource.parent, set[str]()
    while urn in components and urn not in seen:
        if claim_of(components[urn]) is not None:
            return urn
        seen.add(urn)  # only a hostile document has a cycle of parents
        urn = components[urn].parent
    return ""
