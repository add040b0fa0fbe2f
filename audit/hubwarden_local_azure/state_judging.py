"""Checks a state that was read from a file, so that mistakes in it are reported at the start."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from hubwarden_local_azure.answers import reveal
from hubwarden_local_azure.key_vault import VAULTS
from hubwarden_local_azure.paths import place_of
from hubwarden_local_azure.refusals import ArmError, bad_request
from hubwarden_local_azure.shapes import check
from hubwarden_local_azure.state_error import StateError
from hubwarden_local_azure.store import DeletedVault, Operation, Resource, Store
from hubwarden_local_azure.surroundings import stamp
from hubwarden_local_azure.table import KINDS


def judge_state(store: Store, file: str) -> None:
    """Refuse a state with which a later answer would fail. Names the field, without quoting a value."""
    try:
        for at, item in enumerate(store.all()):
            _resource(item, f"resources[{at}]")
        for at, deleted in enumerate(store.deleted_vaults):
            _deleted(deleted, f"deleted_vaults[{at}]")
        for at, operation in enumerate(store.operations.values()):
            _operation(operation, f"operations[{at}]")
    except ArmError as error:
        raise StateError(error.message, file) from None


def _resource(resource: Resource, at: str) -> None:
    kind = KINDS.get(resource.type.lower())
    if kind is None:
        raise _wrong(f"{at}.type")
    if _type_of(resource.id) != kind.type.lower():
        raise _wrong(f"{at}.id")
    if not resource.id.lower().endswith(f"/{resource.name.lower()}"):
        raise _wrong(f"{at}.name")
    if kind.places and resource.location not in kind.places:
        raise _wrong(f"{at}.location")
    _times(at, created=resource.created, changed=resource.changed)
    missing = [f"keys.{name}" for name in kind.keys - resource.keys.keys()]
    missing += [f"properties.{name}" for name in kind.defaults.keys() - resource.properties.keys()]
    if missing:
        raise _wrong(f"{at}.{min(missing)}")
    # An unknown member is not named, since its name could be anything.
    shape = replace(kind.properties, private=True)
    check(
        {**resource.properties, **resource.credentials, **resource.keys}, shape, f"{at}.properties"
    )
    try:
        reveal(resource)
    except (LookupError, TypeError, ValueError, AttributeError):
        raise _wrong(f"{at}.properties") from None


def _deleted(deleted: DeletedVault, at: str) -> None:
    for inner, resource in enumerate(deleted.resources):
        _resource(resource, f"{at}.resources[{inner}]")
    first = deleted.resources[0].type if deleted.resources else ""
    if first.lower() != VAULTS.lower():
        raise _wrong(f"{at}.resources")
    _times(at, deleted=deleted.deleted, purge=deleted.purge)


def _operation(operation: Operation, at: str) -> None:
    if _type_of(operation.target) not in KINDS:
        raise _wrong(f"{at}.target")
    try:
        stamp(operation.due)
    except (ValueError, OverflowError, OSError):
        raise _wrong(f"{at}.due") from None


def _type_of(id: str) -> str:
    """Return the type of the resource in an id, in lower case; empty where it has none."""
    try:
        place = place_of(id)
    except ArmError:
        return ""
    return place.type.lower() if place.named else ""


def _times(at: str, **times: str) -> None:
    for name, text in times.items():
        try:
            datetime.fromisoformat(text)
        except ValueError:
            raise _wrong(f"{at}.{name}") from None


def _wrong(field: str) -> ArmError:
    return bad_request(f"The property '{field}' is missing or not what the local Azure writes.")
