"""Turns the resources of a stack into the estate."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from hubwarden.location import Location
from hubwarden.model.base import Origin, ResourceId, make
from hubwarden.model.estate import Estate
from hubwarden.model.resources import Stack
from hubwarden.model.source_info import Gap, Kind, SourceInfo
from hubwarden.sources.estate_builder import build, stack_subject
from hubwarden.sources.pulumi import azure_native
from hubwarden.sources.pulumi.dependencies import known_or_symbol
from hubwarden.sources.pulumi.registered import STACK_TYPE, Registered
from hubwarden.sources.pulumi.wire_values import EXTERNAL, IGNORED
from hubwarden.sources.record import OutputRecord, Record
from hubwarden.unknown import Unknown

SURROUNDINGS: Final[frozenset[Kind]] = frozenset(
    {"alerts", "diagnostic_settings", "locks", "action_groups"}
)
"""What the resources of a stack tell completely: of these, absence is a fact."""

Locate = Callable[[str], Location | None]
"""Finds where a setting of the stack stands, by its path (``apps.shop.apns.keyId``)."""


def estate_of(
    resources: Sequence[Registered],
    *,
    stack: str,
    info: SourceInfo,
    home: Location,
    settings_home: Location | None = None,
    locate: Locate = lambda _path: None,
    gaps: Iterable[Gap] = (),
) -> Estate:
    """Return the estate that the resources of one stack make.

    ``home`` is where the source itself stands: what has no place of its own is found there.
    ``settings_home`` is where the stack's settings stand, if that is elsewhere.
    """
    declared = _declarations(resources)
    any_declared = any(_mapping(one.get("resources")) for one in _claims(resources))
    records = [
        _record(one, declared.get(one.urn, {}), home, locate, any_declared=any_declared)
        for one in resources
        if one.custom and not one.type.startswith("pulumi:") and _is_told(one)
    ]
    return build(
        records,
        [output for one in resources if one.type == STACK_TYPE for output in _outputs(one, home)],
        info=info,
        gaps=[*gaps, *_unread(resources, info.name, home)],
        stack=stack,
        stacks=[_stack(stack, info.name, settings_home or home, resources, locate)],
        answers=[one.outputs for one in resources if one.type != STACK_TYPE],
    )


def _is_told(one: Registered) -> bool:
    """Tell whether something can be said of a resource: of those that are only read, that they are there.

    A hub or its namespace must not slip by the rules because somebody else manages it; what surrounds them
    counts only where the stack keeps it.
    """
    return not one.external or azure_native.is_of_hubs(one.type)


def _unread(resources: Iterable[Registered], source: str, home: Location) -> Iterator[Gap]:
    """Yield what is deployed and cannot be read: a verdict without it is incomplete."""
    for one in resources:
        if one.remote:
            reason = "a provider of its own makes what is in it"
        elif azure_native.is_opaque(one.type):
            reason = "it deploys resources that are not read"
        elif one.custom and _is_hub_of_another_provider(one):
            reason = "only the provider azure-native is read"
        else:
            continue
        yield Gap(source, f"{one.type} {one.name}", reason, one.location or home)


def _is_hub_of_another_provider(one: Registered) -> bool:
    if azure_native.is_own(one.type) or one.type.startswith("pulumi:"):
        return False
    # azapi names the type of any resource in an input.
    kind = one.inputs.get("type") if one.type.startswith("azapi:") else one.type
    return isinstance(kind, Unknown) or "notificationhub" in str(kind).lower()


def _claims(resources: Iterable[Registered]) -> Iterator[Mapping[str, Any]]:
    """Yield what the components say of their resources.

    A component says it in its inputs under ``hubwarden``: which setting each input comes from, which
    consumer uses an access rule, which platforms an app is built for.
    """
    for one in resources:
        declaration = None if one.custom else one.inputs.get("hubwarden")
        if isinstance(declaration, dict):
            yield declaration


def _declarations(resources: Iterable[Registered]) -> dict[str, Mapping[str, Any]]:
    """Return what is said of each resource, by its URN.

    A component names resources by their logical names, and others may use the same ones: of what is in
    a component that says anything, the nearest such one speaks. Of the rest may speak who names nothing
    of its own by that name, if only one thing is said.
    """
    components = {one.urn: one for one in resources if not one.custom}
    said = {
        urn: _mapping(declaration.get("resources"))
        for urn, one in components.items()
        for declaration in _claims([one])
    }
    custom = [one for one in resources if one.custom]
    above = {one.urn: _nearest(one, components, said) for one in custom}
    own = {(above[one.urn], one.name) for one in custom}
    found = {}
    for one in custom:
        speakers = [above[one.urn]] if above[one.urn] else said.keys()
        told = [
            _mapping(said[urn][one.name])
            for urn in speakers
            if one.name in said[urn] and (urn == above[one.urn] or (urn, one.name) not in own)
        ]
        if told and all(each == told[0] for each in told):
            found[one.urn] = told[0]
    return found


def _nearest(one: Registered, components: Mapping[str, Registered], said: Container[str]) -> str:
    """Return the URN of the nearest component that a resource is in and that says anything."""
    urn, seen = one.parent, set[str]()
    while urn in components and urn not in said and urn not in seen:
        seen.add(urn)  # A circle of parents is hostile.
        urn = components[urn].parent
    return urn if urn in said else ""


def _record(
    one: Registered,
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
    if any_declared and one.type.endswith("AuthorizationRule") and "consumer" not in facts:
        # The settings are known, and they name no consumer for this rule.
        facts |= {"consumer": None, "role": None}
    places = {}
    for path, setting in _mapping(declared.get("settings")).items():
        if found := locate(str(setting)):
            places[path] = found
    properties = dict(one.inputs)
    arm_type = azure_native.arm_type(one.type)
    if arm_type == "Microsoft.Authorization/locks" and "scope" not in properties:
        scope = one.id.partition("/providers/Microsoft.Authorization/")[0]
        properties["scope"] = known_or_symbol(scope) if one.later else scope
    return Record(
        type=arm_type.lower(),
        id=one.id,
        name=one.id.rpartition("/")[2],
        exact="{" not in one.id,
        later=one.later,
        location=places.pop("", one.location or home),
        properties=properties,
        marked=one.secrets,
        locations=places,
        logical_name=one.name,
        protect=None if one.external else one.protect,
        retain_on_delete=None if one.external else one.retain_on_delete,
        facts=facts,
        managed=not one.external,
        untold=EXTERNAL if one.external else IGNORED if one.ignored else None,
    )


def _mapping(value: Any) -> Mapping[str, Any]:
    """Return a part of a declaration, or nothing where a program declares something else there."""
    return value if isinstance(value, dict) else {}


def _outputs(root: Registered, home: Location) -> Iterator[OutputRecord]:
    for name, value in root.outputs.items():
        marked = None if root.secret_outputs is None else name in root.secret_outputs
        yield OutputRecord(name, home, value, marked)


def _stack(
    stack: str, source: str, home: Location, resources: Iterable[Registered], locate: Locate
) -> Stack:
    places = {"": home}
    for declaration in _claims(resources):
        if "environment" in declaration:
            path = _mapping(declaration.get("settings")).get("environment", "environment")
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
                name=stack,
            )
    return stack_subject(stack, None, source, places)
