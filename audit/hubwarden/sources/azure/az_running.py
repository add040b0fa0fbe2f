"""Runs the command ``az``."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Sequence
from typing import Final

AZ_SECONDS: Final = 30
"""How long a command of ``az`` may take."""


async def az_output(arguments: Sequence[str], seconds: float) -> bytes:
    """Return what ``az`` writes; nothing where it is not there, or does not answer in so many seconds.

    Then it is ended, with all that it began.
    """
    try:
        process = await asyncio.create_subprocess_exec(
            "az",
            *arguments,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return b""
    said = asyncio.ensure_future(process.communicate())
    await asyncio.wait([said], timeout=max(0.0, seconds))
    if not said.done():
        _end(process)
    out, _ = await said
    return out


def _end(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
