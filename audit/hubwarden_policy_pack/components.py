"""The components that the engine has shown so far, found by the resource that they say something of.

A stack has many components, and few of them say anything of a single resource. To look through all of them
for each resource would make the cost of a stack grow with the square of its size.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from hubwarden.sources.pulumi.component_declarations import claim_of, mapping, speaker_above
from hubwarden.sources.pulumi.registered import Registered


@dataclass(slots=True)
class Components:
    """Components by their URN, in the order in which they were first shown."""

    _shown: dict[str, Registered] = field(default_factory=dict)
    _positions: dict[str, int] = field(default_factory=dict)
    _speakers: dict[str, list[str]] = field(default_factory=dict)
    """URNs of the components that say something of resources with a name, by that name."""
    _of_stack: dict[str, str] = field(default_factory=dict)
    """URN of the first component that says something of the whole stack, by what it says."""

    def add(self, component: Registered) -> None:
        """Take in a component; one that is shown again takes the place that it had."""
        again = component.urn in self._shown
        self._shown[component.urn] = component
        if not again:
            self._index(component)
            return
        self._speakers.clear()
        self._of_stack.clear()
        for each in self._shown.values():
            self._index(each)

    def _index(self, component: Registered) -> None:
        urn = component.urn
        self._positions.setdefault(urn, len(self._positions))
        claim = claim_of(component)
        if claim is None:
            return
        for name in (resources := mapping(claim.get("resources"))):
            self._speakers.setdefault(name, []).append(urn)
        if resources:
            self._of_stack.setdefault("resources", urn)
        if "environment" in claim:
            self._of_stack.setdefault("environment", urn)

    def around(self, resource: Registered) -> list[Registered]:
        """Return the components that tell of a resource, in the order in which they were shown.

        They are the ones that it is in, those that name it where none of these says anything, and the
        first ones that tell the stack's environment and name any resource at all.
        """
        found = set(self._of_stack.values())
        if not speaker_above(resource, self._shown):
            found.update(self._speakers.get(resource.name, ()))
        above, urn = set[str](), resource.parent
        while urn in self._shown and urn not in above:
            above.add(urn)
            urn = self._shown[urn].parent
        found |= above
        return [self._shown[urn] for urn in sorted(found, key=self._positions.__getitem__)]
