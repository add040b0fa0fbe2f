"""Finds code of a program that may do more in a deployment than it did offline.

Code that awaits a value which only a deployment can supply gets none. Code that asks whether this is a preview may
make more in an update. A task that fails, or that nothing awaits, ends without a trace. What depends on any of
these cannot be seen, so each is a gap.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import sys
from collections.abc import Awaitable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn

from hubwarden.location import Location
from hubwarden.sources.program.callbacks import NotRun, by_place, is_own

_AWAITED: Final = (
    "only a deployment knows the value, and what the program then makes is not known offline"
)
_PREVIEW: Final = "the program may make other resources in a deployment than in a preview"
_ASKED: Final = "only Azure can answer it, and what the program then makes is not known offline"


class AskedAtOnceError(Exception):
    """Raised where the program calls a function that only Azure can answer and uses the result at once."""

    def __init__(self, function: str) -> None:
        name = re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", function.rpartition(":")[2]).lower()
        super().__init__(
            f"the program calls the function {function}, which only Azure can answer, and goes on with the "
            f"answer at once; call {name}_output, whose answer may be unknown, put the value into the "
            "stack's settings, or check a preview of the stack"
        )


@dataclass(slots=True)
class Awaited:
    """A value that the program awaited."""

    location: Location
    known: bool = False


@dataclass(slots=True)
class Awaiting:
    """What one run of a program awaited and called."""

    values: list[Awaited] = field(default_factory=list)
    previews: list[Location] = field(default_factory=list)
    """Where it asked whether this is a preview."""
    asked: list[tuple[Location, str]] = field(default_factory=list)
    """Where it called a function that cannot be answered offline, and the name of the function."""
    tasks: list[tuple[Location, asyncio.Task[Any]]] = field(default_factory=list)

    def not_run(self) -> list[NotRun]:
        """Return the places where the program may do more in a deployment."""
        values = by_place((item.location, None) for item in self.values if not item.known)
        previews = by_place((place, None) for place in self.previews)
        asked = by_place(self.asked)
        tasks = by_place(item for item in self.tasks if not _ended_well(item[1]))
        return [
            *(NotRun("an awaited output", _AWAITED, place) for place, _ in values),
            *(NotRun("is_dry_run", _PREVIEW, place) for place, _ in previews),
            *(NotRun(f"the function {name}", _ASKED, place) for place, name in asked),
            *(NotRun("a task of the program", _how_it_ended(task), place) for place, task in tasks),
        ]


def _ended_well(task: asyncio.Task[Any]) -> bool:
    return task.done() and not task.cancelled() and task.exception() is None


def _how_it_ended(task: asyncio.Task[Any]) -> str:
    error = task.exception() if task.done() and not task.cancelled() else None
    how = f"fails with {type(error).__name__}" if error is not None else "does not come to its end"
    return f"offline it {how}, and what it would make is not known"


@contextlib.contextmanager
def awaiting(output: Any, runtime: Any, loop: asyncio.AbstractEventLoop) -> Iterator[Awaiting]:
    """Record what the program (but not the SDK) awaits and calls."""
    found = Awaiting()
    _watch_tasks(found, loop)
    future, is_known, is_dry_run = output.future, output.is_known, runtime.is_dry_run

    async def waited(value: Any, place: Location, answer: Awaitable[Any]) -> Any:
        found.values.append(item := Awaited(place))
        given = await answer
        whole = await future(value, with_unknowns=True)
        item.known = await is_known(value) and not _has_unknowns(whole)
        return given

    def watched_future(self: Any, with_unknowns: bool | None = None) -> Any:  # noqa: FBT001
        place, answer = _caller(), future(self, with_unknowns)
        return answer if place is None else waited(self, place, answer)

    def watched_is_known(self: Any) -> Any:
        place, answer = _caller(), is_known(self)
        return answer if place is None else waited(self, place, answer)

    def watched_is_dry_run() -> Any:
        found.previews.extend(filter(None, [_caller()]))
        return is_dry_run()

    with contextlib.ExitStack() as stack:
        for owner, name, replacement in (
            (runtime, "invoke", _answered(found, runtime.invoke)),
            (runtime, "invoke_single", _answered(found, runtime.invoke_single)),
            (runtime, "invoke_async", _answered_later(found, runtime.invoke_async)),
            (output, "future", watched_future),
            (output, "is_known", watched_is_known),
            (runtime, "is_dry_run", watched_is_dry_run),
            (runtime.settings, "is_dry_run", watched_is_dry_run),
        ):
            stack.callback(setattr, owner, name, getattr(owner, name))
            setattr(owner, name, replacement)
        yield found


def _answered(found: Awaiting, original: Any) -> Any:
    """Return a function like ``invoke`` that raises where there is no answer."""

    def ask(function: str, *args: Any, **options: Any) -> Any:
        result = original(function, *args, **options)
        if not result.is_known:
            _refuse(found, function, _nearest_own())
        return result

    return ask


def _answered_later(found: Awaiting, original: Any) -> Any:
    """Return the same for ``invoke_async``, which returns the bare value."""

    async def ask(function: str, *args: Any, **options: Any) -> Any:
        result = await original(function, *args, **options)
        if result is None:
            _refuse(found, function, _nearest_own())
        return result

    return ask


def _refuse(found: Awaiting, function: str, place: Location | None) -> NoReturn:
    if place is not None:
        found.asked.append((place, function))
    raise AskedAtOnceError(function)


def _watch_tasks(found: Awaiting, loop: asyncio.AbstractEventLoop) -> None:
    def make(loop: asyncio.AbstractEventLoop, coroutine: Any, **options: Any) -> Any:
        task = asyncio.Task(coroutine, loop=loop, **options)
        code = getattr(coroutine, "cr_code", None)
        if code is not None and is_own(code.co_filename):
            found.tasks.append((Location(code.co_filename, code.co_firstlineno), task))
        return task

    loop.set_task_factory(make)


def _caller() -> Location | None:
    """Return the location of the code that called the caller; ``None`` where it is not the user's."""
    frame = sys._getframe(2)  # noqa: SLF001 - who calls is what is asked for
    if not is_own(frame.f_code.co_filename):
        return None
    return Location(frame.f_code.co_filename, frame.f_lineno)


def _nearest_own() -> Location | None:
    """Return the nearest location in the user's code on the call stack."""
    frame: Any = sys._getframe(2)  # noqa: SLF001 - who calls is what is asked for
    while frame is not None and not is_own(frame.f_code.co_filename):
        frame = frame.f_back
    return None if frame is None else Location(frame.f_code.co_filename, frame.f_lineno)


def _has_unknowns(value: Any) -> bool:
    from pulumi.output import contains_unknowns  # noqa: PLC0415 - heavy, as the SDK is

    return bool(contains_unknowns(value))
