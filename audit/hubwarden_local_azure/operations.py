"""Long-running operations: they are answered at once and finished when they are due.

Nothing waits: every request first finishes the operations that are due. With a delay of 0 that is the next request,
so the first poll of an operation finds it finished.
"""

from __future__ import annotations

import math
import uuid
from typing import Any, Literal

from hubwarden_local_azure.answers import Answer
from hubwarden_local_azure.locating import kind_of
from hubwarden_local_azure.paths import Place, place_of, subscription_of, within
from hubwarden_local_azure.refusals import ArmError
from hubwarden_local_azure.regions import GLOBAL
from hubwarden_local_azure.store import Operation, Resource, Store
from hubwarden_local_azure.surroundings import stamp
from hubwarden_local_azure.table import KINDS

Verb = Literal["write", "delete"]


def begin(
    store: Store,
    resource: Resource,
    verb: Verb,
    *,
    seconds: float,
    delay: float,
    url: str,
    version: str,
) -> dict[str, str]:
    """Begin an operation; return the headers with its addresses."""
    id = str(uuid.uuid4())
    store.operations[id] = Operation(id, verb, resource.id, stamp(seconds), seconds + delay)
    namespace = KINDS[resource.type.lower()].namespace
    base = (
        f"{url}/subscriptions/{subscription_of(resource.id)}/providers/{namespace}/locations/"
        f"{resource.location or GLOBAL}"
    )
    return {
        "Azure-AsyncOperation": f"{base}/operationStatuses/{id}?api-version={version}",
        "Location": f"{base}/operationResults/{id}?api-version={version}",
        "Retry-After": str(math.ceil(delay)),
    }


def settle(store: Store, seconds: float) -> bool:
    """Finish the operations that are due; tell whether there were any."""
    due = [
        operation
        for operation in store.operations.values()
        if not operation.done and operation.due <= seconds
    ]
    for operation in due:
        operation.done = True
        target = store.get(operation.target)
        if target is None:
            continue
        if operation.verb == "write" and target.phase == "creating":
            target.phase = "ready"
        elif operation.verb == "delete" and target.phase == "deleting":
            delete(store, target, stamp(seconds))
    return bool(due)


def delete(store: Store, resource: Resource, now: str) -> None:
    """Delete a resource with everything below it."""
    removed = store.remove(resource.id)
    for item in removed:
        inside = [other for other in removed if within(other.id, item.id) and other is not item]
        KINDS[item.type.lower()].behaviour.gone([item, *inside], store, now)


def find(store: Store, place: Place, version: str) -> Operation:
    """Return the operation in a path; it must have the path's subscription, provider and api-version."""
    operation = store.operations.get(place.name)
    if operation is not None:
        type_ = place_of(operation.target).type
        provider, subscription = type_.partition("/")[0], subscription_of(operation.target)
        if place.type.lower().startswith(f"{provider}/".lower()) and within(
            place.scope, f"/subscriptions/{subscription}"
        ):
            kind_of(type_, version)
            return operation
    raise ArmError(404, "OperationNotFound", "The operation could not be found.")


def status(operation: Operation) -> Answer:
    """Answer a poll of the ``Azure-AsyncOperation`` address."""
    body: dict[str, Any] = {
        "id": operation.id,
        "name": operation.id,
        "status": "Succeeded" if operation.done else "InProgress",
        "startTime": operation.started,
    }
    if operation.done:
        body["endTime"] = stamp(operation.due)
    return Answer(200, body)


def result(operation: Operation, headers: dict[str, str]) -> Answer:
    """Answer a poll of the ``Location`` address: 202 until the operation is finished."""
    return Answer(200) if operation.done else Answer(202, None, headers)
