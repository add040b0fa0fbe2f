"""Reads what is in scope: as few calls as the API allows, each of them in the table of calls."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from hubwarden.sources.azure import call_table
from hubwarden.sources.azure.azure_answers import GONE, Answers
from hubwarden.sources.azure.azure_call import Call
from hubwarden.sources.azure.azure_inventory import Inventory
from hubwarden.sources.azure.azure_named_elsewhere import read_named_elsewhere
from hubwarden.sources.azure.azure_uri import AzureScope
from hubwarden.sources.azure.call_failed import CallFailed
from hubwarden.sources.azure.live_client import Body, LiveClient, Missed

_REFUSED: Final = 403
_NO_ROLE: Final = "Azure showed none at all, not even the one by which this account reads"
_UNREGISTERED: Final = ("MissingSubscriptionRegistration", "SubscriptionNotRegistered")
"""The subscription never used the service, so it has no namespace."""
_UNLICENSED: Final = ("AadPremiumLicenseRequired",)
"""Nobody is eligible for a role: the tenant has no Privileged Identity Management."""


@dataclass(frozen=True, slots=True)
class Address:
    """The parts of the id of a namespace or a hub."""

    subscription: str
    group: str
    namespace: str
    hub: str = ""

    @property
    def parts(self) -> dict[str, str]:
        """The parts by the names that the table of calls has for them."""
        return {
            "subscription": self.subscription,
            "group": self.group,
            "namespace": self.namespace,
            "hub": self.hub,
        }


def address_of(id: str) -> Address | None:
    """Return the parts of an id; nothing where it is not that of a namespace or a hub."""
    parts = id.split("/")
    small = [part.lower() for part in parts]
    head = ["", "subscriptions", "", "resourcegroups", "", "providers"]
    shape = [*head, "microsoft.notificationhubs", "namespaces", "", "notificationhubs", ""]
    if len(parts) not in (9, 11) or not all(parts[at] for at in range(2, len(parts), 2)):
        return None
    if any(wanted and small[at] != wanted for at, wanted in enumerate(shape[: len(parts)])):
        return None
    return Address(parts[2], parts[4], parts[8], parts[10] if len(parts) > 9 else "")  # noqa: PLR2004


async def read_all(
    client: LiveClient, scope: AzureScope, inventory: Inventory, *, with_credentials: bool
) -> Answers:
    """Read every subscription in scope; what is not told is in ``client.missed``."""
    answers = Answers()
    reader = _Reader(client, answers, scope, inventory, with_credentials)
    await asyncio.gather(*(reader.subscription(item) for item in inventory.subscriptions))
    await read_named_elsewhere(client, answers)
    return answers


@dataclass(slots=True)
class _Reader:
    client: LiveClient
    answers: Answers
    scope: AzureScope
    inventory: Inventory
    with_credentials: bool

    async def subscription(self, id: str) -> None:
        """Read the namespaces of a subscription, and what is around them where there is one."""
        namespaces = await self._namespaces(id)
        self.answers.add(call_table.NAMESPACES, namespaces)
        if not namespaces:
            return
        await asyncio.gather(
            self._surroundings(id), *(self._namespace(str(body["id"]), body) for body in namespaces)
        )

    async def _namespaces(self, id: str) -> list[Body]:
        """Return the namespaces in scope: those that are listed, and those that only Resource Graph shows."""
        scope, hubs, where = self.scope, self.client.hubs(id), f"/subscriptions/{id}"
        listed: Sequence[Body] | None = []
        if not scope.namespace and scope.group:
            where = f"{where}/resourceGroups/{scope.group}"
            listed = await self.client.each(
                call_table.NAMESPACES_OF_GROUP, where, lambda: hubs.namespaces.list(scope.group)
            )
        elif not scope.namespace:
            listed = await self.client.each(call_table.NAMESPACES, where, hubs.namespaces.list_all)
        if listed is None and not self.inventory.namespaces:
            self._forgive(where, _UNREGISTERED)
        found = self._inside(call_table.NAMESPACES, where, listed)
        wanted = {item for item in self.inventory.namespaces if _is_in(item, where)}
        if scope.namespace:
            wanted = {_namespace_id(id, scope.group, scope.namespace)}
        for extra in sorted(wanted - _ids(found)):
            address = address_of(extra)
            if address is not None and extra.lower() not in _ids(found):
                one = await self._single(
                    call_table.NAMESPACE, extra, address, named=bool(scope.namespace)
                )
                found += [one] if one else []
        return found

    def _forgive(self, where: str, codes: Sequence[str]) -> None:
        """Drop the gaps of a subscription with codes that say that there is nothing to read."""
        self.client.missed[:] = [
            item
            for item in self.client.missed
            if item.scope != where or item.failed.code not in codes
        ]

    async def _namespace(self, id: str, body: Body) -> None:
        address = address_of(id)
        if address is None:
            return
        hubs = await self._hubs(id, address)
        self.answers.add(call_table.HUBS, hubs)
        properties = body.get("properties")
        kind = properties.get("namespaceType") if isinstance(properties, Mapping) else None
        if str(kind).lower() == "messaging" and not hubs:
            return  # A namespace of another service.
        api = self.client.hubs(address.subscription)
        name = address.group, address.namespace
        await asyncio.gather(
            self._each(
                call_table.NAMESPACE_RULES,
                id,
                lambda: api.namespaces.list_authorization_rules(*name),
            ),
            self._each(
                call_table.CONNECTIONS, id, lambda: api.private_endpoint_connections.list(*name)
            ),
            self._settings(call_table.NAMESPACE_SETTINGS, id, address),
            self._credentials(
                call_table.NAMESPACE_CREDENTIALS,
                id,
                lambda: api.namespaces.get_pns_credentials(*name),
            ),
            *(self._hub(str(hub["id"])) for hub in hubs),
        )

    async def _hubs(self, id: str, address: Address) -> list[Body]:
        """Return the hubs of a namespace that are in scope."""
        api, scope = self.client.hubs(address.subscription), self.scope
        listed: Sequence[Body] | None = []
        if not scope.hub:
            listed = await self.client.each(
                call_table.HUBS,
                id,
                lambda: api.notification_hubs.list(address.group, address.namespace),
            )
        found = self._inside(call_table.HUBS, id, listed)
        wanted = {item for item in self.inventory.hubs if _is_in(item, id)}
        if scope.hub:
            wanted = {f"{id}/notificationHubs/{scope.hub}"}
        for extra in sorted(wanted):
            own = address_of(extra)
            if own is not None and extra.lower() not in _ids(found):
                one = await self._single(call_table.HUB, extra, own, named=bool(scope.hub))
                found += [one] if one else []
        return found

    async def _hub(self, id: str) -> None:
        address = address_of(id)
        if address is None:
            return
        api = self.client.hubs(address.subscription)
        name = address.group, address.namespace, address.hub
        await asyncio.gather(
            self._each(
                call_table.HUB_RULES,
                id,
                lambda: api.notification_hubs.list_authorization_rules(*name),
            ),
            self._settings(call_table.HUB_SETTINGS, id, address),
            self._credentials(
                call_table.HUB_CREDENTIALS,
                id,
                lambda: api.notification_hubs.get_pns_credentials(*name),
            ),
        )

    async def _each(self, call: Call, id: str, pager: Callable[[], AsyncIterator[Any]]) -> None:
        listed = await self.client.each(call, id, pager)
        self.answers.add(call, self._inside(call, id, listed))

    async def _credentials(self, call: Call, id: str, ask: Callable[[], Awaitable[Any]]) -> None:
        if self.with_credentials:
            found = await self.client.one(call, id, ask)
            if found is not None:
                self.answers.credentials[id.lower()] = found

    async def _settings(self, call: Call, id: str, address: Address) -> None:
        listed = await self.client.listed(call, id, **address.parts)
        self.answers.add(call, self._inside(call, id, listed))

    async def _single(self, call: Call, id: str, address: Address, *, named: bool) -> Body | None:
        """Return one namespace or hub; who is not named and is gone since is no gap."""
        api, name = self.client.hubs(address.subscription), (address.group, address.namespace)
        before = len(self.client.missed)
        if address.hub:
            found = await self.client.one(
                call, id, lambda: api.notification_hubs.get(*name, address.hub)
            )
        else:
            found = await self.client.one(call, id, lambda: api.namespaces.get(*name))
        if found is None and not named:
            self.client.missed[before:] = [
                item
                for item in self.client.missed[before:]
                if item.scope != id or item.failed.status != GONE
            ]
        return found

    async def _surroundings(self, subscription: str) -> None:
        calls = (
            call_table.ALERTS,
            call_table.ACTION_GROUPS,
            call_table.PROCESSING_RULES,
            call_table.LOCKS,
            call_table.ROLE_ASSIGNMENTS,
            call_table.ROLE_DEFINITIONS,
            call_table.ELIGIBLE_ASSIGNMENTS,
            call_table.DENY_ASSIGNMENTS,
        )
        where = f"/subscriptions/{subscription}"
        found = await asyncio.gather(
            *(self.client.listed(call, where, subscription=subscription) for call in calls)
        )
        self._forgive(where, _UNLICENSED)
        if found[calls.index(call_table.ROLE_ASSIGNMENTS)] == []:
            # Azure leaves out what the caller may not see, instead of refusing: whoever reads has a role.
            failed = CallFailed(_NO_ROLE, status=_REFUSED)
            self.client.missed.append(Missed(call_table.ROLE_ASSIGNMENTS, where, failed))
        self.answers.of_subscription[subscription] = {
            call: bodies or () for call, bodies in zip(calls, found, strict=True)
        }

    def _inside(self, call: Call, id: str, listed: Sequence[Body] | None) -> list[Body]:
        """Return what a list holds below what it was asked of, each once; the rest is a gap."""
        found: dict[str, Body] = {}
        for body in listed or ():
            own = str(body.get("id", "")).lower()
            if not _is_in(own, id):
                failed = CallFailed("the answer holds a resource of another place")
                self.client.missed.append(Missed(call, id, failed))
            else:
                found[own] = body
        return list(found.values())


def _namespace_id(subscription: str, group: str, namespace: str) -> str:
    return (
        f"/subscriptions/{subscription}/resourceGroups/{group}/providers/"
        f"Microsoft.NotificationHubs/namespaces/{namespace}"
    )


def _is_in(id: str, scope: str) -> bool:
    return id.lower().startswith(f"{scope.lower()}/")


def _ids(bodies: Iterable[Body]) -> set[str]:
    return {str(body["id"]).lower() for body in bodies}
