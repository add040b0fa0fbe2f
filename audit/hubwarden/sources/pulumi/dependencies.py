"""Fills in names and ids that are not known yet, from the resources that they are made from.

Before the first deployment an output is unknown, and so is every relation: which hub is in which namespace, what an
alert watches. But Pulumi records which resources each input was made from. An input for the name of a namespace
that is made from exactly one namespace has that namespace's name; an input for an id that is made from exactly one
resource has that resource's id.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from hubwarden.sources.pulumi import azure_native, providers
from hubwarden.sources.pulumi.registered import Registered
from hubwarden.unknown import Unknown

ASSUMPTION: Final = (
    "an id that is not known before the deployment: it is taken to be that of the one resource that it "
    "is made from"
)

_IDS: Final[Mapping[str, str]] = {
    "resourceUri": "",
    "scope": "",
    "scopes": "",
    "workspaceId": "operationalinsights:Workspace",
    "storageAccountId": "storage:StorageAccount",
    "actions": "monitor:ActionGroup",
}
"""Inputs with ids, and the type of the named resource; an empty text: any type."""

_LOCK: Final = "authorization:ManagementLockAtResourceLevel"
"""A lock on any resource; its input for the name has the same key for all types."""
_GROUP: Final = "resources:ResourceGroup"

_MEMBERS: Final[Mapping[str, str]] = {"actions": "actionGroupId"}
"""Inputs that are lists of objects, and the member with the id."""


def resolve(resources: Sequence[Registered]) -> tuple[str, ...]:
    """Fill in what follows, and give each resource without an id the id that it will have.

    Returns, in words, the least certain conclusions: a lock or a setting that is made from a whole resource group
    may also be for something in it.
    """
    assumed = []
    custom = {resource.urn: resource for resource in resources if resource.custom}
    own = [item for item in custom.values() if azure_native.is_own(item.type)]
    subscriptions, names = providers.subscriptions(own, custom), _names(custom.values())
    done: dict[str, Registered] = {}
    for urn in custom:
        for item in _in_order(urn, custom, done):
            for key, value in list(item.inputs.items()):
                item.inputs[key] = filled = _filled(key, value, item, done)
                if filled is not value and (group := _group(key, item, done)):
                    assumed.append(f"{key} of {item.name} is taken to be resource group {group}")
            if not item.id:
                subscription = subscriptions.get(item.provider, azure_native.SUBSCRIPTION)
                item.id = azure_native.resource_id(
                    item.type, names[item.urn], item.inputs, subscription
                )
                item.later = "{" in item.id
            done[item.urn] = item
    return tuple(sorted(assumed))


def _group(key: str, resource: Registered, known: Mapping[str, Registered]) -> str:
    """Return the name of the only resource group that a scope is made from; empty where it is not made so."""
    made_from = [known[urn] for urn in resource.dependencies.get(key, ()) if urn in known]
    is_group = [azure_native.short_type(each.type) == _GROUP for each in made_from]
    return (
        made_from[0].id.rpartition("/")[2]
        if key in ("scope", "resourceUri") and is_group == [True]
        else ""
    )


def _names(resources: Iterable[Registered]) -> dict[str, str]:
    """Return the name of each resource in symbols: its logical name, if that is unique."""
    found = {resource.urn: resource.name for resource in resources}
    times = Counter(name.lower() for name in found.values())
    return {
        urn: name if times[name.lower()] == 1 else urn.replace("/", ".")
        for urn, name in found.items()
    }


def _in_order(
    start: str, custom: Mapping[str, Registered], done: Mapping[str, Registered]
) -> Iterator[Registered]:
    """Yield a resource after those that it is made from; a cycle, which only a hostile document has, ends it."""
    todo, begun = [start], set()
    while todo:
        item = custom[todo[-1]]
        first = [] if item.urn in begun else _before(item, custom, done)
        begun.add(item.urn)
        if first:
            todo += first
            continue
        todo.pop()
        if item.urn not in done:
            yield item


def _before(
    resource: Registered, custom: Mapping[str, Registered], done: Mapping[str, Registered]
) -> list[str]:
    made_from = {urn for urns in resource.dependencies.values() for urn in urns}
    return sorted(urn for urn in made_from if urn in custom and urn not in done)


def _filled(key: str, value: Any, resource: Registered, known: Mapping[str, Registered]) -> Any:
    made_from = [known[urn] for urn in resource.dependencies.get(key, ()) if urn in known]
    if isinstance(value, Unknown):
        named = [each for each in made_from if _is_named(key, resource, each)]
        if len(named) == 1 and key not in _IDS:
            return known_or_symbol(named[0].id.rpartition("/")[2])
        return _id(key, value, made_from)
    if key in _IDS and isinstance(value, list):
        return _ids(key, value, made_from)
    return value


def _is_named(key: str, resource: Registered, other: Registered) -> bool:
    """Tell whether an input is for the name of another resource, given that it is made from that one."""
    own = azure_native.name_input(other.type)
    if azure_native.short_type(resource.type) == _LOCK and key == "resourceName":
        return own != ""
    return own == key


def _ids(key: str, values: list[Any], made_from: Sequence[Registered]) -> list[Any]:
    """Fill in a list of ids, or of objects with an id; their order does not matter."""
    fitting = _fitting(key, made_from)
    own = _MEMBERS.get(key, "")
    unknown = [index for index, value in enumerate(values) if _is_open(value, own)]
    if len(unknown) != len(fitting):
        return values
    filled = list(values)
    for index, each in zip(unknown, fitting, strict=True):
        known = values[index] if isinstance(values[index], dict) else {}
        id = known_or_symbol(each.id)
        filled[index] = {**known, own: id} if own else id
    return filled


def _is_open(item: Any, own: str) -> bool:
    """Tell whether the id in an item is unknown; it is in the member ``own``, or is the item itself."""
    return isinstance(item.get(own) if isinstance(item, dict) else item, Unknown)


def _id(key: str, value: Unknown, made_from: Sequence[Registered]) -> Any:
    fitting = _fitting(key, made_from)
    return known_or_symbol(fitting[0].id) if key in _IDS and len(fitting) == 1 else value


def _fitting(key: str, made_from: Iterable[Registered]) -> list[Registered]:
    wanted = _IDS.get(key, "")
    return [item for item in made_from if wanted in ("", azure_native.short_type(item.type))]


def known_or_symbol(text: str) -> str | Unknown:
    """Return an id or a name as it is, or as an ``Unknown`` if parts of it are known only after the deployment."""
    if "{" not in text:
        return text
    return Unknown(text, "Pulumi or Azure names it when the program is deployed", later=True)
