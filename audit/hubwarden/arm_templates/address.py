"""From the type and name of a resource to its id."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from hubwarden.arm_templates.composed_texts import (
    compose,
    display_text,
    segments,
)
from hubwarden.arm_templates.scope import RESOURCE_GROUPS
from hubwarden.unknown import Unknown


class Misfit(Exception):
    """Raised for a type and a name that do not fit together; the text says why and quotes neither."""


@dataclass(frozen=True, slots=True)
class Address:
    """The type, name and id of one resource."""

    type: str
    """The type in lower case; for an extension resource, without the type of what it extends."""
    id: str
    name: str
    exact: bool
    extends: Any = None
    """The id of the resource that it extends: a text or ``Unknown``; ``None`` for ordinary resources."""


_EXTENSIONS: Final = (
    "microsoft.authorization/locks",
    "microsoft.authorization/roleassignments",
    "microsoft.insights/diagnosticsettings",
)
"""Extension types that need not name a resource: they then extend the target of the deployment."""


def address(type_: str, name: Any, base: Any, scope: Any) -> Address:
    """Return the address of a resource.

    ``base`` is the id of the deployment's target, ``scope`` the resource that an extension names; both may be
    unknown. Raises ``Misfit`` where type and name do not fit together.
    """
    provider, *types = type_.strip("/").split("/")
    if not types or not all(types) or "." not in provider:
        raise Misfit("the type is not of the form Provider/type")
    names = _names(name, types)
    if "providers" in map(str.lower, types):
        return _older_extension(provider, types, names, base)
    full = f"{provider}/{'/'.join(types)}".lower()
    if full == RESOURCE_GROUPS:
        return _made(full, [base, "/resourceGroups/", names[0]], names)
    owner = base if full in _EXTENSIONS else None
    if scope is not None:
        owner = _absolute(scope, base)
    start = base if owner is None else owner
    return _made(full, [start, *_path(provider, types, names)], names, owner)


def _names(name: Any, types: list[str]) -> list[Any]:
    """Return one name for each type."""
    text, exact = display_text(name)
    parts = segments(text)
    if len(parts) == len(types):
        return parts if exact else [_unknown(part) if "{" in part else part for part in parts]
    # An unknown part may contain further slashes, but it cannot remove known ones.
    if exact or len(parts) > len(types) or "providers" in map(str.lower, types):
        raise Misfit("the name does not have as many segments as the type")
    return [_unknown(f"{{segment {at + 1} of {text}}}") for at in range(len(types))]


def _unknown(symbol: str) -> Unknown:
    return Unknown(symbol, "a part of the name is not known", present=True)


def _older_extension(provider: str, types: list[str], names: list[Any], base: Any) -> Address:
    """Return the address of the older form ``Provider/type/providers/extension``."""
    at = [type_.lower() for type_ in types].index("providers")
    own_provider, own_types, own_names = names[at], types[at + 1 :], names[at + 1 :]
    if not own_types or at == 0 or not isinstance(own_provider, str):
        raise Misfit("the provider of the extension is not known")
    owner = compose([base, *_path(provider, types[:at], names[:at])])
    full = f"{own_provider}/{'/'.join(own_types)}".lower()
    return _made(full, [owner, *_path(own_provider, own_types, own_names)], own_names, owner)


def _path(provider: str, types: list[str], names: list[Any]) -> list[Any]:
    parts: list[Any] = ["/providers/", provider]
    for type_, name in zip(types, names, strict=True):
        parts += ["/", type_, "/", name]
    return parts


def _absolute(scope: Any, base: Any) -> Any:
    """Return the id that a scope refers to; a scope without a leading slash is relative to the target."""
    text = display_text(scope)[0]
    if text == "/":
        return ""
    if text.startswith(("/", "{")) or "/" not in text:
        return scope
    return compose([base, "/providers/", scope])


def _made(full: str, path: list[Any], names: list[Any], owner: Any = None) -> Address:
    id_, exact = display_text(compose(path))
    separated = [part for name in names for part in ("/", name)][1:]
    return Address(full, id_, display_text(compose(separated))[0], exact, owner)
