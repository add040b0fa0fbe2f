"""Converts what the engine shows to a policy pack into ``Registered`` resources.

For a single resource the engine shows the inputs. For the stack it shows outputs, which lack what a service never
returns (above all credentials), but it also shows what each input was made from. So inputs are taken from the
former and relations from the latter. Secret marks are removed: the rules judge the values behind them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from pulumi.runtime.proto import analyzer_pb2

from hubwarden.sources.pulumi.registered import STACK_TYPE, Registered
from hubwarden.sources.pulumi.wire_values import COMPUTED, OUTPUT, SECRET, SIGNATURE, UNKNOWNS


def registered(request: analyzer_pb2.AnalyzeRequest) -> Registered:
    """Return the resource that the engine shows before it is deployed."""
    has_provider = request.HasField("provider")
    return Registered(
        urn=request.urn,
        type=request.type,
        name=request.name,
        custom=has_provider or request.type.startswith(_CUSTOM),
        inputs=plain(request.properties),
        secrets=None,
        protect=request.options.protect,
        parent=request.options.parent,
        provider=request.provider.urn if has_provider else "",
    )


def is_never_shown(field: str) -> bool:
    """Tell whether a field is one that the engine never shows to a pack (``FcmV1.in_clear``)."""
    return field.partition(".")[2] in ("in_clear", "retain_on_delete")


def provider(item: analyzer_pb2.AnalyzerProviderResource) -> Registered:
    """Return the provider of a resource; only its subscription is read."""
    fields = item.properties.fields
    known = {key: _plain(fields[key]) for key in ("subscriptionId",) if key in fields}
    return Registered(item.urn, item.type, item.name, custom=True, inputs=known, secrets=None)


def whole(
    shown: Iterable[analyzer_pb2.AnalyzerResource], before: Mapping[str, Registered]
) -> tuple[list[Registered], list[str]]:
    """Return all resources of a stack with their providers, and the names of those that were not shown before.

    ``before`` has the resources that were shown before they were deployed, by URN.
    """
    shown = list(shown)
    providers = {item.provider.urn: item.provider for item in shown if item.HasField("provider")}
    found, missing = [provider(item) for item in providers.values()], []
    for item in shown:
        if item.urn in providers:
            continue
        known = before.get(item.urn)
        if item.type == STACK_TYPE:
            found.append(_root(item))
        elif known is not None:
            made_from = {
                key: tuple(each.urns) for key, each in sorted(item.propertyDependencies.items())
            }
            found.append(
                replace(known, inputs=dict(known.inputs), id=_id(item), dependencies=made_from)
            )
        elif item.type.startswith("azure"):
            missing.append(f"{item.type} {item.name}")
    return found, missing


def plain(struct: Any) -> dict[str, Any]:
    """Return a protobuf struct as plain values; what is not known yet becomes ``Unknown``."""
    return {key: _plain(value) for key, value in sorted(struct.fields.items())}


def _plain(value: Any) -> Any:
    match value.WhichOneof("kind"):
        case "string_value":
            text = value.string_value
            return COMPUTED if text in UNKNOWNS else text
        case "number_value":
            # The protocol sends all numbers as floats.
            number = value.number_value
            return int(number) if number.is_integer() else number
        case "bool_value":
            return value.bool_value
        case "list_value":
            return [_plain(item) for item in value.list_value.values]
        case "struct_value":
            return _unwrapped(value.struct_value)
        case _:
            return None


def _unwrapped(struct: Any) -> Any:
    fields = struct.fields
    if SIGNATURE in fields and fields[SIGNATURE].string_value in (SECRET, OUTPUT):
        return _plain(fields["value"]) if "value" in fields else COMPUTED
    return plain(struct)


_CUSTOM: Final = ("azure-native:", "azure:", "pulumi:providers:")
"""The prefixes of types that are not components, even where the engine does not name their provider."""


def _id(resource: analyzer_pb2.AnalyzerResource) -> str:
    fields = resource.properties.fields
    value = _plain(fields["id"]) if "id" in fields else ""
    return value if isinstance(value, str) else ""


def _root(resource: analyzer_pb2.AnalyzerResource) -> Registered:
    return Registered(
        urn=resource.urn,
        type=STACK_TYPE,
        name=resource.name,
        custom=False,
        inputs={},
        secrets=None,
        outputs=plain(resource.properties),
        secret_outputs=None,
    )
