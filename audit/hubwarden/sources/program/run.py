"""Runs a Pulumi program in this process, with the recorder in place of the engine."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import runpy
import sys
import threading
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any, Final

from hubwarden.deadline import Deadline, deadline_in
from hubwarden.errors import InputError, UsageError
from hubwarden.sources.program.awaiting import awaiting
from hubwarden.sources.program.callbacks import watched
from hubwarden.sources.program.failures import CLOUD_VARIABLES, explain, place_of
from hubwarden.sources.program.sdk_shortcuts import (
    RequestsAtOnce,
    with_outputs_settled,
    without_debug_messages,
)
from hubwarden.sources.program.stack_settings import PLACEHOLDER, StackSettings

_ONE_AT_A_TIME: Final = threading.Lock()
_GRACE_SECONDS: Final = 5
"""The time that a program has to end properly after its time limit."""


def run(settings: StackSettings, series: str = "", deadline: Deadline | None = None) -> Any:
    """Run the program of a stack and return the ``Recorder`` of the run.

    ``series`` selects the made-up access keys. Without a deadline, the program has the default time limit of a run.

    The environment of the program has no cloud credentials, and its output is dropped. Raises ``IncompleteError``
    where the time is up, and ``InputError`` where the program fails, as ``explain`` describes.
    """
    try:
        import pulumi  # noqa: PLC0415 - heavy, and only this source needs it
    except ImportError:
        raise UsageError(
            "running a program needs packages that are not installed",
            hint="python -m pip install 'hubwarden[pulumi]'",
        ) from None
    from hubwarden.sources.program.recorder import Recorder  # noqa: PLC0415

    # For a folder without __main__.py, Python would run the next one on its search path.
    if not any(path.is_file() for path in (settings.main, settings.main / "__main__.py")):
        raise InputError("the program is not there", file=settings.project_file.file, field="main")
    recorder = Recorder(settings, series)
    deadline = deadline or deadline_in()
    failure: list[BaseException] = []
    with _ONE_AT_A_TIME, _isolated(settings.main), _placeholders(pulumi.Config):
        thread = threading.Thread(
            target=_body, args=(settings, recorder, deadline, failure), name="program", daemon=True
        )
        thread.start()
        thread.join(deadline.left() + _GRACE_SECONDS)
    if thread.is_alive() or any(isinstance(error, _TimeUp) for error in failure):
        raise deadline.missed(
            f"program:{settings.stack} was still running ({settings.display(settings.main)})"
        )
    if recorder.refused:
        file, line = place_of(failure[0] if failure else None, settings)
        raise InputError(recorder.refused[0], file=file, line=line)
    if failure:
        raise explain(failure[0], settings) from None
    if recorder.errors:
        raise InputError("the program reported an error", file=place_of(None, settings)[0])
    return recorder


def _body(
    settings: StackSettings, recorder: Any, deadline: Deadline, failure: list[BaseException]
) -> None:
    """Run the program, in a new thread, so that Pulumi's context variables are new, too."""
    from pulumi import Output, log, runtime  # noqa: PLC0415
    from pulumi.runtime import config as runtime_config  # noqa: PLC0415
    from pulumi.runtime import settings as runtime_settings  # noqa: PLC0415
    from pulumi.runtime import stack as runtime_stack  # noqa: PLC0415

    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    executor = RequestsAtOnce(max_workers=1)
    loop.set_default_executor(executor)
    loop.set_exception_handler(lambda *_: None)

    def program() -> None:
        try:
            runpy.run_path(str(settings.main), run_name="__main__")
        except BaseException as error:  # noqa: BLE001 - asyncio would pass SystemExit by all handlers
            failure.append(error)
            raise _Ended from None

    try:
        runtime_settings.ROOT.set(None)
        runtime_config.set_all_config(dict(settings.config), list(settings.secret_keys))
        runtime_settings.configure(
            runtime_settings.Settings(
                project=settings.project,
                stack=settings.stack,
                organization="organization",
                monitor=recorder,
                engine=recorder,
                parallel=1,
                dry_run=True,
                root_directory=str(settings.root.resolve()),
            )
        )
        with (
            watched(Output) as callbacks,
            awaiting(Output, runtime, loop) as other,
            without_debug_messages(log),
            with_outputs_settled(runtime_stack),
        ):
            loop.run_until_complete(_in_time(runtime_stack.run_in_stack(program), deadline))
        # This needs the program's code, so it comes before its modules are dropped.
        recorder.not_run = [*callbacks.not_run(), *other.not_run()]
    except BaseException as error:  # noqa: BLE001 - an exit in a callback is a failure as well
        failure.append(error)
    finally:
        pending = asyncio.all_tasks(loop)
        for task in pending:
            task.cancel()
        if pending:
            with contextlib.suppress(BaseException):
                loop.run_until_complete(asyncio.gather(*pending, return_exceptions=True))
        executor.shutdown(wait=False)
        loop.close()
        asyncio.set_event_loop(None)


@contextlib.contextmanager
def _isolated(main: Path) -> Iterator[None]:
    """Give the program its own folder, environment and modules, and restore everything afterwards."""
    folder = (main if main.is_dir() else main.parent).resolve()
    before, arguments, paths = Path.cwd(), sys.argv, list(sys.path)
    writes_bytecode = sys.dont_write_bytecode
    environment = dict(os.environ)
    handlers, level = list(logging.root.handlers), logging.root.level
    for key in environment:
        if key.startswith(CLOUD_VARIABLES):
            del os.environ[key]
    os.chdir(folder)
    sys.argv = [str(main)]
    # Compiled files in the user's folder could contain a literal secret, and become stale within a second.
    sys.dont_write_bytecode = True
    _forget(folder)
    # The program may log secrets.
    disabled = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with _silent():
            yield
    finally:
        logging.disable(disabled)
        logging.root.handlers[:] = handlers
        logging.root.setLevel(level)
        _forget(folder)
        sys.argv, sys.path[:] = arguments, paths
        sys.dont_write_bytecode = writes_bytecode
        os.chdir(before)
        os.environ.clear()
        os.environ.update(environment)


@contextlib.contextmanager
def _silent() -> Iterator[None]:
    """Drop everything that is printed, also by child processes: only the report may go to standard output."""
    with contextlib.ExitStack() as stack:
        nowhere = stack.enter_context(Path(os.devnull).open("w", encoding="utf-8"))
        stack.enter_context(contextlib.redirect_stdout(nowhere))
        stack.enter_context(contextlib.redirect_stderr(nowhere))
        for descriptor in (1, 2):
            try:
                copy = os.dup(descriptor)
            except OSError:
                continue  # It is closed: nothing can be printed there.
            stack.callback(os.close, copy)
            stack.callback(os.dup2, copy, descriptor)
            os.dup2(nowhere.fileno(), descriptor)
        yield


def _forget(folder: Path) -> None:
    """Drop the program's modules from ``sys.modules``, so that the next run registers its resources again."""
    for name, module in list(sys.modules.items()):
        try:
            # getattr would load each lazy module of the provider.
            known = object.__getattribute__(module, "__dict__")
        except AttributeError:
            continue
        # A namespace package has folders but no file.
        places = [known.get("__file__"), *(known.get("__path__") or ())]
        if name != "__main__" and any(_is_own(place, folder) for place in places):
            del sys.modules[name]


def _is_own(place: object, folder: Path) -> bool:
    """Tell whether a module belongs to the program, and not to a package installed below its folder."""
    if not isinstance(place, str) or {"site-packages", "dist-packages"} & set(Path(place).parts):
        return False
    return os.path.realpath(place).startswith(f"{folder}{os.sep}")


@contextlib.contextmanager
def _placeholders(config_class: Any) -> Iterator[None]:
    """Answer a request for a secret that is not set with a marked placeholder."""
    original = config_class._require  # noqa: SLF001 - the one place that all demands go through

    def require(self: Any, key: str, secret: bool, *rest: Any) -> Any:  # noqa: FBT001
        if secret and self.get(key) is None:
            return f"{PLACEHOLDER}({self.full_key(key)})"
        return original(self, key, secret, *rest)

    config_class._require = require  # noqa: SLF001
    try:
        yield
    finally:
        config_class._require = original  # noqa: SLF001


async def _in_time(running: Coroutine[Any, Any, None], deadline: Deadline) -> None:
    try:
        async with asyncio.timeout(deadline.left()) as limit:
            await running
    except TimeoutError:
        # A timeout of the program's own is a failure of the program.
        raise (_TimeUp if limit.expired() else TimeoutError) from None


class _TimeUp(Exception):
    """Raised where the program still runs when the time limit of the run is up."""


class _Ended(Exception):
    """Raised where the program ended with an exception, which is kept elsewhere."""
