"""The state of a resource: what a preview tells of it, and what Azure does."""

from typing import Any, Final

from . import sdk
from .arm import ArmError, ResourceManager
from .failures import HalfMade, Refusal
from .shapes import SHAPES
from .wire import UNKNOWN

_KEPT: Final = ("name", "location")
"""Outputs that no update changes (provider.go, Update)."""


def previewed(
    token: str, inputs: dict[str, Any], old: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Return the outputs of a preview: the inputs, and all else not known yet."""
    unknown = dict.fromkeys(sdk.resource(token).outputs.keys() | {"id"}, UNKNOWN)
    kept = {name: old[name] for name in _KEPT if name in old} if old else {}
    return unknown | inputs | kept


def read(manager: ResourceManager, token: str, resource_id: str) -> dict[str, Any] | None:
    """Return the outputs of what is there, of those that the SDK knows; `None` where nothing is."""
    known = sdk.resource(token)
    try:
        answer = manager.get(resource_id, known.api_version)
    except ArmError as error:
        if error.is_missing:
            return None
        raise
    facts = SHAPES[token].outputs(answer)
    outputs = {name: facts[name] for name in facts.keys() & (known.outputs.keys() | {"id"})}
    return outputs | {"azureApiVersion": known.api_version}


def write(
    manager: ResourceManager,
    token: str,
    resource_id: str,
    inputs: dict[str, Any],
    timeout: float,
    *,
    new: bool,
) -> dict[str, Any]:
    """PUT a resource and return what a GET tells then, which is what a refresh will compare with."""
    version, shape = sdk.resource(token).api_version, SHAPES[token]
    present = manager.get(resource_id, version) if shape.kept and not new else None
    try:
        answer = manager.put(resource_id, version, shape.body(inputs, present), timeout)
    except ArmError as error:
        if error.started:
            raise HalfMade(resource_id, inputs, error) from None
        raise
    outputs = read(manager, token, str(answer.get("id", resource_id)))
    if outputs is None:
        message = f"{resource_id} is not there after its PUT"
        raise Refusal(message)
    return outputs


def projected(hint: Any, value: Any) -> Any:
    """Return what of an output an input could say, which leaves out what Azure alone decides."""
    if isinstance(value, list):
        return [projected(sdk.item_hint(hint), item) for item in value]
    if not isinstance(value, dict):
        return value
    objects = [alternative for alternative in sdk.alternatives(hint) if sdk.is_object(alternative)]
    names = {name for object_ in objects for name in sdk.properties(object_)}
    return {
        name: projected(sdk.property_hint(hint, name), item)
        for name, item in value.items()
        if name in names or not objects
    }
