"""A directory: its principals, its subscriptions and its management groups."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal

SYSTEM_ASSIGNED: Final = "system"
_MANAGEMENT_GROUP: Final = "/providers/Microsoft.Management/managementGroups/"


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody who can sign in or have a role: a user, an application or a group."""

    id: str
    """The object id, to which roles are assigned."""
    name: str = ""
    """The sign-in name of a user, or the name of an application."""
    kind: Literal["User", "ServicePrincipal", "Group"] = "ServicePrincipal"
    client_id: str = ""
    """The application's client id, with which it signs in; empty: the object id."""
    secret: str = field(default="", repr=False)
    """The client secret with which the application can sign in; empty: none."""
    certificate: bytes = b""
    """The certificate (PEM) with whose key the application can sign in; empty: none."""
    federated: tuple[str, str] = ("", "")
    """Issuer and subject of federated tokens with which the application can sign in."""
    managed: str = ""
    """``system``, or the id of a user-assigned identity: its tokens come from the machine's endpoint."""
    members: frozenset[str] = frozenset()
    """Object ids of a group's members, which may be groups."""

    @property
    def application(self) -> str:
        """The client id with which the principal signs in."""
        return self.client_id or self.id


@dataclass(frozen=True, slots=True)
class Subscription:
    """A subscription."""

    id: str
    name: str = "local Azure"
    management_group: str = ""
    """The name of its management group; empty: the tenant's root group."""
    state: Literal["Enabled", "Warned", "PastDue", "Disabled", "Deleted"] = "Enabled"
    unregistered: frozenset[str] = frozenset()
    """The provider namespaces, in lower case, that are not registered at the start."""


@dataclass(frozen=True, slots=True)
class ManagementGroup:
    """A management group below the tenant's root group."""

    name: str
    display_name: str = ""
    parent: str = ""
    """The name of the group above it; empty: the tenant's root group."""


ADMINISTRATOR: Final = Principal(
    "00000000-0000-0000-0000-00000000a000", "admin@local.example", kind="User"
)
"""The principal of every token that was not issued here; may do everything."""


@dataclass(frozen=True)
class Tenant:
    """A directory with its principals, subscriptions and management groups.

    If ``subscriptions`` is empty, every subscription in a request exists, and those with a resource group are
    listed.
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
        """Return a subscription; ``None`` where the tenant does not have it."""
        found = self._subscriptions.get(id.lower())
        return found if found or self.subscriptions else Subscription(id)

    def management_group(self, name: str) -> ManagementGroup | None:
        """Return a management group; the name of the tenant's root group is the tenant's id."""
        return self._groups.get(name.lower())

    def all_groups(self) -> list[ManagementGroup]:
        """Return every management group, the root group first."""
        return list(self._groups.values())

    def parent_of(self, item: Subscription | ManagementGroup) -> str:
        """Return the name of the group above a subscription or group; empty for the root group."""
        if isinstance(item, Subscription):
            return item.management_group or self.id
        return "" if item.name == self.id else item.parent or self.id

    def groups_over(self, subscription: str) -> list[str]:
        """Return the ids of the management groups above a subscription, outermost first."""
        found = self.subscription(subscription)
        return list(self._chain(self.parent_of(found)))[::-1] if found else []

    def groups_from(self, name: str) -> list[str]:
        """Return the ids of a management group and the groups above it, outermost first."""
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
        """Return the object ids of a principal and of the groups that it is in, in lower case."""
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
