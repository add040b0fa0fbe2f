"""The source ``azure:``: what runs in Azure."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Final

from hubwarden.model.activity import ActivityLog
from hubwarden.model.estate import Estate
from hubwarden.model.source_info import Gap, Kind, SourceInfo
from hubwarden.sources.azure.auditor_role import SEEING_SUBSCRIPTIONS
from hubwarden.sources.azure.azure_activity import PROVIDERS, read_activity_log
from hubwarden.sources.azure.azure_answers import Answers
from hubwarden.sources.azure.azure_clouds import AzureCloud
from hubwarden.sources.azure.azure_counts import CountsRead
from hubwarden.sources.azure.azure_gaps import gaps_of, reason_of
from hubwarden.sources.azure.azure_inventory import (
    Inventory,
    missing_subscriptions,
    take_inventory,
)
from hubwarden.sources.azure.azure_options import AzureOptions
from hubwarden.sources.azure.azure_reading import read_all
from hubwarden.sources.azure.azure_records import not_asked, records_of
from hubwarden.sources.azure.azure_secrets import secrets_of
from hubwarden.sources.azure.azure_session import signed_in
from hubwarden.sources.azure.azure_telemetry import read_telemetry
from hubwarden.sources.azure.azure_uri import AzureScope, parse_scope
from hubwarden.sources.azure.call_table import (
    HUB_CREDENTIALS,
    HUBS,
    NAMESPACE_CREDENTIALS,
    ROLE_ASSIGNMENTS,
)
from hubwarden.sources.azure.live_client import Body, Missed
from hubwarden.sources.azure.pacing import Clock
from hubwarden.sources.azure.signing_in import quiet_clients
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
        "role_definitions",
        "deny_assignments",
    }
)
"""What Azure lists to its end or refuses. Role assignments it lists as far as the account may see them, and of
places for logs those are read that a diagnostic setting names."""
_CANNOT_TELL: Final = (
    "which apps are handed which key: a program or a template beside azure: tells it",
    "whether Apple, Google and Microsoft accept the credentials: Hubwarden does not ask them",
    "whether devices are registered, and whether pushes arrive",
)
_WITHOUT_CREDENTIALS: Final = "push credentials: --with-credentials reads them"


@dataclass(slots=True)
class _Read:
    """All that one run read."""

    cloud: AzureCloud
    principal: str
    inventory: Inventory
    answers: Answers
    missed: list[Missed]
    log: ActivityLog | None
    """The activity log, where it was read to be kept."""
    counts: CountsRead


def read_azure(rest: str, options: AzureOptions, clock: Clock | None = None) -> Estate:
    """Return the estate that runs in Azure; ``rest`` is what follows ``azure:``.

    What could not be read is a gap of the estate. With ``options.save`` it is kept there, too. Raises
    ``UsageError`` for a scope that is none, where nobody is signed in, where the account sees no such
    subscription, and where a save cannot be written.
    """
    scope = parse_scope(rest)
    clock = clock or Clock()

    async def read() -> _Read:
        async with signed_in(options, clock) as (client, principal):
            inventory = await take_inventory(client, scope)
            answers = await read_all(
                client, scope, inventory, with_credentials=options.with_credentials
            )
            counts = CountsRead()
            if options.telemetry is not None:
                counts = await read_telemetry(client, answers, options.telemetry)
            log = None
            if options.save is not None:
                wanted = product(answers.of_subscription, PROVIDERS)
                log = await read_activity_log(client, wanted, _name(rest, scope, inventory))
        return _Read(client.cloud, principal, inventory, answers, client.missed, log, counts)

    with quiet_clients():
        found = asyncio.run(read())
    estate = _estate(_name(rest, scope, found.inventory), found, options)
    if options.save is not None and found.log is not None:
        write_save(
            options.save,
            estate,
            found.log,
            cloud=found.cloud.name,
            with_credentials=options.with_credentials,
            read=secrets_of(found.answers),
        )
    return estate


def _name(rest: str, scope: AzureScope, inventory: Inventory) -> str:
    """Return the name of the source, with the subscription that was meant."""
    if scope.kind == "account" and inventory.subscriptions:
        rest = inventory.subscriptions[0]
    return f"azure:{rest}"


def _estate(name: str, found: _Read, options: AzureOptions) -> Estate:
    missed = {
        item.scope.lower(): reason_of(item)
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
    unpublished = _unpublished(found.counts)
    estate = build(
        records,
        [],
        info=SourceInfo(
            name=name,
            digest=_digest(records),
            files=(),
            complete=COMPLETE | ({"role_grants"} if _shows_all_roles(found.answers) else set()),
            cannot_tell=(*_CANNOT_TELL, *without, *unpublished),
            asked_as=f"{found.principal}; {counted} of the cloud {found.cloud.name}{_counted_when(options)}",
        ),
        gaps=[*_gaps(found, name), *_nothing(found, name)],
        live=True,
    )
    return replace(estate, histories=found.counts.histories)


def _counted_when(options: AzureOptions) -> str:
    """Return which counts were asked for, in words."""
    if options.telemetry is None:
        return ""
    return f"; {options.telemetry.engine} {options.telemetry.window.words}"


def _unpublished(counts: CountsRead) -> Iterator[str]:
    """Yield what the head says of metrics that the service does not have here."""
    if counts.unpublished:
        names = ", ".join(counts.unpublished)
        yield f"metrics that the service does not publish for these hubs, which are not measured: {names}"


def _gaps(found: _Read, source: str) -> Iterator[Gap]:
    yield from gaps_of(found.missed, source)
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


def _shows_all_roles(answers: Answers) -> bool:
    """Tell whether the lists of role assignments are whole.

    Azure leaves out those that the account may not see. Somebody owns every subscription, so that a list without
    any on the subscription, or above it, is that of an account which sees a part alone.
    """
    return all(
        any(_is_on_all(body, subscription) for body in around[ROLE_ASSIGNMENTS])
        for subscription, around in answers.of_subscription.items()
    )


def _is_on_all(body: Body, subscription: str) -> bool:
    properties = body.get("properties")
    scope = properties.get("scope") if isinstance(properties, Mapping) else None
    small = scope.lower().rstrip("/") if isinstance(scope, str) else "?"
    return small in ("", f"/subscriptions/{subscription.lower()}") or small.startswith(
        "/providers/microsoft.management/"
    )


def _nothing(found: _Read, source: str) -> Iterator[Gap]:
    bodies = found.answers.bodies
    if not bodies.get(HUBS):
        yield Gap(source, "Notification Hubs", "there is no hub in scope", found_nothing=True)


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
