"""What a subscription answers that is no resource of the table."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from hubwarden_local_azure import key_vault, operations
from hubwarden_local_azure.answers import Answer, Request
from hubwarden_local_azure.bodies import read_body
from hubwarden_local_azure.locating import kind_of
from hubwarden_local_azure.notification_hubs.hubs import namespace_taken
from hubwarden_local_azure.paths import Place, subscription_of
from hubwarden_local_azure.store import DeletedVault, Operation, Store
from hubwarden_local_azure.writing import Surroundings

_NAMESPACES: Final = "Microsoft.NotificationHubs/namespaces"
_STATUSES: Final = "locations/operationstatuses"
_RESULTS: Final = "locations/operationresults"


@dataclass(frozen=True, slots=True)
class _Question:
    request: Request
    place: Place
    around: Surroundings

    @property
    def store(self) -> Store:
        return self.around.store

    @property
    def subscription(self) -> str:
        return subscription_of(self.place.scope)

    @property
    def operation(self) -> Operation:
        return operations.find(self.store, self.place, self.request.version)


def special(around: Surroundings, request: Request, place: Place) -> Answer | None:
    """Answer a request that none of the table's types is meant by, or nothing."""
    rest = place.type.lower().partition("/")[2]
    key = rest if rest in {_STATUSES, _RESULTS} else place.type.lower()
    ask = _SPECIAL.get((request.method, key, place.named)) if place.scope else None
    return ask(_Question(request, place, around)) if ask else None


def _subscription(ask: _Question) -> Answer:
    body = {
        "id": ask.place.scope,
        "subscriptionId": ask.subscription,
        "displayName": "local Azure",
        "state": "Enabled",
    }
    return Answer(200, body)


def _status(ask: _Question) -> Answer:
    return operations.status(ask.operation)


def _result(ask: _Question) -> Answer:
    where = f"{ask.around.url}{ask.request.path}?api-version={ask.request.version}"
    headers = {"Location": where, "Retry-After": str(math.ceil(ask.around.delay))}
    return operations.result(ask.operation, headers)


def _name_taken(ask: _Question) -> Answer:
    kind = kind_of(_NAMESPACES, ask.request.version)
    body = read_body(ask.request.body)
    return Answer(200, namespace_taken(body, ask.subscription, kind.type, ask.store))


def _deleted_vaults(ask: _Question) -> Answer:
    kind_of(key_vault.VAULTS, ask.request.version)
    return Answer(200, {"value": key_vault.deleted_vaults(ask.store, ask.subscription)})


def _deleted_vault(ask: _Question) -> Answer:
    return Answer(200, key_vault.show_deleted(_find(ask)))


def _purge(ask: _Question) -> Answer:
    key_vault.purge(ask.store, _find(ask))
    return Answer(200)


def _find(ask: _Question) -> DeletedVault:
    kind_of(key_vault.VAULTS, ask.request.version)
    location, name = ask.place.names
    return key_vault.find_deleted_in(ask.store, ask.subscription, location, name)


_SPECIAL: Final[Mapping[tuple[str, str, bool], Callable[[_Question], Answer]]] = {
    ("GET", "", True): _subscription,
    ("GET", _STATUSES, True): _status,
    ("GET", _RESULTS, True): _result,
    ("POST", "microsoft.notificationhubs/checknamespaceavailability", False): _name_taken,
    ("GET", "microsoft.keyvault/deletedvaults", False): _deleted_vaults,
    ("GET", "microsoft.keyvault/locations/deletedvaults", True): _deleted_vault,
    ("POST", "microsoft.keyvault/locations/deletedvaults/purge", False): _purge,
}
"""By method, type and whether the path ends with a name."""
