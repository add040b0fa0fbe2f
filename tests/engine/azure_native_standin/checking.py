"""Refuses inputs that the SDK's types do not allow.

A mistake names the path of a property and what is expected there, never what was found: that may be a
secret.
"""

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import Any, Final, get_origin

from . import sdk
from .wire import is_unknown

_KINDS: Final = {str: "a text", bool: "true or false", int: "a whole number", float: "a number"}


def mistakes(cls: type, value: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    """Yield the path and the reason of every mistake in the properties of a class."""
    known = sdk.properties(cls)
    for name in sorted(sdk.required(cls) - value.keys()):
        yield _at(path, name), "missing required property"
    for name, item in value.items():
        if name in known:
            yield from _mistakes(known[name], item, _at(path, name), sdk.constants(cls).get(name))
        else:
            yield _at(path, name), "unknown property"


def _mistakes(
    hint: Any, value: Any, path: str, constant: str | None = None
) -> Iterator[tuple[str, str]]:
    allowed = sdk.alternatives(hint)
    if is_unknown(value) or Any in allowed:
        return
    if constant is not None and value != constant:
        yield path, f"should be '{constant}'"
        return
    objects = [item for item in allowed if sdk.is_object(item)]
    if isinstance(value, dict) and objects:
        yield from min(
            (list(mistakes(item, value, path)) for item in _likely(objects, value)), key=len
        )
    elif isinstance(value, dict) and any(get_origin(item) is Mapping for item in allowed):
        for name, item in value.items():
            yield from _mistakes(sdk.item_hint(hint), item, f'{path}["{name}"]')
    elif isinstance(value, list) and any(get_origin(item) is Sequence for item in allowed):
        for index, item in enumerate(value):
            yield from _mistakes(sdk.item_hint(hint), item, f"{path}[{index}]")
    else:
        yield from _scalar_mistakes(allowed, value, path)


def _scalar_mistakes(allowed: Sequence[Any], value: Any, path: str) -> Iterator[tuple[str, str]]:
    enums = [item for item in allowed if isinstance(item, type) and issubclass(item, Enum)]
    values = [member.value for enum in enums for member in enum]
    if enums:
        # The SDK also allows any text, for values that Azure adds later; a test wants the typing error.
        if value not in values:
            yield path, f"should be one of {', '.join(map(str, values))}"
    elif not any(_fits(item, value) for item in allowed):
        kinds = (_KINDS.get(item) or _KINDS.get(get_origin(item)) for item in allowed)
        yield path, f"should be {' or '.join(kind or 'an object or a list' for kind in kinds)}"


def _likely(objects: Sequence[type], value: Mapping[str, Any]) -> Sequence[type]:
    """Return the alternatives whose constants the value has; all where it tells none of them."""
    known = [
        object_
        for object_ in objects
        if all(value.get(name) == constant for name, constant in sdk.constants(object_).items())
    ]
    return known or objects


def _fits(hint: Any, value: Any) -> bool:
    match value:
        case bool():
            return hint is bool
        case str():
            return hint is str
        case int() | float():
            return hint is float or (hint is int and float(value).is_integer())
        case _:
            return False


def _at(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
