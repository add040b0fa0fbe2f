"""Reads what resources in scope name and what may lie elsewhere: places for logs, and action groups."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from typing import Final

from hubwarden.sources.azure import call_table
from hubwarden.sources.azure.azure_answers import GONE, Answers
from hubwarden.sources.azure.azure_call import Call
from hubwarden.sources.azure.live_client import Body, LiveClient

_STORES: Final = {
    "workspaceId": call_table.WORKSPACE,
    "storageAccountId": call_table.STORAGE_POLICY,
}

_NOT_THERE: Final = ("ResourceNotFound", "ResourceGroupNotFound")
"""Codes that say that a resource does not exist."""


async def read_named_elsewhere(client: LiveClient, answers: Answers) -> None:
    """Read each workspace and storage account that a diagnostic setting names, and each action group that an
    alert on a hub names and no list had, once.
    """
    await asyncio.gather(_read_log_stores(client, answers), _read_action_groups(client, answers))


async def _read_log_stores(client: LiveClient, answers: Answers) -> None:
    stores = {
        str(properties[name]).lower(): (call, str(properties[name]))
        for which in (call_table.NAMESPACE_SETTINGS, call_table.HUB_SETTINGS)
        for body in answers.bodies.get(which, ())
        if isinstance(properties := body.get("properties"), Mapping)
        for name, call in _STORES.items()
        if call.pattern.fullmatch(_path(call, str(properties.get(name) or "")))
    }
    await asyncio.gather(*(_read(client, answers, call, id) for call, id in stores.values()))


async def _read_action_groups(client: LiveClient, answers: Answers) -> None:
    around = answers.of_subscription.values()
    known = {
        str(body["id"]).lower() for found in around for body in found[call_table.ACTION_GROUPS]
    }
    named = {
        id.lower(): id
        for found in around
        for alert in found[call_table.ALERTS]
        for id in _action_groups_of(alert)
        if call_table.ACTION_GROUP.pattern.fullmatch(id) and id.lower() not in known
    }

    async def read(id: str) -> None:
        parts = id.split("/")
        place = {"subscription": parts[2], "group": parts[4], "action_group": parts[8]}
        found = await client.single(call_table.ACTION_GROUP, id, **place)
        answers.add(call_table.ACTION_GROUP, [found] if found else [])
        # That there is none is an answer: the alert notifies nobody by it. A subscription that the account
        # cannot see is answered with 404, too, and remains a gap.
        client.missed[:] = [
            item
            for item in client.missed
            if item.scope != id or item.failed.status != GONE or item.failed.code not in _NOT_THERE
        ]

    await asyncio.gather(*(read(id) for id in named.values()))


def _action_groups_of(alert: Body) -> Iterator[str]:
    """Yield the ids of the action groups of an alert on a hub or a namespace."""
    properties = alert.get("properties")
    if not isinstance(properties, Mapping):
        return
    scopes, actions = properties.get("scopes") or (), properties.get("actions") or ()
    if not any("/microsoft.notificationhubs/" in str(scope).lower() for scope in scopes):
        return
    for action in actions:
        if isinstance(action, Mapping) and isinstance(action.get("actionGroupId"), str):
            yield action["actionGroupId"]


async def _read(client: LiveClient, answers: Answers, call: Call, id: str) -> None:
    parts = id.split("/")
    place = {"subscription": parts[2], "group": parts[4]}
    if call is call_table.WORKSPACE:
        found = await client.single(call, id, **place, workspace=parts[8])
        answers.add(call, [found] if found else [])
        return
    found = await client.single(call, id, **place, account=parts[8])
    if found is not None:
        answers.add(call, [found])
        answers.add(
            call_table.STORAGE, [{"id": id}]
        )  # Where there is a policy, there is an account.
        return
    gone = [item for item in client.missed if item.scope == id and item.failed.status == GONE]
    if gone:
        # It has no policy, or it is not there at all.
        for item in gone:
            client.missed.remove(item)
        account = await client.single(call_table.STORAGE, id, **place, account=parts[8])
        answers.add(call_table.STORAGE, [account] if account else [])


def _path(call: Call, id: str) -> str:
    return f"{id}/managementPolicies/default" if call is call_table.STORAGE_POLICY and id else id
