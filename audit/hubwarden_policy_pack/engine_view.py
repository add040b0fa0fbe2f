"""Turns what the engine shows to a policy into resources as Pulumi knows them.

A resource policy is shown inputs, with every secret in clear and without its mark. A stack policy is
shown outputs, which lack what a service never returns, credentials above all; but it is shown what each
input was made from. So inputs come from the one and relations from the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from pulumi_policy import PolicyProviderResource, PolicyResource, ResourceValidationArgs
from pulumi_policy.proxy import UnknownValueError

from hubwarden.sources.pulumi.registered import STACK_TYPE, Registered
from hubwarden.sources.pulumi.wire_values import COMPUTED


def registered(args: ResourceValidationArgs) -> Registered:
    """Return the resource that a resource policy is shown."""
    return Registered(
        urn=args.urn,
        type=args.resource_type,
        name=args.name,
        custom=args.provider is not None or args.resource_type.startswith(_CUSTOM),
        inputs=plain(args.props),
        secrets=None,
        protect=args.opts.protect,
        parent=args.opts.parent or "",
        provider=args.provider.urn if args.provider else "",
    )


def is_never_shown(field: str) -> bool:
    """Tell whether a field is one that the engine shows to no pack (``FcmV1.in_clear``)."""
    return field.partition(".")[2] in ("in_clear", "retain_on_delete")


def provider(item: PolicyProviderResource) -> Registered:
    """Return the provider of a resource, of which nothing but its subscription is read."""
    known = {key: _member(item.props, key) for key in item.props if key == "subscriptionId"}
    return Registered(
        item.urn, item.resource_type, item.name, custom=True, inputs=known, secrets=None
    )


def whole(
    shown: Iterable[PolicyResource], before: Mapping[str, Registered]
) -> tuple[list[Registered], list[str]]:
    """Return all resources of a stack with their providers, and the names of those that no resource
    policy was shown.

    ``before`` holds what the resource policies were shown, by URN.
    """
    shown = list(shown)
    providers = {item.provider.urn: provider(item.provider) for item in shown if item.provider}
    found, missing = list(providers.values()), []
    for item in shown:
        if item.urn in providers:
            continue
        known = before.get(item.urn)
        if item.resource_type == STACK_TYPE:
            outputs = plain(item.props)
            found.append(_root(item, outputs))
        elif known is not None:
            made_from = {
                key: tuple(each.urn for each in each_of)
                for key, each_of in item.property_dependencies.items()
            }
            found.append(
                replace(known, inputs=dict(known.inputs), id=_id(item), dependencies=made_from)
            )
        elif item.resource_type.startswith("azure"):
            missing.append(f"{item.resource_type} {item.name}")
    return found, missing


def plain(value: Any) -> Any:
    """Return a value without the SDK's wrappers; what is not known yet becomes ``Unknown``."""
    if isinstance(value, Mapping):
        return {str(key): _member(value, key) for key in value}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_member(value, index) for index in range(len(value))]
    # Numbers arrive as floats, whatever the program wrote.
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _member(value: Any, key: Any) -> Any:
    try:
        return plain(value[key])
    except UnknownValueError:
        return COMPUTED


_CUSTOM: Final = ("azure-native:", "azure:", "pulumi:providers:")
"""Types that are no component, even where the engine does not name their provider."""


def _id(resource: PolicyResource) -> str:
    try:
        value = resource.props.get("id")
    except UnknownValueError:
        return ""
    return value if isinstance(value, str) else ""


def _root(resource: PolicyResource, outputs: Mapping[str, Any]) -> Registered:
    return Registered(
        urn=resource.urn,
        type=STACK_TYPE,
        name=resource.name,
        custom=False,
        inputs={},
        secrets=None,
        outputs=dict(outputs),
        secret_outputs=None,
    )
