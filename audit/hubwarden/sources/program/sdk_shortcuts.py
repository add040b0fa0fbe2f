"""Skips work of Pulumi's SDK that only a remote engine needs."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Final

_SDK: Final = "pulumi.runtime."
"""The prefix of the modules that send the SDK's requests."""


class RequestsAtOnce(ThreadPoolExecutor):
    """Runs the SDK's requests in the calling thread, and everything else in a thread as usual.

    The SDK waits for each answer in another thread, because an engine may be slow; the recorder is not.
    """

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Call a function; the future has its result or exception."""
        if not (getattr(fn, "__module__", None) or "").startswith(_SDK):
            return super().submit(fn, *args, **kwargs)
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - whoever asked is to get it
            future.set_exception(error)
        return future


@contextlib.contextmanager
def without_debug_messages(log: Any) -> Iterator[None]:
    """Drop the SDK's debug messages (several for each resource); ``log`` is ``pulumi.log``."""
    original = log.debug
    log.debug = lambda *_args, **_kwargs: None
    try:
        yield
    finally:
        log.debug = original


_ROUNDS: Final = 1_000
"""More than the length of any chain of outputs; a round without work takes microseconds."""


@contextlib.contextmanager
def with_outputs_settled(stack: Any) -> Iterator[None]:
    """Let outputs resolve before the SDK waits for them; ``stack`` is ``pulumi.runtime.stack``.

    The SDK waits until the first of all open outputs is done, and then for the rest again: with many resources that
    is a third of the run time. Here nearly all are done before it begins; the SDK waits for the others.
    """
    original = stack.wait_for_rpcs

    async def wait_for_rpcs(*args: Any, **kwargs: Any) -> None:
        for _ in range(_ROUNDS):
            await asyncio.sleep(0)
        await original(*args, **kwargs)

    stack.wait_for_rpcs = wait_for_rpcs
    try:
        yield
    finally:
        stack.wait_for_rpcs = original
