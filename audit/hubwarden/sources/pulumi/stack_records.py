"""Turns the resources of a stack into the estate."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final, get_args

from hubwarden.location import Location
from hubwarden.model.base import Origin, ResourceId, make
from hubwarden.model.estate import Estate
from hubwarden.model.resources import Stack
from hubwarden.model.source_info import Gap, Kind, SourceInfo
from hubwarden.sources import unread_kinds
from hubwarden.sources.estate_builder import build, stack_subject
from hubwarden.sources.outputs import known_keys
from hubwarden.sources.pulumi import answered_in_clear, azure_native, sent_versions
from hubwarden.sources.pulumi.component_declarations import claim_of, declarations, mapping
from hubwarden.sources.pulumi.dependencies import known_or_symbol
from hubwarden.sources.pulumi.registered import STACK_TYPE, Registered
from hubwarden.sources.pulumi.wire_values import EXTERNAL, IGNORED
from hubwarden.sources.pulumi.written_in_clear import Setting, WrittenInClear, exposed
from hubwarden.sources.record import OutputRecord, Record
from hubwarden.unknown import Unknown

_NONE: Final[Mapping[str, str]] = MappingProxyType({})

SURROUNDINGS: Final[frozenset[Kind]] = frozenset(get_args(Kind))
"""The kinds of which a stack has all resources: their absence is a fact."""

Locate = Callable[[str], Location | None]
"""Finds the location of a setting of the stack by its path (``apps.shop.apns.keyId``)."""


def estate_of(
    resources: Sequence[Registered],
    *,
    stack: str,
    info: SourceInfo,
    home: Location,
    settings_home: Location | None = None,
    locate: Locate = lambda _path: None,
    gaps: Iterable[Gap] = (),
    keys: Mapping[str, str] = _NONE,
    settings: Sequence[Setting] = (),
    made_from_keys: Container[str] = (),
) -> Estate:
    """Return the estate of one stack's resources.

    ``home`` is the location of the source itself, for what has no location of its own; ``settings_home`` that of
    the stack's settings, if it is another one. ``keys`` has the ids of rules by their access keys; ``settings`` are
    the settings in clear text in a file; ``made_from_keys`` has the names of outputs that are computed from keys.
    """
    declared = declarations(resources)
    any_declared = any(mapping(claim.get("resources")) for claim in _claims(resources))
    versions, _ = sent_versions.api_versions(resources)
    written = WrittenInClear(settings) if settings else None
    keepers = _keepers(resources)
    records = [
        replace(
            _record(
                resource, declared.get(resource.urn, {}), home, locate, any_declared=any_declared
            ),
            api_version=versions.get(resource.urn),
            made_from=_made_from(resource, keepers),
            written=written,
        )
        for resource in resources
        if resource.custom and not resource.type.startswith("pulumi:") and _is_told(resource)
    ]
    return build(
        records,
        [
            output
            for resource in resources
            if resource.type == STACK_TYPE
            for output in _outputs(resource, home, made_from_keys)
        ],
        info=_without(info, resources),
        gaps=[*gaps, *_unread(resources, info.name, home)],
        stack=stack,
        stacks=[_stack(stack, info.name, settings_home or home, resources, locate)],
        answers=[resource.outputs for resource in resources if resource.type != STACK_TYPE],
        owners={**dict(_owners(resources)), **keys},
        exposed=[
            *exposed(settings, str((settings_home or home).file)),
            *answered_in_clear.exposed(resources, home),
        ],
    )


def _owners(resources: Iterable[Registered]) -> Iterator[tuple[str, str]]:
    """Yield the access keys in a rule's own inputs or outputs, with the id of the rule."""
    for resource in resources:
        if resource.type.endswith("AuthorizationRule") and azure_native.is_of_hubs(resource.type):
            for key in known_keys([resource.inputs, resource.outputs, resource.behind]):
                yield key, resource.id


def _keepers(resources: Iterable[Registered]) -> Mapping[str, str]:
    """Return, by URN, the ids of access rules and of vault secrets, which have or store access keys."""
    return {
        item.urn: item.id
        for item in resources
        if item.id
        if (azure_native.is_of_hubs(item.type) and item.type.endswith("AuthorizationRule"))
        or azure_native.short_type(item.type) == "keyvault:Secret"
    }


def _made_from(resource: Registered, keepers: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    return {
        name: ids
        for name, urns in resource.dependencies.items()
        if (ids := tuple(dict.fromkeys(keepers[urn] for urn in urns if urn in keepers)))
    }


def _is_told(resource: Registered) -> bool:
    """Tell whether a resource is taken into the estate; of one that is only read, only its existence is known.

    Hubs and namespaces are taken in even if somebody else manages them, so that rules see them; resources around
    them only if the stack manages them.
    """
    return not resource.external or azure_native.is_of_hubs(resource.type)


def _unread(resources: Iterable[Registered], source: str, home: Location) -> Iterator[Gap]:
    """Yield gaps for resources that are deployed and cannot be read."""
    for resource in resources:
        if resource.remote:
            reason = "a provider of its own makes what is in it"
        elif resource.custom:
            reason = unread_kinds.of_token(resource.type, resource.inputs)
        else:
            continue
        if reason:
            yield Gap(source, f"{resource.type} {resource.name}", reason, resource.location or home)


def _without(info: SourceInfo, resources: Iterable[Registered]) -> SourceInfo:
    """Return the source without the kinds of which another provider creates some resources."""
    made: dict[Kind, str] = {}
    for resource in resources:
        if resource.custom and (kind := unread_kinds.kind_made(resource.type, resource.inputs)):
            made.setdefault(kind, f"{resource.type} {resource.name}")
    lines = [
        f"all {kind.replace('_', ' ')}: {what} is one that another provider makes, which is not read"
        for kind, what in sorted(made.items())
    ]
    return replace(
        info, complete=info.complete - made.keys(), cannot_tell=(*info.cannot_tell, *lines)
    )


def _claims(resources: Iterable[Registered]) -> Iterator[Mapping[str, Any]]:
    """Yield what the components declare about their resources and about themselves."""
    for resource in resources:
        if (claim := claim_of(resource)) is not None:
            yield claim


def _record(
    resource: Registered,
    declared: Mapping[str, Any],
    home: Location,
    locate: Locate,
    *,
    any_declared: bool,
) -> Record:
    facts = {
        key: declared[key]
        for key in ("consumer", "role", "platforms", "bundle_id")
        if key in declared
    }
    if any_declared and resource.type.endswith("AuthorizationRule") and "consumer" not in facts:
        # The settings were read, and name no consumer for this rule.
        facts |= {"consumer": None, "role": None}
    places = {}
    for path, setting in mapping(declared.get("settings")).items():
        if found := locate(str(setting)):
            places[path] = found
    properties = dict(resource.inputs)
    arm_type = azure_native.arm_type(resource.type)
    if arm_type == "Microsoft.Authorization/locks" and "scope" not in properties:
        scope = resource.id.partition("/providers/Microsoft.Authorization/")[0]
        properties["scope"] = known_or_symbol(scope) if resource.later else scope
    return Record(
        type=arm_type.lower(),
        id=resource.id,
        name=resource.id.rpartition("/")[2],
        exact="{" not in resource.id,
        later=resource.later,
        location=places.pop("", resource.location or home),
        properties=properties,
        marked=resource.secrets,
        behind=resource.behind,
        locations=places,
        logical_name=resource.name,
        protect=None if resource.external else resource.protect,
        retain_on_delete=None if resource.external else resource.retain_on_delete,
        facts=facts,
        managed=not resource.external,
        untold=EXTERNAL if resource.external else IGNORED if resource.ignored else None,
    )


def _outputs(
    root: Registered, home: Location, made_from_keys: Container[str]
) -> Iterator[OutputRecord]:
    for name, value in root.outputs.items():
        marked = None if root.secret_outputs is None else name in root.secret_outputs
        yield OutputRecord(name, home, value, marked, name in made_from_keys)


def _stack(
    stack: str, source: str, home: Location, resources: Iterable[Registered], locate: Locate
) -> Stack:
    places = {"": home}
    for declaration in _claims(resources):
        if "environment" in declaration:
            path = mapping(declaration.get("settings")).get("environment", "environment")
            if found := locate(str(path)):
                places["environment"] = found
            claim = declaration["environment"]
            if not isinstance(claim, Unknown):
                return stack_subject(stack, str(claim), source, places)
            return make(
                Stack,
                id=ResourceId(source),
                origin=Origin(source, places.get("environment"), places, stack=stack),
                unknown={"environment": claim.reason},
                later=frozenset(["environment"] if claim.later else []),
                causes={"environment": claim.cause},
                name=stack,
            )
    return stack_subject(stack, None, source, places)
