"""Reads how long the places keep logs that diagnostic settings send to."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final

from hubwarden.sources.azure import call_table
from hubwarden.sources.azure.azure_answers import GONE, Answers
from hubwarden.sources.azure.call_table import Call
from hubwarden.sources.azure.live_client import LiveClient

_STORES: Final = {
    "workspaceId": call_table.WORKSPACE,
    "storageAccountId": call_table.STORAGE_POLICY,
}


async def read_log_stores(client: LiveClient, answers: Answers) -> None:
    """Read each workspace and storage account that a diagnostic setting names, once."""
    stores = {
        str(properties[name]).lower(): (call, str(properties[name]))
        for which in (call_table.NAMESPACE_SETTINGS, call_table.HUB_SETTINGS)
        for body in answers.bodies.get(which, ())
        if isinstance(properties := body.get("properties"), Mapping)
        for name, call in _STORES.items()
        if call.pattern.fullmatch(_path(call, str(properties.get(name) or "")))
    }
    await asyncio.gather(*(_read(client, answers, call, id) for call, id in stores.values()))


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
