"""Finds callbacks that did not run because they need a value that only a deployment can supply.

What such a callback makes is not recorded. Its code decides whether it may make a resource: one that only computes
leaves just its own value unknown. Where that is not certain, it is a gap.
"""

from __future__ import annotations

import contextlib
import functools
import sys
import sysconfig
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from hubwarden.location import Location
from hubwarden.sources.program.reachable import may_make_resource

_SDK: Final = "pulumi"
"""The prefix of the names of Pulumi's own packages."""
_LIBRARY: Final = sysconfig.get_path("stdlib")


@dataclass(slots=True)
class Callback:
    """A function that was passed to ``Output.apply``."""

    function: Callable[..., Any]
    location: Location
    called: bool = False


@dataclass(frozen=True, slots=True)
class NotRun:
    """Code whose effect in a deployment is not known."""

    what: str
    reason: str
    location: Location


@dataclass(slots=True)
class Callbacks:
    """The callbacks of one run of a program."""

    found: list[Callback] = field(default_factory=list)

    def not_run(self) -> list[NotRun]:
        """Return the callbacks that were never called and may make a resource."""
        waiting = by_place(
            (item.location, None)
            for item in self.found
            if not item.called and may_make_resource(item.function)
        )
        return [NotRun("a callback of apply", _WAITS, place) for place, _ in waiting]


_WAITS: Final = (
    "it waits for a value that only a deployment knows, and what it may make is not known offline"
)


def by_place(found: Iterable[tuple[Location, Any]]) -> list[tuple[Location, Any]]:
    """Return items sorted by location; of several at one location, the last."""
    places = {(place.file, place.line or 0): (place, item) for place, item in found}
    return [item for _, item in sorted(places.items(), key=lambda pair: pair[0])]


@contextlib.contextmanager
def watched(output: Any) -> Iterator[Callbacks]:
    """Record each callback that the program (but not the SDK) passes to ``output.apply``."""
    original, callbacks = output.apply, Callbacks()

    def apply(self: Any, func: Callable[..., Any], run_with_unknowns: bool = False) -> Any:  # noqa: FBT001, FBT002
        caller = sys._getframe(1)  # noqa: SLF001 - who calls is what is asked for
        if is_own(caller.f_code.co_filename):
            code = _code(func)
            own = code is not None and is_own(code.co_filename)
            place = (
                Location(code.co_filename, code.co_firstlineno)
                if own and code is not None
                else Location(caller.f_code.co_filename, caller.f_lineno)
            )
            callbacks.found.append(item := Callback(func, place))
            func = _noting(func, item)
        return original(self, func, run_with_unknowns)

    output.apply = apply
    try:
        yield callbacks
    finally:
        output.apply = original


def _noting(func: Callable[..., Any], item: Callback) -> Callable[..., Any]:
    def noting(*args: Any, **kwargs: Any) -> Any:
        item.called = True
        return func(*args, **kwargs)

    return noting


def _code(func: Any) -> Any:
    while isinstance(func, functools.partial):
        func = func.func
    func = getattr(func, "__func__", func)
    return getattr(func, "__code__", None)


@functools.cache
def is_own(file: str) -> bool:
    """Tell whether code belongs to the user or a library, and not to the SDK or Python."""
    if file.startswith("<"):
        return not file.startswith("<frozen")
    parts = Path(file).parts
    for folder in ("site-packages", "dist-packages"):
        if folder in parts:
            return not parts[parts.index(folder) + 1].startswith(_SDK)
    return not file.startswith(_LIBRARY)
