"""Inspects files in a separate process, which is ended when it takes too long."""

from __future__ import annotations

import contextlib
import os
import struct
import subprocess
import sys
import threading
from typing import Any, Final, Self

from hubwarden.credential_files import kinds
from hubwarden.credential_files.kinds import MAX_BYTES, TOO_LARGE, Inspected, Problem

REQUEST: Final = struct.Struct(">iiqd")
"""The head of a request: the lengths in bytes of the name, the password (-1: none) and the file, which follow, and
the limit of processor time in seconds. A file length of -1 asks for the binary of an app: its path is sent as the
name, and its name in an archive, if it is in one, as the password."""
ANSWER: Final = struct.Struct(">I")
"""The head of an answer: the length of the JSON that follows (class name from ``kinds.py``, and its fields)."""
READY: Final = b"R"

_SECONDS_TO_START: Final = 60.0
_PATIENCE: Final = 30
"""The limit of elapsed time, as a multiple of the processor time: the machine may be busy with other work."""
_SIGXCPU: Final = 24
_FOR_BINARIES: Final = 20.0
"""The processor time for an app's binary, in seconds; it may have to be unpacked up to its end."""
_KEPT: Final = (
    "CRYPTOGRAPHY_OPENSSL_NO_LEGACY",
    "LD_LIBRARY_PATH",
    "OPENSSL_CONF",
    "OPENSSL_MODULES",
    "SYSTEMROOT",
)
"""The environment variables that the process gets: those that decide which library it loads, and how."""
_CODE: Final = """
import sys
megabytes, sys.path[:] = int(sys.argv[1]), sys.argv[2:]
from hubwarden.credential_files.worker import serve
serve(megabytes)
"""
_TOO_LONG: Final = Problem("took too long", "it takes too long to read")
_NO_TURN: Final = Problem(
    "took too long", "the machine is too busy to read it, or it waits for ever"
)
_BROKEN: Final = Problem("too much memory", "the process that read it came to an end")
_NOT_STARTED: Final = Problem("took too long", "the process that reads files does not start")


class Inspector:
    """A process that inspects one file after the other.

    A file that needs more processor time than ``seconds``, or that makes the process use more than ``megabytes`` of
    memory, ends the process; the next file gets a new one. Processor time is limited so that other work on the
    machine changes no verdict; a much larger limit of elapsed time ends a process that waits for ever. Files, names
    and passwords are sent through a pipe. Several threads may use it; it inspects one file at a time.
    """

    def __init__(self, seconds: float = 2.0, megabytes: int = 256) -> None:
        self._seconds = seconds
        self._megabytes = megabytes
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def inspect(
        self, data: bytes, name: str = "", password: bytes | None = None
    ) -> Inspected | Problem:
        """Return what a file is, as ``entry.inspect`` does."""
        if len(data) > MAX_BYTES:
            return Problem("too large", TOO_LARGE)
        label = name.encode("utf-8", "replace")
        length = -1 if password is None else len(password)
        head = REQUEST.pack(len(label), length, len(data), self._seconds)
        return self._asked(b"".join((head, label, password or b"", data)), self._seconds)

    def inspect_binary(self, path: str, member: str | None) -> Inspected | Problem:
        """Return the entitlements of an app's binary, as ``entry.inspect_binary`` does."""
        label = os.fsencode(path)
        inside = b"" if member is None else member.encode("utf-8", "surrogatepass")
        seconds = max(self._seconds, _FOR_BINARIES)
        head = REQUEST.pack(len(label), -1 if member is None else len(inside), -1, seconds)
        return self._asked(b"".join((head, label, inside)), seconds)

    def _asked(self, request: bytes, seconds: float) -> Inspected | Problem:
        with self._lock:
            try:
                return self._ask(request, seconds)
            except BaseException:
                self._end()
                raise

    def _ask(self, request: bytes, seconds: float) -> Inspected | Problem:
        process = self._running()
        if process is None:
            return _NOT_STARTED
        answer, late = _exchange(process, request, seconds * _PATIENCE)
        if answer is not None and not late:
            return _decode(answer)
        returned = self._end()
        if answer is not None:
            return _decode(answer)
        if late:
            return _NO_TURN
        return _TOO_LONG if returned == -_SIGXCPU else _BROKEN

    def _running(self) -> subprocess.Popen[bytes] | None:
        if self._process is not None and self._process.poll() is not None:
            self._end()
        if self._process is None:
            self._process = _start(self._megabytes)
            if self._process is not None and not _is_ready(self._process):
                self._end()
        return self._process

    def _end(self) -> int | None:
        process, self._process = self._process, None
        if process is None:
            return None
        returned = process.poll()
        if returned is None:
            process.kill()
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):  # the rest of the request is lost
                if pipe is not None:
                    pipe.close()
        return process.wait() if returned is None else returned


def inspect_bounded(
    data: bytes,
    name: str = "",
    password: bytes | None = None,
    seconds: float = 2.0,
    megabytes: int = 256,
) -> Inspected | Problem:
    """Return what a file is, as ``entry.inspect`` does, within limits of time and memory.

    Starts a process for this one file; use ``Inspector`` for several.
    """
    with Inspector(seconds, megabytes) as inspector:
        return inspector.inspect(data, name, password)


def _start(megabytes: int) -> subprocess.Popen[bytes] | None:
    paths = [path for path in sys.path if path]  # "" may be the audited folder
    try:
        return subprocess.Popen(  # noqa: S603 - this program itself
            [sys.executable, "-I", "-c", _CODE, str(megabytes), *paths],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={key: os.environ[key] for key in _KEPT if key in os.environ},
        )
    except OSError:
        return None


def _is_ready(process: subprocess.Popen[bytes]) -> bool:
    answer, _ = _within(process, _SECONDS_TO_START, lambda: _read(process, len(READY)))
    return answer == READY


def _exchange(
    process: subprocess.Popen[bytes], request: bytes, seconds: float
) -> tuple[bytes | None, bool]:
    """Return the answer, and whether the process was ended because it was late."""

    def exchange() -> bytes | None:
        assert process.stdin is not None  # noqa: S101 - for the type checker
        process.stdin.write(request)
        process.stdin.flush()
        head = _read(process, ANSWER.size)
        return None if head is None else _read(process, ANSWER.unpack(head)[0])

    return _within(process, seconds, exchange)


def _within(
    process: subprocess.Popen[bytes], seconds: float, act: Any
) -> tuple[bytes | None, bool]:
    """Run ``act``; if it is not done in time, kill the process, which ends ``act``, too."""
    late = threading.Event()

    def stop() -> None:
        late.set()
        process.kill()

    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    timer.start()
    try:
        return act(), late.is_set()
    except OSError:  # the process ended before it had read everything
        return None, late.is_set()
    finally:
        timer.cancel()
        timer.join()


def _read(process: subprocess.Popen[bytes], length: int) -> bytes | None:
    assert process.stdout is not None  # noqa: S101 - for the type checker
    data = process.stdout.read(length)
    return data if len(data) == length else None


def _decode(answer: bytes) -> Inspected | Problem:
    import msgspec  # noqa: PLC0415 - only where something is inspected

    name, fields = msgspec.json.decode(answer, type=tuple[str, msgspec.Raw])
    found: Inspected | Problem = msgspec.json.decode(fields, type=getattr(kinds, name))
    return found
