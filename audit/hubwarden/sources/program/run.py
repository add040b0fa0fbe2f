"""Runs a Pulumi program in this process, against the recorder in place of the engine."""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
import runpy
import sys
import threading
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

from hubwarden.errors import InputError, UsageError
from hubwarden.sources.program.settings import PLACEHOLDER, StackSettings

_ONE_AT_A_TIME: Final = threading.Lock()
_CLOUD: Final = ("ARM_", "AZURE_", "AWS_", "GOOGLE_", "PULUMI_")
_TIMEOUT_SECONDS: Final = 120


def run(settings: StackSettings) -> Any:
    """Run the program of a stack and return the ``Recorder`` that saw it.

    No credential of a cloud is in the program's environment, and what it prints is dropped.
    Raises ``InputError`` where the program fails; the message names the place, and repeats the
    program's own words only where it refuses its configuration.
    """
    try:
        import pulumi  # noqa: PLC0415 - heavy, and only this source needs it
    except ImportError:
        raise UsageError(
            "programs can be run only where Pulumi's SDK is installed",
            hint="pip install 'hubwarden[pulumi]'",
        ) from None
    from hubwarden.sources.program.recorder import Recorder  # noqa: PLC0415

    if not settings.main.exists():
        raise InputError("the program is not there", file=settings.project_file.file, field="main")
    recorder = Recorder(settings.project, settings.stack, settings.config)
    failure: list[BaseException] = []
    asked: set[str] = set()
    with _ONE_AT_A_TIME, _isolated(settings.main), _placeholders(pulumi.Config, asked):
        thread = threading.Thread(
            target=_body, args=(settings, recorder, failure), name="program", daemon=True
        )
        thread.start()
        thread.join(_TIMEOUT_SECONDS + 5)
    if thread.is_alive():
        raise InputError(f"did not end within {_TIMEOUT_SECONDS} seconds", file=str(settings.main))
    if failure:
        raise _explain(failure[0], settings, asked) from None
    if recorder.errors:
        raise InputError("the program reported an error", file=str(settings.main))
    return recorder


def _body(settings: StackSettings, recorder: Any, failure: list[BaseException]) -> None:
    """Run the program. The thread is new, so that Pulumi's context variables are, too."""
    from pulumi.runtime import config as runtime_config  # noqa: PLC0415
    from pulumi.runtime import settings as runtime_settings  # noqa: PLC0415
    from pulumi.runtime.stack import run_in_stack  # noqa: PLC0415

    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    executor = ThreadPoolExecutor(max_workers=1)
    loop.set_default_executor(executor)
    loop.set_exception_handler(lambda *_: None)

    def program() -> None:
        runpy.run_path(str(settings.main), run_name="__main__")

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
        loop.run_until_complete(asyncio.wait_for(run_in_stack(program), _TIMEOUT_SECONDS))
    except BaseException as error:  # noqa: BLE001 - SystemExit of a program is a failure as well
        failure.append(error)
    finally:
        pending = asyncio.all_tasks(loop)
        for task in pending:
            task.cancel()
        if pending:
            loop.run_until_complete(asyncio.gather(*pending, return_exceptions=True))
        executor.shutdown(wait=False)
        loop.close()
        asyncio.set_event_loop(None)


@contextlib.contextmanager
def _isolated(main: Path) -> Iterator[None]:
    """Give the program its own folder, environment and modules, and take them back afterwards."""
    folder = (main if main.is_dir() else main.parent).resolve()
    before, arguments = Path.cwd(), sys.argv
    environment = {key: value for key, value in os.environ.items() if key.startswith(_CLOUD)}
    for key in environment:
        del os.environ[key]
    os.chdir(folder)
    sys.argv = [str(main)]
    _forget(folder)
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            yield
    finally:
        _forget(folder)
        sys.argv = arguments
        os.chdir(before)
        os.environ.update(environment)


def _forget(folder: Path) -> None:
    """Drop the program's modules, so that the next run declares its resources anew."""
    inside = f"{folder}{os.sep}"
    for name, module in list(sys.modules.items()):
        try:
            # Not getattr: it would load each lazy module of the provider.
            file = object.__getattribute__(module, "__dict__").get("__file__")
        except AttributeError:
            continue
        if (
            isinstance(file, str)
            and name != "__main__"
            and os.path.realpath(file).startswith(inside)
        ):
            del sys.modules[name]


@contextlib.contextmanager
def _placeholders(config_class: Any, asked: set[str]) -> Iterator[None]:
    """Answer a demand for a secret that is not set with a marked placeholder."""
    original = config_class._require  # noqa: SLF001 - the one place that all demands go through

    def require(self: Any, key: str, secret: bool, *rest: Any) -> Any:  # noqa: FBT001
        if secret:
            asked.add(self.full_key(key))
            if self.get(key) is None:
                return f"{PLACEHOLDER}({self.full_key(key)})"
        return original(self, key, secret, *rest)

    config_class._require = require  # noqa: SLF001
    try:
        yield
    finally:
        config_class._require = original  # noqa: SLF001


def _explain(error: BaseException, settings: StackSettings, asked: set[str]) -> InputError:
    import pulumi  # noqa: PLC0415

    if isinstance(error, pulumi.RunError):
        # The program refuses its configuration in its own words; a secret that stands in the stack
        # file in clear must not come out with them.
        words = str(error)
        for key in asked | set(settings.secret_keys):
            value = settings.config.get(key, "")
            if value.strip():
                words = words.replace(value, "***")
        return InputError(words, file=settings.stack_file.file)
    place = _place(error, settings)
    return InputError(f"the program failed with {type(error).__name__}", file=place)


def _place(error: BaseException, settings: StackSettings) -> str:
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if settings.root.resolve() in path.resolve().parents and "site-packages" not in path.parts:
            return f"{path}:{frame.lineno}"
    return str(settings.main)
