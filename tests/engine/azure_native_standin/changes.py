"""What has changed between two sets of inputs, and what of it replaces the resource.

Path parameters always replace. The table `CREATE_ONLY` has the rest, each line with its source:
`x-ms-mutability` without `update` in an OpenAPI document, or the provider's own list
(provider/pkg/gen/replacement.go). A namespace's `namespaceType` has no `x-ms-mutability`, so it is updated. The provider looks at a resource's own properties only: an immutable
property inside of another one does not replace.
"""

import re
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any, Final, NamedTuple

from . import sdk
from .wire import is_unknown

_NOTHING: Final = object()


class CreateOnly(NamedTuple):
    """A property that only a PUT which creates may set."""

    type: str
    property: str
    source: str
    verified: bool = True
    """Whether the source was read for this very type and version."""


_OPENAPI: Final = "notificationhubs.json 2023-10-01-preview: "
_PROVIDER: Final = "replacement.go of the provider"
_TRACKED: Final = "location of TrackedResource in common-types, if the type refers to it"

CREATE_ONLY: Final = (
    CreateOnly("notificationhubs:Namespace", "location", f"{_OPENAPI}TrackedResource"),
    CreateOnly("notificationhubs:Namespace", "scaleUnit", f"{_OPENAPI}NamespaceProperties"),
    CreateOnly(
        "notificationhubs:Namespace", "zoneRedundancy", f"{_OPENAPI}ZoneRedundancyPreference"
    ),
    CreateOnly("notificationhubs:NotificationHub", "location", f"{_OPENAPI}TrackedResource"),
    CreateOnly("notificationhubs:NotificationHub", "name", f"{_OPENAPI}NotificationHubProperties"),
    CreateOnly(
        "notificationhubs:NamespaceAuthorizationRule",
        "location",
        f"{_OPENAPI}SharedAccessAuthorizationRuleResource",
    ),
    CreateOnly(
        "notificationhubs:NotificationHubAuthorizationRule",
        "location",
        f"{_OPENAPI}SharedAccessAuthorizationRuleResource",
    ),
    CreateOnly("authorization:RoleAssignment", "principalId", _PROVIDER),
    CreateOnly("authorization:RoleAssignment", "scope", _PROVIDER),
    CreateOnly("resources:ResourceGroup", "location", _PROVIDER),
    CreateOnly("storage:StorageAccount", "isHnsEnabled", _PROVIDER),
    CreateOnly("storage:StorageAccount", "location", _PROVIDER),
    CreateOnly("monitor:MetricAlert", "location", _TRACKED, verified=False),
    CreateOnly("monitor:ActionGroup", "location", _TRACKED, verified=False),
    CreateOnly("monitor:ActivityLogAlert", "location", _TRACKED, verified=False),
    CreateOnly("monitor:ScheduledQueryRule", "location", _TRACKED, verified=False),
    CreateOnly("operationalinsights:Workspace", "location", _TRACKED, verified=False),
    CreateOnly("managedidentity:UserAssignedIdentity", "location", _TRACKED, verified=False),
    CreateOnly("keyvault:Vault", "location", _TRACKED, verified=False),
)


class Change(NamedTuple):
    """One difference, at a property's path."""

    path: str
    kind: str
    """`ADD`, `UPDATE` or `DELETE`, as in the protocol."""

    @property
    def top(self) -> str:
        """Name of the resource's own property that the change is in."""
        return re.split(r"[.\[]", self.path)[0]


def create_only(token: str) -> frozenset[str]:
    """Return the properties of a type that replace it, beside its path parameters."""
    return frozenset(line.property for line in CREATE_ONLY if f"azure-native:{line.type}" == token)


def changes(
    hints: Mapping[str, Any], old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[Change]:
    """Yield the differences between two sets of inputs, without the provider's own notes."""
    for name in sorted(old.keys() | new.keys()):
        if not name.startswith("__"):
            hint = hints.get(name, Any)
            before, after = old.get(name, _NOTHING), new.get(name, _NOTHING)
            if not (name == "location" and _same_location(before, after)):
                yield from _changes(hint, before, after, name)


def same(hint: Any, old: Any, new: Any) -> bool:
    """Tell whether two values mean the same."""
    return next(_changes(hint, old, new, ""), None) is None


def apply(hint: Any, base: Any, old: Any, new: Any) -> Any:
    """Return the inputs `base` with what has changed from the outputs `old` to `new`.

    Azure answers with more than was asked for, such as defaults. So a refresh takes over what differs
    from the last answer, and only that: what Azure never answers stays as it is.
    """
    if same(hint, old, new):
        return base
    if isinstance(base, dict) and isinstance(old, dict) and isinstance(new, dict):
        kept = {name: value for name, value in base.items() if name in new or name not in old}
        for name, value in new.items():
            inner, before = sdk.property_hint(hint, name), old.get(name, _NOTHING)
            if not same(inner, before, value):
                kept[name] = apply(inner, kept.get(name, value), before, value)
        return kept
    return new


def _changes(hint: Any, old: Any, new: Any, path: str) -> Iterator[Change]:
    if old is _NOTHING or new is _NOTHING:
        if old is not new:
            yield Change(path, "ADD" if old is _NOTHING else "DELETE")
    elif isinstance(old, dict) and isinstance(new, dict):
        for name in sorted(old.keys() | new.keys()):
            before, after = old.get(name, _NOTHING), new.get(name, _NOTHING)
            yield from _changes(sdk.property_hint(hint, name), before, after, _inner(path, name))
    elif isinstance(old, list) and isinstance(new, list):
        if not (_is_set(hint) and _sorted(old) == _sorted(new)):
            inner = sdk.item_hint(hint)
            for index in range(max(len(old), len(new))):
                before = old[index] if index < len(old) else _NOTHING
                after = new[index] if index < len(new) else _NOTHING
                yield from _changes(inner, before, after, f"{path}[{index}]")
    elif old != new or is_unknown(new) or isinstance(old, bool) != isinstance(new, bool):
        yield Change(path, "UPDATE")


def _inner(path: str, name: str) -> str:
    return f"{path}.{name}" if name.isidentifier() else f'{path}["{name}"]'


def _is_set(hint: Any) -> bool:
    """Tell whether the order of a list means nothing: Azure gives rights back in any order."""
    return any(
        isinstance(alternative, type) and issubclass(alternative, Enum)
        for alternative in sdk.alternatives(sdk.item_hint(hint))
    )


def _sorted(values: list[Any]) -> list[str]:
    return sorted(map(str, values))


def _same_location(old: Any, new: Any) -> bool:
    """Tell whether two regions differ in spelling only, as in "West US 2" and "westus2"."""
    if not isinstance(old, str) or not isinstance(new, str):
        return False
    return old.replace(" ", "").lower() == new.replace(" ", "").lower()
