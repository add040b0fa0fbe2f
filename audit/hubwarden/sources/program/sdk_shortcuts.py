"""Leaves out what Pulumi's SDK does for an engine far away, and what one in this process does not need."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Final

_SDK: Final = "pulumi.runtime."
"""What the names of the modules begin with that send the SDK's own requests."""


class RequestsAtOnce(ThreadPoolExecutor):
    """Answers the SDK's requests in the thread that makes them; all else gets a thread, as ever.

    The SDK waits for each answer in another thread, because an engine may be slow; the recorder is not.
    """

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Call a function; its result or its error is in the future."""
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
    """Drop the SDK's debug messages, of which it sends several a resource; ``log`` is ``pulumi.log``."""
    original = log.debug
    log.debug = lambda *_args, **_kwargs: None
    try:
        yield
    finally:
        log.debug = original


_ROUNDS: Final = 1_000
"""More than a chain of outputs is long; a round in which nothing is to be done takes microseconds."""


@contextlib.contextmanager
def with_outputs_settled(stack: Any) -> Iterator[None]:
    """Let outputs come to rest before the SDK waits for them; ``stack`` is ``pulumi.runtime.stack``.

    The SDK watches all outputs that are open for the first one that is done, and then the rest of them
    once more: with many resources that is a third of the time of a run. Here nearly all of them are done
    when it begins; what really has to wait is left to it.
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
