"""A row in the table of resource types, and the behaviour that a type can add to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, Final

from hubwarden_local_azure.regions import REGIONS
from hubwarden_local_azure.shapes import TEXT, TEXTS, Members, Shape, members
from hubwarden_local_azure.store import Resource, Store
from hubwarden_local_azure.tenant import Principal, Tenant


class Where(Enum):
    """What a resource can be attached to."""

    SUBSCRIPTION = "subscription"
    GROUP = "resource group"
    PARENT = "parent resource"
    ANYTHING = "anything"
    """An extension of any resource, resource group or subscription."""


@dataclass(slots=True)
class Change:
    """A write that is about to be performed."""

    kind: Kind
    id: str
    name: str
    version: str
    properties: dict[str, Any]
    """The checked properties of the body; null removes a member or resets it to its default."""
    old: Resource | None
    store: Store
    now: str
    """The time of the write, ISO 8601 in UTC."""
    caller: Principal
    tenant: Tenant


@dataclass(frozen=True, slots=True)
class Call:
    """A POST to a resource."""

    resource: Resource
    body: dict[str, Any]
    version: str
    store: Store
    now: str


Action = Callable[[Call], dict[str, Any]]


class Behaviour:
    """What a type does beyond its row; this base class does nothing."""

    def judge(self, change: Change) -> None:
        """Refuse a write that the shape alone would allow."""

    def fill(self, resource: Resource, change: Change) -> None:
        """Set the members that the service sets itself."""

    def companions(self, resource: Resource, change: Change) -> list[Resource]:
        """Return the resources that are created together with a new resource."""
        del resource, change
        return []

    def may_go(self, resource: Resource) -> None:
        """Refuse a deletion."""

    def gone(self, removed: list[Resource], store: Store, now: str) -> None:
        """React to a deletion; ``removed`` is the resource with everything deleted with it."""

    def show(self, body: dict[str, Any], resource: Resource, version: str, *, listed: bool) -> None:
        """Change the plain body of an answer into the form of the service."""

    def actions(self) -> Mapping[str, Action]:
        """Return the POST operations by their lower-case names."""
        return {}


PLAIN: Final = Behaviour()


@dataclass(frozen=True, slots=True)
class Kind:
    """One resource type: a row of the table."""

    type: str
    versions: tuple[str, ...]
    source: str
    """The documents that the facts of the row are from."""
    where: Where
    name: str
    """The pattern of the last name."""
    properties: Members
    defaults: Mapping[str, Any] = field(default_factory=dict)
    """The values that the service sets unless the body has others."""
    envelope: Members = field(default_factory=members)
    """The members beside ``properties``, ``location`` and ``tags``."""
    places: frozenset[str] = frozenset()
    """The locations where it can be; empty: it has no location."""
    needs_location: bool = True
    tagged: bool = True
    put: bool = True
    patch: bool = True
    delete: bool = True
    taken: str = ""
    """The code that refuses a name which is taken in all of Azure; empty: names are unique in their scope only."""
    fixed: frozenset[str] = frozenset()
    """Properties that can be set only at creation."""
    write_only: frozenset[str] = frozenset()
    """Properties that can be written and are never returned."""
    keys: frozenset[str] = frozenset()
    """Properties that are access keys."""
    kept: frozenset[str] = frozenset()
    """Properties that stay unchanged in a PUT without them."""
    since: Mapping[str, str] = field(default_factory=dict)
    """The first api-version with a property."""
    needs_sku_since: str = ""
    """The first api-version that requires ``sku``, where the shape does not."""
    paged: bool = False
    """Whether lists are paged ($top, $skipToken, nextLink)."""
    slow_creation: bool = False
    """Whether a PUT that creates is answered before it is finished."""
    slow_deletion: bool = False
    """Whether a DELETE is answered before it is finished."""
    quick_deletion_since: str = ""
    """The first api-version in which a slow deletion is fast; empty: it is always slow."""
    created: int = 201
    """The status of a PUT that creates."""
    created_since: str = ""
    """The first api-version with that status; older ones answer 200."""
    lists_what_is_seen: bool = False
    """Whether a list leaves out what the caller may not read, where other lists are refused."""
    above_subscriptions: bool = False
    """Whether it can also be attached to a management group and the tenant."""
    system_data: bool = False
    etag: bool = False
    behaviour: Behaviour = PLAIN

    @property
    def namespace(self) -> str:
        """The namespace of the provider."""
        return self.type.partition("/")[0]

    @property
    def operations(self) -> str:
        """The name of the type in the names of actions."""
        if self.where is Where.SUBSCRIPTION:
            return "Microsoft.Resources/subscriptions/resourceGroups"
        return self.type

    def created_in(self, version: str) -> int:
        """Return the status of a PUT that creates, for an api-version."""
        return self.created if version >= self.created_since else 200

    def deletes_slowly(self, version: str) -> bool:
        """Tell whether a DELETE is answered before it is finished, for an api-version."""
        quick = self.quick_deletion_since
        return self.slow_deletion and not (quick and version >= quick)

    def property_shape(self, version: str) -> Members:
        """Return the shape of ``properties`` in an api-version."""
        later = {name for name, first in self.since.items() if version < first}
        known: dict[str, Shape] = {
            name: shape for name, shape in self.properties.known.items() if name not in later
        }
        return replace(self.properties, known=known)

    def envelope_shape(self, version: str) -> Members:
        """Return the shape of the members around ``properties`` in an api-version."""
        # Members that Resource Manager accepts for any resource.
        common = members("id! name! type! systemData! etag! properties", location=TEXT, tags=TEXTS)
        sku = {"sku"} if self.needs_sku_since and version >= self.needs_sku_since else set()
        return Members(
            {**common.known, **self.envelope.known},
            self.envelope.required | sku,
            common.read_only | self.envelope.read_only,
        )


EVERYWHERE: Final = frozenset(REGIONS)


def versions(text: str) -> tuple[str, ...]:
    """Return the API versions listed in a text."""
    return tuple(text.split())
