"""What the stand-in knows of a resource type, and where a type's own behaviour hooks in."""

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
    """What a resource stands on."""

    SUBSCRIPTION = "subscription"
    GROUP = "resource group"
    PARENT = "parent resource"
    ANYTHING = "anything"
    """An extension of any resource, resource group or subscription."""


@dataclass(slots=True)
class Change:
    """A write that is about to be made."""

    kind: Kind
    id: str
    name: str
    version: str
    properties: dict[str, Any]
    """What the body says, checked; a null takes a member away or back to its default."""
    old: Resource | None
    store: Store
    now: str
    """The time of the write, ISO 8601 in UTC."""
    caller: Principal
    tenant: Tenant


@dataclass(frozen=True, slots=True)
class Call:
    """A POST on a resource."""

    resource: Resource
    body: dict[str, Any]
    version: str
    store: Store
    now: str


Action = Callable[[Call], dict[str, Any]]


class Behaviour:
    """What a type does beyond the table; a plain type does nothing more."""

    def judge(self, change: Change) -> None:
        """Refuse a write that the shape alone lets through."""

    def fill(self, resource: Resource, change: Change) -> None:
        """Set what the service sets itself."""

    def companions(self, resource: Resource, change: Change) -> list[Resource]:
        """Return what comes into being with a new resource."""
        del resource, change
        return []

    def may_go(self, resource: Resource) -> None:
        """Refuse a deletion."""

    def gone(self, removed: list[Resource], store: Store, now: str) -> None:
        """Take note of a deletion; ``removed`` is the resource and all that went with it."""

    def show(self, body: dict[str, Any], resource: Resource, version: str, *, listed: bool) -> None:
        """Turn the plain body of an answer into the one that the service gives."""

    def actions(self) -> Mapping[str, Action]:
        """Return the POST operations by lower-case name."""
        return {}


PLAIN: Final = Behaviour()


@dataclass(frozen=True, slots=True)
class Kind:
    """One resource type: a row of the table."""

    type: str
    versions: tuple[str, ...]
    source: str
    """Where the row's facts are from."""
    where: Where
    name: str
    """Pattern of the last name."""
    properties: Members
    defaults: Mapping[str, Any] = field(default_factory=dict)
    """What the service fills in, unless the body says otherwise."""
    envelope: Members = field(default_factory=members)
    """Members beside ``properties``, ``location`` and ``tags``."""
    places: frozenset[str] = frozenset()
    """Where it can be; empty: it has no location."""
    needs_location: bool = True
    tagged: bool = True
    put: bool = True
    patch: bool = True
    delete: bool = True
    taken: str = ""
    """The code of the refusal where a name exists once in all of Azure; empty: once in its scope."""
    fixed: frozenset[str] = frozenset()
    """Properties that are set at creation and never after."""
    write_only: frozenset[str] = frozenset()
    """Properties that are kept and not read back."""
    keys: frozenset[str] = frozenset()
    """Access keys among the properties."""
    kept: frozenset[str] = frozenset()
    """Properties that a PUT without them leaves as they are."""
    since: Mapping[str, str] = field(default_factory=dict)
    """The first api-version of a property."""
    needs_sku_since: str = ""
    """The first api-version that requires ``sku`` where the shape does not."""
    paged: bool = False
    """Whether lists come in pages ($top, $skipToken, nextLink)."""
    slow_creation: bool = False
    """Whether a PUT that creates is answered before it is done."""
    slow_deletion: bool = False
    """Whether a DELETE is answered before it is done."""
    quick_deletion_since: str = ""
    """The first api-version in which a slow deletion is no longer slow; empty: it always is."""
    created: int = 201
    """Status of a PUT that creates."""
    created_since: str = ""
    """The first api-version with that status; before it, it is 200."""
    lists_what_is_seen: bool = False
    """Whether a list leaves out what the caller may not read, where others are refused."""
    above_subscriptions: bool = False
    """Whether it can also stand on a management group and on the tenant."""
    system_data: bool = False
    etag: bool = False
    behaviour: Behaviour = PLAIN

    @property
    def namespace(self) -> str:
        """The provider's namespace."""
        return self.type.partition("/")[0]

    @property
    def operations(self) -> str:
        """What the type is called in the names of rights."""
        if self.where is Where.SUBSCRIPTION:
            return "Microsoft.Resources/subscriptions/resourceGroups"
        return self.type

    def created_in(self, version: str) -> int:
        """Return the status of a PUT that creates in an api-version."""
        return self.created if version >= self.created_since else 200

    def deletes_slowly(self, version: str) -> bool:
        """Tell whether a DELETE of an api-version is answered before it is done."""
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
        """Return the shape of what stands around ``properties`` in an api-version."""
        # What Resource Manager itself accepts of any resource.
        common = members("id! name! type! systemData! etag! properties", location=TEXT, tags=TEXTS)
        sku = {"sku"} if self.needs_sku_since and version >= self.needs_sku_since else set()
        return Members(
            {**common.known, **self.envelope.known},
            self.envelope.required | sku,
            common.read_only | self.envelope.read_only,
        )


EVERYWHERE: Final = frozenset(REGIONS)


def versions(text: str) -> tuple[str, ...]:
    """Return the API versions that a text lists."""
    return tuple(text.split())
