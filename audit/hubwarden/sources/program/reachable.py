"""Decides from the code of a function, and of everything it refers to, whether it may make a resource."""

from __future__ import annotations

import builtins
import dis
import functools
import inspect
import sys
import types
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

_LIMIT: Final = 3_000
"""The most objects that are looked at; beyond that, the function may make a resource."""
_RUNS_TEXT: Final = frozenset({"eval", "exec", "__import__", "import_module", "run_path"})
_MISSING: Final = object()


class _Doubt(Exception):
    """Raised where the function may make a resource."""


def may_make_resource(function: Any) -> bool:
    """Tell whether a callable may make a resource, itself or in a callback; true where that is not certain."""
    try:
        _Walk().whole(function)
    except Exception:  # noqa: BLE001 - an object may answer anything: what cannot be looked at is in doubt
        return True
    return False


@dataclass(slots=True)
class _Walk:
    """The objects looked at so far, so that cycles end."""

    seen: dict[int, Any] = field(default_factory=dict)
    called: set[tuple[int, int]] = field(default_factory=set)
    """Functions by their code and the object that they are bound to."""

    def whole(self, item: Any) -> None:
        """Look at an object that code refers to and may call; raises ``_Doubt``."""
        if id(item) in self.seen:
            return
        self.seen[id(item)] = item  # the reference keeps it alive, so that its id() stays its own
        if len(self.seen) > _LIMIT:
            raise _Doubt
        match item:
            case types.MethodType():
                self.function(item.__func__, item.__self__)
            case types.FunctionType():
                self.function(item, _MISSING)
            case type():
                self.type(item)
            case types.ModuleType() | types.BuiltinFunctionType():
                _refuse(item)
            case _ if type(item) in _HOLDERS:
                self.each(*_parts(item))
            case _:
                self.instance(item)

    def each(self, *items: Any) -> None:
        for item in items:
            self.whole(item)

    def type(self, item: type) -> None:
        if _is_resource(item):
            raise _Doubt
        if _is_open(item.__module__):
            self.each(*(part for base in item.__mro__[:-1] for part in vars(base).values()))

    def instance(self, item: Any) -> None:
        """Look at everything that an object can do, since it may be called or passed on."""
        kind = type(item)
        wrapped = vars(item).get("__wrapped__") if hasattr(item, "__dict__") else None
        if wrapped is not None and not _is_sdk(kind.__module__):
            self.whole(wrapped)  # functools keeps the wrapped function here.
        for base in kind.__mro__:
            if not _is_open(base.__module__):
                continue
            for name, part in vars(base).items():
                if name not in _MADE_ALREADY and isinstance(part, types.FunctionType):
                    self.function(part, item)

    def function(self, item: Any, self_: Any) -> None:
        key = (id(item), id(self_))
        if key in self.called:
            return
        self.called.add(key)
        if len(self.called) > _LIMIT:
            raise _Doubt
        if isinstance(item, types.FunctionType) and _is_open(item.__module__ or ""):
            names = dict(
                zip(item.__code__.co_freevars, map(_cell, item.__closure__ or ()), strict=True)
            )
            if self_ is not _MISSING and item.__code__.co_varnames:
                names[item.__code__.co_varnames[0]] = self_
            wrapped = getattr(item, "__wrapped__", None)
            self.each(wrapped, *(item.__defaults__ or ()), *(item.__kwdefaults__ or {}).values())
            self.code(item.__code__, item.__globals__, names)
        elif getattr(item, "__name__", "") in _RUNS_TEXT:
            raise _Doubt

    def code(
        self, code: types.CodeType, known: Mapping[str, Any], names: Mapping[str, Any]
    ) -> None:
        own = names.get(code.co_varnames[0]) if code.co_varnames else None
        if "super" in code.co_names and own is not None:
            self.instance(own)
        for value in _referred(code, known, names):
            self.whole(value)
        for part in code.co_consts:
            if isinstance(part, types.CodeType):
                self.code(part, known, names)


_HOLDERS: Final = (
    *(functools.partial, staticmethod, classmethod, property),
    *(dict, list, tuple, set, frozenset),
)
_MADE_ALREADY: Final = ("__init__", "__new__", "__post_init__")


def _refuse(item: types.ModuleType | types.BuiltinFunctionType) -> None:
    """Raise ``_Doubt`` for what may do anything: a whole module of the SDK, ``exec`` of a text."""
    if item.__name__ in _RUNS_TEXT or (
        isinstance(item, types.ModuleType) and _is_sdk(item.__name__)
    ):
        raise _Doubt


def _parts(item: Any) -> Iterable[Any]:
    """Return the contents of a container or a wrapper."""
    match item:
        case functools.partial():
            return (item.func, *item.args, *item.keywords.values())
        case staticmethod() | classmethod():
            return (item.__func__,)
        case property():
            return (item.fget,)
        case dict():
            return item.values()
        case list() | tuple() | set() | frozenset():
            return item
        case _:
            return ()


def _referred(
    code: types.CodeType, known: Mapping[str, Any], names: Mapping[str, Any]
) -> Iterator[Any]:
    """Yield what code refers to: each name with its attributes resolved; raises ``_Doubt``."""
    value: Any = _MISSING
    for step in dis.get_instructions(code):
        if step.opname in ("LOAD_ATTR", "LOAD_METHOD"):
            if value is not _MISSING:
                value = _attribute(value, step.argval)
            continue
        if step.opname in _BETWEEN:
            continue
        if value is not _MISSING:
            yield value
        value = _MISSING
        if step.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            value = _global(step.argval, known)
        elif step.opname in ("LOAD_DEREF", "LOAD_CLASSDEREF", "LOAD_FAST"):
            value = names.get(step.argval, _MISSING)
        elif step.opname == "IMPORT_NAME":
            _imported(step.argval)


_BETWEEN: Final = ("CACHE", "EXTENDED_ARG", "PRECALL", "NOP", "RESUME")


def _global(name: str, known: Mapping[str, Any]) -> Any:
    value = known.get(name, vars(builtins).get(name, _MISSING))
    if value is _MISSING or name in _RUNS_TEXT:
        raise _Doubt
    return value


def _attribute(value: Any, name: str) -> Any:
    """Return an attribute if it can be found without running code."""
    if isinstance(value, types.ModuleType):
        found = getattr(value, name, _MISSING)  # The provider loads its modules on access.
        if found is _MISSING or name in _RUNS_TEXT:
            raise _Doubt
        return found
    found = inspect.getattr_static(value, name, _MISSING)
    if isinstance(found, classmethod):
        return types.MethodType(found.__func__, value)
    if isinstance(value, type) or found is _MISSING:
        pass
    elif isinstance(found, types.FunctionType):
        return types.MethodType(found, value)
    elif isinstance(found, property) and found.fget is not None:
        return types.MethodType(found.fget, value)
    elif isinstance(found, types.MemberDescriptorType):
        return getattr(value, name, _MISSING)  # A slot.
    if (
        found is _MISSING
        and _is_open(type(value).__module__)
        and hasattr(type(value), "__getattr__")
    ):
        raise _Doubt
    return found


def _imported(name: str) -> None:
    """Check a module that is imported only in the callback; Python's own make no resource."""
    if name.partition(".")[0] not in sys.stdlib_module_names and name != "pulumi":
        raise _Doubt


def _cell(cell: Any) -> Any:
    try:
        return cell.cell_contents
    except ValueError:
        return _MISSING


def _is_resource(item: type) -> bool:
    from pulumi import Resource  # noqa: PLC0415 - heavy, and loaded where a program runs

    return issubclass(item, Resource)


def _is_sdk(module: str) -> bool:
    return module.partition(".")[0].startswith("pulumi")


def _is_open(module: str) -> bool:
    """Tell whether the code of a module is looked into: it belongs neither to Python nor to the SDK."""
    top = module.partition(".")[0]
    if top == "__main__":
        return True
    if _is_sdk(module) or top in sys.stdlib_module_names:
        return False
    file = getattr(sys.modules.get(module), "__file__", None)
    if not isinstance(file, str) or not {"site-packages", "dist-packages"} & set(Path(file).parts):
        return True
    return _knows_pulumi(top)


@functools.cache
def _knows_pulumi(package: str) -> bool:
    """Tell whether an installed package depends on Pulumi; other packages make no resource."""
    for name, module in list(sys.modules.items()):
        if name == package or name.startswith(f"{package}."):
            for value in list(vars(module).values()):
                owner = value.__name__ if isinstance(value, types.ModuleType) else _owner(value)
                if _is_sdk(owner):
                    return True
    return False


def _owner(value: Any) -> str:
    return value.__module__ or "" if isinstance(value, type | types.FunctionType) else ""
