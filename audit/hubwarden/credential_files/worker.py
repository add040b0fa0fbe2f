"""The process that inspects files for ``bounded.py``: it reads requests from stdin and writes answers.

``bounded.py`` starts it and defines the messages. Nothing of a file is on the command line or in the environment.
"""

from __future__ import annotations

import math
import sys
from typing import BinaryIO

import msgspec

from hubwarden.credential_files import code_signatures, deciding  # noqa: F401 - loaded before the limits are set
from hubwarden.credential_files.bounded import ANSWER, READY, REQUEST
from hubwarden.credential_files.entry import inspect, inspect_binary


def serve(megabytes: int) -> None:
    """Answer requests until the input ends."""
    incoming, outgoing = sys.stdin.buffer, sys.stdout.buffer
    _limit_memory(megabytes)
    outgoing.write(READY)
    outgoing.flush()
    while head := incoming.read(REQUEST.size):
        name_length, password_length, length, seconds = REQUEST.unpack(head)
        name = _read(incoming, name_length)
        password = None if password_length < 0 else _read(incoming, password_length)
        data = b"" if length < 0 else _read(incoming, length)
        _limit_time(seconds)
        found = (
            inspect(data, name.decode("utf-8", "replace"), password)
            if length >= 0
            else inspect_binary(
                name, None if password is None else password.decode("utf-8", "surrogatepass")
            )
        )
        answer = msgspec.json.encode([type(found).__name__, found])
        outgoing.write(ANSWER.pack(len(answer)) + answer)
        outgoing.flush()


def _read(incoming: BinaryIO, length: int) -> bytes:
    data = incoming.read(length)
    if len(data) < length:
        raise SystemExit(1)
    return data


def _limit_memory(megabytes: int) -> None:
    """Limit the memory of this process, and write no core file, which would contain what was read."""
    if sys.platform == "win32":  # has no such limit; only the time is limited
        return
    import resource  # noqa: PLC0415 - is not there on Windows

    for what, limit in (
        (resource.RLIMIT_AS, megabytes * 1024 * 1024),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        _lower(what, limit)


def _limit_time(seconds: float) -> None:
    """Let the system end this process after this much processor time, rounded up to whole seconds."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415

    used = resource.getrusage(resource.RUSAGE_SELF)
    _lower(resource.RLIMIT_CPU, math.ceil(used.ru_utime + used.ru_stime + seconds))


def _lower(what: int, limit: int) -> None:
    import resource  # noqa: PLC0415

    _, hard = resource.getrlimit(what)
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    try:
        resource.setrlimit(what, (limit, hard))
    except (ValueError, OSError):  # some systems do not have this limit
        return
