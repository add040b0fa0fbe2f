"""The components that the engine has shown so far, indexed by the resources that they declare something about.

A stack has many components, and few of them are about a given resource. Searching all of them for each resource
would take time in the square of the size of the stack.
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
    """The URNs of components by the names of the resources that they declare something about."""
    _of_stack: dict[str, str] = field(default_factory=dict)
    """The URN of the first component with each declaration about the whole stack."""

    def add(self, component: Registered) -> None:
        """Add a component; one that is shown again keeps its place in the order."""
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
        """Return the components that matter for a resource, in the order in which they were shown.

        These are the components around it; if none of them declares anything, those that name it; and the first
        ones that declare the environment of the stack and name any resource at all.
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
