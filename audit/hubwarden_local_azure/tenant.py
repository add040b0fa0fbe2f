"""Who and what is around the resources: a directory's principals, its subscriptions and management groups."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal

SYSTEM_ASSIGNED: Final = "system"
_MANAGEMENT_GROUP: Final = "/providers/Microsoft.Management/managementGroups/"


@dataclass(frozen=True, slots=True)
class Principal:
    """Someone who can sign in or hold a role: a user, an application or a group."""

    id: str
    """The object id, to which roles are assigned."""
    name: str = ""
    """A user's sign-in name, or what an application is called."""
    kind: Literal["User", "ServicePrincipal", "Group"] = "ServicePrincipal"
    client_id: str = ""
    """The application's id, by which it signs in; empty: the object id."""
    secret: str = field(default="", repr=False)
    """What the application can sign in with."""
    certificate: bytes = b""
    """The certificate, as PEM, for whose key the application can sign in."""
    federated: tuple[str, str] = ("", "")
    """Issuer and subject of the tokens of others that the application can sign in with."""
    managed: str = ""
    """``system``, or the id of a user-assigned identity: the machine hands out its tokens."""
    members: frozenset[str] = frozenset()
    """Object ids of a group's members, groups among them."""

    @property
    def application(self) -> str:
        """The id by which the principal signs in."""
        return self.client_id or self.id


@dataclass(frozen=True, slots=True)
class Subscription:
    """A subscription."""

    id: str
    name: str = "local Azure"
    management_group: str = ""
    """Name of the group that it is in; empty: the tenant's root."""
    state: Literal["Enabled", "Warned", "PastDue", "Disabled", "Deleted"] = "Enabled"
    unregistered: frozenset[str] = frozenset()
    """Namespaces of providers, in lower case, that are not registered at the start."""


@dataclass(frozen=True, slots=True)
class ManagementGroup:
    """A management group below the tenant's root."""

    name: str
    display_name: str = ""
    parent: str = ""
    """Name of the group that it is in; empty: the tenant's root."""


ADMINISTRATOR: Final = Principal(
    "00000000-0000-0000-0000-00000000a000", "admin@local.example", kind="User"
)
"""Whoever brings a token that names nobody. May do everything."""


@dataclass(frozen=True)
class Tenant:
    """A directory and what belongs to it.

    Without subscriptions, every one is there that a request names, and those are listed that have a
    resource group.
    """

    id: str = "00000000-0000-0000-0000-00000000d000"
    principals: tuple[Principal, ...] = ()
    subscriptions: tuple[Subscription, ...] = ()
    management_groups: tuple[ManagementGroup, ...] = ()

    @cached_property
    def _principals(self) -> dict[str, Principal]:
        return {item.id.lower(): item for item in (ADMINISTRATOR, *self.principals)}

    @cached_property
    def _subscriptions(self) -> dict[str, Subscription]:
        return {item.id.lower(): item for item in self.subscriptions}

    @cached_property
    def _groups(self) -> dict[str, ManagementGroup]:
        root = ManagementGroup(self.id, "Tenant Root Group")
        return {item.name.lower(): item for item in (root, *self.management_groups)}

    def principal(self, id: str) -> Principal | None:
        """Return a principal by its object id."""
        return self._principals.get(id.lower())

    def subscription(self, id: str) -> Subscription | None:
        """Return a subscription, or nothing where the tenant does not have it."""
        found = self._subscriptions.get(id.lower())
        return found if found or self.subscriptions else Subscription(id)

    def management_group(self, name: str) -> ManagementGroup | None:
        """Return a management group; the tenant's root has the tenant's id as its name."""
        return self._groups.get(name.lower())

    def all_groups(self) -> list[ManagementGroup]:
        """Return every management group, the root first."""
        return list(self._groups.values())

    def parent_of(self, item: Subscription | ManagementGroup) -> str:
        """Return the name of the management group that something is in; the root is in none."""
        if isinstance(item, Subscription):
            return item.management_group or self.id
        return "" if item.name == self.id else item.parent or self.id

    def groups_over(self, subscription: str) -> list[str]:
        """Return the ids of the management groups over a subscription, the outermost first."""
        found = self.subscription(subscription)
        return list(self._chain(self.parent_of(found)))[::-1] if found else []

    def groups_from(self, name: str) -> list[str]:
        """Return the ids of a management group and those over it, the outermost first."""
        return list(self._chain(name))[::-1]

    def _chain(self, name: str) -> Iterator[str]:
        seen = set[str]()
        while name and name.lower() not in seen:
            seen.add(name.lower())
            group = self.management_group(name)
            if group is None:
                return
            yield f"{_MANAGEMENT_GROUP}{group.name}"
            name = self.parent_of(group)

    def identities_of(self, id: str) -> set[str]:
        """Return a principal's object id and those of the groups that it is in, in lower case."""
        found = {id.lower()}
        groups = [item for item in self.principals if item.kind == "Group"]
        grown = True
        while grown:
            around = {
                group.id.lower()
                for group in groups
                if found & {member.lower() for member in group.members}
            }
            grown = not around <= found
            found |= around
        return found
