"""Requests in a subscription that are not about resources of the table."""

from __future__ import annotations

import math
from typing import Final

from hubwarden_local_azure import (
    key_vault,
    log_queries,
    metrics,
    monitor_requests,
    operations,
    resource_graph,
    subscriptions,
)
from hubwarden_local_azure.answers import Answer
from hubwarden_local_azure.bodies import read_body
from hubwarden_local_azure.locating import kind_of
from hubwarden_local_azure.notification_hubs.hubs import namespace_taken
from hubwarden_local_azure.paths import place_of
from hubwarden_local_azure.routes import SUBSCRIPTION, Question, route
from hubwarden_local_azure.store import DeletedVault, Operation

_NAMESPACES: Final = "Microsoft.NotificationHubs/namespaces"
_LOCATION: Final = rf"{SUBSCRIPTION}/providers/(?P<provider>[^/]+)/locations/(?P<location>[^/]+)"
_VAULTS: Final = rf"{SUBSCRIPTION}/providers/Microsoft\.KeyVault"
_DELETED: Final = rf"{_VAULTS}/locations/(?P<location>[^/]+)/deletedVaults/(?P<name>[^/]+)"


def _operation(ask: Question) -> Operation:
    return operations.find(ask.store, place_of(ask.path), ask.request.version)


def _status(ask: Question) -> Answer:
    return operations.status(_operation(ask))


def _result(ask: Question) -> Answer:
    where = f"{ask.around.url}{ask.request.path}?api-version={ask.request.version}"
    headers = {"Location": where, "Retry-After": str(math.ceil(ask.around.delay))}
    return operations.result(_operation(ask), headers)


def _name_taken(ask: Question) -> Answer:
    kind = kind_of(_NAMESPACES, ask.request.version)
    body = read_body(ask.request.body)
    return Answer(200, namespace_taken(body, ask.parts["subscription"], kind.type, ask.store))


def _deleted_vaults(ask: Question) -> Answer:
    kind_of(key_vault.VAULTS, ask.request.version)
    return Answer(200, {"value": key_vault.deleted_vaults(ask.store, ask.parts["subscription"])})


def _deleted_vault(ask: Question) -> Answer:
    return Answer(200, key_vault.show_deleted(_find(ask)))


def _purge(ask: Question) -> Answer:
    key_vault.purge(ask.store, _find(ask))
    return Answer(200)


def _find(ask: Question) -> DeletedVault:
    kind_of(key_vault.VAULTS, ask.request.version)
    parts = ask.parts
    return key_vault.find_deleted_in(
        ask.store, parts["subscription"], parts["location"], parts["name"]
    )


ROUTES: Final = (
    *subscriptions.ROUTES,
    *monitor_requests.ROUTES,
    *metrics.ROUTES,
    *log_queries.ROUTES,
    *resource_graph.ROUTES,
    # Whoever began an operation may poll it.
    route("GET", rf"{_LOCATION}/operationStatuses/(?P<name>[^/]+)", "", _status),
    route("GET", rf"{_LOCATION}/operationResults/(?P<name>[^/]+)", "", _result),
    route(
        "POST",
        rf"{SUBSCRIPTION}/providers/Microsoft\.NotificationHubs/checkNamespaceAvailability",
        "Microsoft.NotificationHubs/CheckNamespaceAvailability/action",
        _name_taken,
    ),
    route(
        "GET", rf"{_VAULTS}/deletedVaults", "Microsoft.KeyVault/deletedVaults/read", _deleted_vaults
    ),
    route("GET", _DELETED, "Microsoft.KeyVault/locations/deletedVaults/read", _deleted_vault),
    route(
        "POST",
        rf"{_DELETED}/purge",
        "Microsoft.KeyVault/locations/deletedVaults/purge/action",
        _purge,
    ),
)
