"""What the installed SDK says of resources and functions.

The SDK's classes are generated from the same schema as the real provider: their properties carry the
names on the wire, the types and the enumerations, and their documentation names the API version and the
value that tells one alternative from another.
"""

import importlib
import inspect
import re
import threading
import typing
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from functools import cache
from types import NoneType
from typing import Any, Final

import pulumi
from pulumi import _types

_VERSION: Final = re.compile(r"Uses Azure REST API version ([\w-]+)\.")
_CONSTANT: Final = re.compile(r"Expected value is '([^']*)'\.")
_LOADING: Final = threading.RLock()
"""The SDK loads a module at its first use, and half of it can be seen from another thread meanwhile."""


@dataclass(frozen=True, slots=True)
class Resource:
    """One type of resource; the hints are the SDK's own annotations."""

    arguments: type
    inputs: Mapping[str, Any]
    outputs: Mapping[str, Any]
    api_version: str


@cache
def resource(token: str) -> Resource:
    """Return what the SDK says of a type, as in `azure-native:notificationhubs:Namespace`."""
    found = _member(token.split(":")[1], token.split(":")[2])
    constructor = next(
        get_overload
        for get_overload in typing.get_overloads(found.__init__)
        if _arguments(get_overload)
    )
    arguments = _arguments(constructor)
    return Resource(
        arguments=arguments,
        inputs=properties(arguments),
        outputs=properties(found),
        api_version=_api_version(constructor.__doc__),
    )


@cache
def function_version(token: str) -> str:
    """Return the API version of a function, as in `azure-native:notificationhubs:listNamespaceKeys`."""
    name = re.sub(r"(?=[A-Z])", "_", token.split(":")[2]).lower()
    return _api_version(_member(token.split(":")[1], name).__doc__)


@cache
def properties(cls: type) -> Mapping[str, Any]:
    """Return the hints of a class by the names on the wire."""
    return _types._raw_return_hints(cls)


@cache
def required(cls: type) -> frozenset[str]:
    """Return the names that must not be absent."""
    return _types._required_property_names(cls)


@cache
def constants(cls: type) -> Mapping[str, str]:
    """Return the properties that have one value only, which tells the class from its alternatives."""
    found = ((name, _CONSTANT.search(item.fget.__doc__ or "")) for _, name, item in _of(cls))
    return {name: match[1] for name, match in found if match}


def is_object(hint: Any) -> bool:
    """Tell whether a hint is a class with properties, for inputs or for outputs."""
    return inspect.isclass(hint) and (_types.is_input_type(hint) or _types.is_output_type(hint))


def alternatives(hint: Any) -> tuple[Any, ...]:
    """Return what a value may be: the hint without what wraps it and without `None`."""
    origin = typing.get_origin(hint)
    if origin is typing.Union:
        return tuple(
            alternative for item in typing.get_args(hint) for alternative in alternatives(item)
        )
    if hint is NoneType or origin is Awaitable:
        return ()
    if origin is pulumi.Output:
        return alternatives(typing.get_args(hint)[0])
    return (hint,)


def item_hint(hint: Any) -> Any:
    """Return the hint of a list's or a map's items; `Any` where there is none."""
    for alternative in alternatives(hint):
        if arguments := typing.get_args(alternative):
            return arguments[-1]
    return Any


def property_hint(hint: Any, name: str) -> Any:
    """Return the hint of a member of an object or a map; `Any` where there is none."""
    for alternative in alternatives(hint):
        if is_object(alternative) and name in properties(alternative):
            return properties(alternative)[name]
    return item_hint(hint)


def _of(cls: type) -> tuple[tuple[str, str, property], ...]:
    return _types._py_properties(cls)


def _member(module: str, name: str) -> Any:
    with _LOADING:
        return getattr(importlib.import_module(f"pulumi_azure_native.{module}"), name)


def _arguments(constructor: Any) -> Any:
    return next(filter(is_object, alternatives(constructor.__annotations__.get("args"))), None)


def _api_version(documentation: str | None) -> str:
    match = _VERSION.search(documentation or "")
    if match is None:
        message = "the SDK's documentation names no API version"
        raise LookupError(message)
    return match[1]
