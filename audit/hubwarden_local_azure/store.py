"""The resources of the local Azure, and the file that keeps them over a restart."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from hubwarden_local_azure import state_file
from hubwarden_local_azure.paths import scopes_of
from hubwarden_local_azure.state_error import StateError

_FORMAT: Final = 1


@dataclass(slots=True)
class Resource:
    """One resource as it was written, with what the service added. It holds secrets: never print one."""

    id: str
    type: str
    name: str
    version: str
    """The api-version of the last write."""
    created: str
    changed: str
    location: str = ""
    tags: dict[str, str] = field(default_factory=dict)
    envelope: dict[str, Any] = field(default_factory=dict)
    """Members beside ``properties``: ``sku``, ``kind``, ``identity``."""
    properties: dict[str, Any] = field(default_factory=dict)
    credentials: dict[str, Any] = field(default_factory=dict, repr=False)
    """Properties that can be written and are never returned."""
    keys: dict[str, str] = field(default_factory=dict, repr=False)
    """Access keys, which only ``listKeys`` returns."""
    etag: str = ""
    phase: Literal["ready", "creating", "deleting"] = "ready"


@dataclass(slots=True)
class Operation:
    """A long-running operation."""

    id: str
    verb: Literal["write", "delete"]
    target: str
    started: str
    due: float
    """When it is finished, in seconds since the epoch."""
    done: bool = False


@dataclass(slots=True)
class DeletedVault:
    """A vault that can still be restored, with everything in it (the vault is the first item)."""

    deleted: str
    purge: str
    """When it is deleted permanently."""
    resources: list[Resource]


@dataclass(slots=True)
class State:
    """The content of the state file."""

    format: int = _FORMAT
    resources: list[Resource] = field(default_factory=list)
    operations: list[Operation] = field(default_factory=list)
    deleted_vaults: list[DeletedVault] = field(default_factory=list)


class Store:
    """Resources by id, in the order of creation. Letter case does not matter in ids and types.

    An index lists each resource by its type under every scope that it is at or below, so the cost of a question
    about one scope depends on what is there, not on the size of the whole cloud.
    """

    def __init__(self, file: Path | None = None) -> None:
        self.registered = set[tuple[str, str]]()
        """Pairs of subscription and provider namespace, in lower case, that were registered later."""
        self._file = file
        self._claim = state_file.claim(file) if file else None
        self._written = b""
        try:
            self._take(_read(file) if file and file.exists() else State())
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Release the file for other processes."""
        if self._claim is not None:
            os.close(self._claim)
            self._claim = None

    def _take(self, state: State) -> None:
        self._resources: dict[str, Resource] = {}
        self._below: dict[str, dict[str, dict[str, Resource]]] = {}
        self._names: dict[tuple[str, str], dict[str, Resource]] = {}
        for resource in state.resources:
            self.put(resource)
        self.operations = {operation.id: operation for operation in state.operations}
        self.deleted_vaults = state.deleted_vaults

    def get(self, id: str) -> Resource | None:
        """Return a resource by its id; ``None`` where it does not exist."""
        return self._resources.get(id.lower())

    def put(self, resource: Resource) -> None:
        """Add a resource, or replace the one with its type and name."""
        id, type_ = resource.id.lower(), resource.type.lower()
        self._resources[id] = resource
        for scope in scopes_of(id):
            self._below.setdefault(scope, {}).setdefault(type_, {})[id] = resource
        self._names.setdefault((type_, resource.name.lower()), {})[id] = resource

    def all(self) -> Iterator[Resource]:
        """Return every resource."""
        return iter(tuple(self._resources.values()))

    def of(self, type_: str, scope: str = "") -> list[Resource]:
        """Return the resources of a type at or below ``scope``."""
        below = self._below.get(scope.lower().rstrip("/"), {})
        return list(below.get(type_.lower(), {}).values())

    def on(self, type_: str, scope: str) -> list[Resource]:
        """Return the extensions of a type (such as locks) on ``scope`` itself."""
        return self.of(type_, f"{scope}/providers/{type_}")

    def over(self, type_: str, id: str) -> list[Resource]:
        """Return the extensions of a type on ``id`` or on what contains it, outermost first."""
        return [item for scope in scopes_of(id) for item in self.on(type_, scope)]

    def named(self, type_: str, name: str) -> list[Resource]:
        """Return the resources of a type with a name, in any scope."""
        return list(self._names.get((type_.lower(), name.lower()), {}).values())

    def around(self, id: str) -> list[Resource]:
        """Return the resource with an id and those that contain it, outermost first."""
        found = (self.get(scope) for scope in scopes_of(id))
        return [item for item in found if item is not None]

    def remove(self, id: str) -> list[Resource]:
        """Remove a resource with everything below it, extensions included; return what was removed."""
        below = self._below.get(id.lower().rstrip("/"), {})
        gone = [resource for items in below.values() for resource in items.values()]
        for item in gone:
            self._drop(item)
        return gone

    def _drop(self, resource: Resource) -> None:
        id, type_ = resource.id.lower(), resource.type.lower()
        del self._resources[id]
        namesakes = self._names[type_, resource.name.lower()]
        del namesakes[id]
        if not namesakes:
            del self._names[type_, resource.name.lower()]
        for scope in scopes_of(id):
            of_type = self._below[scope][type_]
            del of_type[id]
            if not of_type:
                del self._below[scope][type_]
            if not self._below[scope]:
                del self._below[scope]

    def save(self) -> None:
        """Write the file. If that fails, return to the state that was last written, and raise."""
        if self._file is None:
            return
        state = State(
            resources=list(self._resources.values()),
            operations=list(self.operations.values()),
            deleted_vaults=self.deleted_vaults,
        )
        content = msgspec.json.encode(state)
        try:
            state_file.replace(self._file, content)
        except StateError:
            if self._written:
                self._take(msgspec.json.decode(self._written, type=State))
            raise
        self._written = content


def _read(file: Path) -> State:
    try:
        state = msgspec.json.decode(file.read_bytes(), type=State)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        # msgspec's own message may quote a key of the file, which can be anything.
        raise StateError("is not a state of the local Azure", file) from None
    except OSError as error:
        raise StateError(error.strerror or "cannot be read", file) from None
    if state.format != _FORMAT:
        raise StateError(f"has format {state.format}, not {_FORMAT}", file)
    return state
