"""The functions of ARM templates about the deployment itself and its place in Azure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from hubwarden.arm_templates.composed_texts import (
    call_symbol,
    compose,
    quoted,
)
from hubwarden.arm_templates.scope import GROUP, RESOURCE_GROUPS, SUBSCRIPTION, Env
from hubwarden.arm_templates.tainted_values import (
    bare,
    taint_of,
    tainted,
    top,
)
from hubwarden.unknown import Unknown


def context_function(name: str, spelled: str, given: list[Any], env: Env) -> Any:
    """Return the value of such a function; ``NotImplemented`` for any other name."""
    if name in _CONTEXT:
        return _CONTEXT[name](given, env)
    if name in _DETERMINED:
        symbol = call_symbol(spelled, given)
        blank = Unknown(symbol, f"only Azure can answer {spelled}()", present=name in _FILLED)
        return tainted(blank, taint_of(given), symbol)
    if name in _VOLATILE:
        return Unknown(env.run.unique(f"{spelled}()"), "it is new in each deployment", present=True)
    if name in _PLACES:
        symbol = f"{{{env.scope.label}{spelled}()}}"
        return Unknown(symbol, f"a template does not tell {spelled}()", present=True)
    return NotImplemented


_DETERMINED: Final = frozenset(("references", "pickzones", "providers", "uniquestring", "guid"))
_FILLED: Final = frozenset(("uniquestring", "guid"))
_VOLATILE: Final = frozenset(("newguid", "utcnow"))
_PLACES: Final = frozenset(("deployment", "environment", "tenant", "managementgroup", "deployer"))


def _resource_group(given: list[Any], env: Env) -> Any:
    if given:
        return NotImplemented
    target = env.scope.target
    name = "resourceGroup()" if target.group is GROUP else f"resourceGroup({quoted(target.group)})"
    place = "a template does not tell its resource group"
    return {
        "id": compose(["/subscriptions/", target.subscription, "/resourceGroups/", target.group]),
        "name": target.group,
        "type": "Microsoft.Resources/resourceGroups",
        "location": Unknown(f"{{{name}.location}}", place, present=True),
        "tags": Unknown(f"{{{name}.tags}}", place),
        "managedBy": Unknown(f"{{{name}.managedBy}}", place),
        "properties": Unknown(f"{{{name}.properties}}", place),
    }


def _subscription(given: list[Any], env: Env) -> Any:
    if given:
        return NotImplemented
    own = env.scope.target.subscription
    name = "subscription()" if own is SUBSCRIPTION else f"subscription({quoted(own)})"
    return {
        "id": compose(["/subscriptions/", own]),
        "subscriptionId": own,
        "tenantId": Unknown("{subscription().tenantId}", SUBSCRIPTION.reason, present=True),
        "displayName": Unknown(f"{{{name}.displayName}}", SUBSCRIPTION.reason, present=True),
    }


def _copy_index(given: list[Any], env: Env) -> Any:
    named = bool(given) and isinstance(given[0], str)
    name = given[0].lower() if named else ""
    offset = given[1:] if named else given
    index = env.loops.get(name)
    if index is None or len(offset) > 1:
        return Unknown(
            env.run.unique("copyIndex()"), "no such copy loop is around it", cause="unclear"
        )
    if not offset:
        return index
    if type(index) is int and type(offset[0]) is int:
        return index + offset[0]
    symbol = call_symbol("add", [index, offset[0]])
    return Unknown(symbol, "the turn of the copy loop is not known", present=True)


def _resource_id(given: list[Any], env: Env) -> Any:
    at = _type_at(given)
    if at is None or at > _OWN_PLACE:
        return NotImplemented
    target = env.scope.target
    if at == 0:
        prefix = [target.id]
    else:
        subscription = given[0] if at == _OWN_PLACE else target.subscription
        prefix = ["/subscriptions/", subscription, "/resourceGroups/", given[at - 1]]
    return _joined(prefix, given[at:])


_OWN_PLACE: Final = 2


def _subscription_resource_id(given: list[Any], env: Env) -> Any:
    at = _type_at(given)
    if at is None or at > 1:
        return NotImplemented
    own = given[0] if at else env.scope.target.subscription
    return _joined(["/subscriptions/", own], given[at:])


def _tenant_resource_id(given: list[Any], _env: Env) -> Any:
    return _joined([], given) if _type_at(given) == 0 else NotImplemented


def _extension_resource_id(given: list[Any], _env: Env) -> Any:
    return _joined(given[:1], given[1:]) if _type_at(given[1:]) == 0 else NotImplemented


def _type_at(given: Sequence[Any]) -> int | None:
    """Return the index of the argument that is the resource type: the first one that contains a slash."""
    texts = enumerate(bare(item) for item in given)
    return next((at for at, text in texts if isinstance(text, str) and "/" in text), None)


def _joined(prefix: list[Any], type_and_names: Sequence[Any]) -> Any:
    provider, *types = str(bare(type_and_names[0])).strip("/").split("/")
    names = type_and_names[1:]
    if len(names) != len(types) or any(isinstance(top(name), list | dict) for name in names):
        return NotImplemented
    if f"{provider}/{'/'.join(types)}".lower() == RESOURCE_GROUPS:
        return compose([*prefix, "/resourceGroups/", *names])
    parts: list[Any] = [*prefix, "/providers/", provider]
    for type_, name in zip(types, names, strict=True):
        parts += ["/", type_, "/", name]
    return compose(parts)


_CONTEXT: Final[Mapping[str, Callable[[list[Any], Env], Any]]] = {
    "resourcegroup": _resource_group,
    "subscription": _subscription,
    "copyindex": _copy_index,
    "resourceid": _resource_id,
    "subscriptionresourceid": _subscription_resource_id,
    "tenantresourceid": _tenant_resource_id,
    "extensionresourceid": _extension_resource_id,
}
