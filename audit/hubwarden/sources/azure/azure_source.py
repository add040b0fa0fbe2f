"""The source ``azure:``: what runs in Azure."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from hubwarden.model.estate import Estate
from hubwarden.model.source_info import Gap, Kind, SourceInfo
from hubwarden.sources.azure.auditor_role import SEEING_SUBSCRIPTIONS
from hubwarden.sources.azure.azure_answers import Answers
from hubwarden.sources.azure.azure_clouds import AzureCloud, find_cloud
from hubwarden.sources.azure.azure_inventory import (
    Inventory,
    missing_subscriptions,
    take_inventory,
)
from hubwarden.sources.azure.azure_options import AzureOptions
from hubwarden.sources.azure.azure_reading import read_all
from hubwarden.sources.azure.azure_records import not_asked, records_of
from hubwarden.sources.azure.azure_secrets import secrets_of
from hubwarden.sources.azure.azure_uri import parse_scope
from hubwarden.sources.azure.call_table import HUB_CREDENTIALS, HUBS, NAMESPACE_CREDENTIALS
from hubwarden.sources.azure.live_client import Missed, live_client
from hubwarden.sources.azure.pacing import Clock
from hubwarden.sources.azure.pipeline_policies import Surroundings
from hubwarden.sources.azure.signing_in import (
    find_credential,
    quiet_clients,
    trusted_certificates,
    who_asks,
)
from hubwarden.sources.estate_builder import build
from hubwarden.sources.push_credentials import SECRET_MEMBERS
from hubwarden.sources.record import Record
from hubwarden.sources.saved.saved_source import write_save
from hubwarden.unknown import Cause

COMPLETE: Final[frozenset[Kind]] = frozenset(
    {
        "alerts",
        "diagnostic_settings",
        "locks",
        "action_groups",
        "processing_rules",
        "private_endpoints",
    }
)
_CANNOT_TELL: Final = (
    "which apps are handed which key: a program or a template beside azure: tells it",
    "whether Apple, Google and Microsoft accept the credentials: nobody is asked",
    "whether devices are registered, and whether pushes arrive",
)
_WITHOUT_CREDENTIALS: Final = "push credentials: --with-credentials reads them"
_REFUSED: Final = 403
_SHOWN: Final = 3
"""Resources that a gap names; of more it tells the number."""


@dataclass(slots=True)
class _Read:
    """All that one run read."""

    cloud: AzureCloud
    principal: str
    inventory: Inventory
    answers: Answers
    missed: list[Missed]


def read_azure(rest: str, options: AzureOptions, clock: Clock | None = None) -> Estate:
    """Return the estate that runs in Azure; ``rest`` is what follows ``azure:``.

    What could not be read is a gap of the estate. With ``options.save`` it is kept there, too. Raises
    ``UsageError`` for a scope that is none, where nobody is signed in, where the account sees no such
    subscription, and where a save cannot be written.
    """
    scope = parse_scope(rest)
    clock = clock or Clock()

    async def read() -> _Read:
        verify = trusted_certificates()
        cloud = await find_cloud(options.cloud, verify)
        around = Surroundings(cloud.origin, clock, options.deadline, options.with_credentials)
        async with find_credential(cloud, verify) as credential:
            principal = await who_asks(credential, cloud)
            async with live_client(cloud, credential, around, verify) as client:
                inventory = await take_inventory(client, scope)
                answers = await read_all(
                    client, scope, inventory, with_credentials=options.with_credentials
                )
        return _Read(cloud, principal, inventory, answers, client.missed)

    with quiet_clients():
        found = asyncio.run(read())
    if scope.kind == "account" and found.inventory.subscriptions:
        rest = found.inventory.subscriptions[0]
    estate = _estate(f"azure:{rest}", found, options)
    if options.save is not None:
        write_save(
            options.save,
            estate,
            cloud=found.cloud.name,
            with_credentials=options.with_credentials,
            read=secrets_of(found.answers),
        )
    return estate


def _estate(name: str, found: _Read, options: AzureOptions) -> Estate:
    missed = {
        item.scope.lower(): _reason(item)
        for item in found.missed
        if item.call in (HUB_CREDENTIALS, NAMESPACE_CREDENTIALS)
    }

    def untold(id: str) -> tuple[str, Cause]:
        if not options.with_credentials:
            return not_asked(id)
        return missed.get(id.lower(), "they were not read"), "unread"

    records = records_of(found.answers, name, untold)
    subscriptions = found.inventory.subscriptions
    counted = f"{len(subscriptions)} subscription{'' if len(subscriptions) == 1 else 's'}"
    without = () if options.with_credentials else (_WITHOUT_CREDENTIALS,)
    return build(
        records,
        [],
        info=SourceInfo(
            name=name,
            digest=_digest(records),
            files=(),
            complete=COMPLETE,
            cannot_tell=(*_CANNOT_TELL, *without),
            asked_as=f"{found.principal}; {counted} of the cloud {found.cloud.name}",
        ),
        gaps=[*_gaps(found, name), *_nothing(found, name)],
        live=True,
    )


def _reason(item: Missed) -> str:
    """Return why something was not read, in the words that a report has for it everywhere."""
    words = f"{item.call.what} could not be read: {item.failed.reason}"
    if item.failed.status == _REFUSED and item.call.permission:
        words += f"; the permission {item.call.permission} is missing"
    return words


def _gaps(found: _Read, source: str) -> Iterator[Gap]:
    """Yield one gap for each call and reason, with all that it concerns."""
    grouped: dict[tuple[Any, str], list[Missed]] = defaultdict(list)
    for item in found.missed:
        grouped[item.call, _reason(item)].append(item)
    for (call, reason), items in sorted(grouped.items(), key=lambda pair: pair[0][1]):
        scopes = sorted({item.scope for item in items}, key=str.lower)
        refused = items[0].failed.status == _REFUSED
        yield Gap(
            source,
            _named(scopes),
            reason,
            permission=call.permission if refused else "",
            opens=call.opens,
            scopes=tuple(scopes),
        )
    for scope in missing_subscriptions(found.inventory):
        yield Gap(
            source,
            scope,
            "it is in scope, and Resource Graph did not answer for it; the permission "
            f"{SEEING_SUBSCRIPTIONS} may be missing",
            permission=SEEING_SUBSCRIPTIONS,
            opens=("namespaces", "hubs"),
            scopes=(scope,),
        )


def _named(scopes: Sequence[str]) -> str:
    shown = ", ".join(_short(scope) for scope in scopes[:_SHOWN])
    rest = len(scopes) - _SHOWN
    return f"{shown} and {rest} more" if rest > 0 else shown


def _short(scope: str) -> str:
    _, found, own = scope.lower().rpartition("/providers/microsoft.notificationhubs/")
    return "/".join(scope[-len(own) :].split("/")[1::2]) if found else scope


def _nothing(found: _Read, source: str) -> Iterator[Gap]:
    bodies = found.answers.bodies
    if not bodies.get(HUBS):
        yield Gap(source, "Notification Hubs", "there is no hub in scope")


def _digest(records: Iterable[Record]) -> str:
    """Return the SHA-256 over what was answered, in an order of its own; credentials are left out."""
    left_out = (*SECRET_MEMBERS, "pnsCredentials")
    lines = sorted(
        json.dumps(
            {
                "id": record.id.lower(),
                **{
                    name: value for name, value in record.properties.items() if name not in left_out
                },
            },
            sort_keys=True,
            default=lambda _: None,
        )
        for record in records
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
