"""A language host for tests: what the engine starts to run Python programs and policy packs.

The official one is not on PyPI. This one is made of the server that the SDK brings for inline programs
(`pulumi.automation`), which runs a program exactly as a real deployment does. The harness puts it on the
PATH as `pulumi-language-python`.

Every program runs in a process of its own, so that none sees the modules, the settings or the working
directory of another. What a program or a pack prints goes the way it goes with the official host: to the
engine, which shows it.
"""

# ruff: noqa: N802, ARG002 - the names and arguments of the protocol's methods

import os
import queue
import runpy
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from concurrent import futures
from contextlib import suppress
from pathlib import Path
from typing import IO

import grpc
from google.protobuf.empty_pb2 import Empty
from pulumi.automation._server import LanguageServer
from pulumi.runtime.proto import language_pb2, language_pb2_grpc
from pulumi.runtime.proto.plugin_pb2 import PluginInfo
from pulumi.runtime.settings import SETTINGS

PROGRAM = "--program"
"""The argument with which this file runs one program instead of a server."""


class LanguageHost(language_pb2_grpc.LanguageRuntimeServicer):
    """Starts programs and packs; `engine` is where they reach the engine."""

    def __init__(self, engine: str) -> None:
        self._engine = engine

    def Handshake(self, request, context):
        return language_pb2.LanguageHandshakeResponse()

    def About(self, request, context):
        return LanguageServer(_nothing).About(request, context)

    def GetPluginInfo(self, request, context):
        return PluginInfo(version="0.0.0")

    def GetRequiredPackages(self, request, context):
        """Tell of none: the harness has put every plugin on the PATH."""
        return language_pb2.GetRequiredPackagesResponse()

    def GetRequiredPlugins(self, request, context):
        return language_pb2.GetRequiredPluginsResponse()

    def GetProgramDependencies(self, request, context):
        return language_pb2.GetProgramDependenciesResponse()

    def RuntimeOptionsPrompts(self, request, context):
        return language_pb2.RuntimeOptionsResponse()

    def InstallDependencies(self, request, context):
        """Install nothing: the interpreter that runs this has everything."""
        yield from ()

    def Cancel(self, request, context):
        return Empty()

    def Run(self, request, context):
        """Run a program in a process of its own and return what it says about its end."""
        if not request.args:
            request.args.append(self._engine)
        reading, writing = os.pipe()
        with os.fdopen(reading, "rb") as answer:
            try:
                process = subprocess.Popen(
                    [sys.executable, "-u", __file__, PROGRAM, str(writing)],
                    stdin=subprocess.PIPE,
                    pass_fds=(writing,),
                )
            finally:
                os.close(writing)
            context.add_callback(lambda: _end(process))
            # A program's process that ends at once takes nothing; its exit code says the rest.
            with suppress(BrokenPipeError), process.stdin as question:
                question.write(request.SerializeToString())
            written = answer.read()
        code = process.wait()
        if code:
            return language_pb2.RunResponse(error=f"the program's process ended with {code}")
        # The server has told the engine of an error already; "bail" keeps it from saying so again.
        failed = bool(language_pb2.RunResponse.FromString(written).error)
        return language_pb2.RunResponse(bail=failed)

    def RunPlugin(self, request, context):
        """Run a policy pack as the official host does: `python -u -m pulumi.policy ENGINE PACK`."""
        if request.kind != "analyzer":
            context.abort(grpc.StatusCode.UNIMPLEMENTED, "only policy packs run as plugins here")
        pack = os.path.normpath(Path(request.info.program_directory, request.info.entry_point))
        process = subprocess.Popen(
            [sys.executable, "-u", "-m", "pulumi.policy", *request.args, pack],
            cwd=request.pwd,
            env=os.environ | _variables(request.env),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        context.add_callback(lambda: _end(process))
        for name, data in _printed({"stdout": process.stdout, "stderr": process.stderr}):
            yield language_pb2.RunPluginResponse(**{name: data})
        yield language_pb2.RunPluginResponse(exitcode=process.wait())


def run_program(answer: int) -> None:
    """Run the program that standard input describes and write its end to the descriptor `answer`."""
    request = language_pb2.RunRequest.FromString(sys.stdin.buffer.read())
    info = request.info
    entry = Path(info.program_directory, info.entry_point)
    os.chdir(request.pwd or info.program_directory)
    sys.path[0] = str(entry if entry.is_dir() else entry.parent)
    sys.argv = [str(entry)]

    def program() -> None:
        SETTINGS.root_directory = info.root_directory
        runpy.run_path(str(entry), run_name="__main__")

    response = LanguageServer(program).Run(request, None)
    with os.fdopen(answer, "wb") as out:
        out.write(response.SerializeToString())


def serve(engine: str) -> None:
    """Serve until a signal ends this; the port is the only line on standard output."""
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    server = grpc.server(futures.ThreadPoolExecutor(16))
    language_pb2_grpc.add_LanguageRuntimeServicer_to_server(LanguageHost(engine), server)
    port = server.add_insecure_port("127.0.0.1:0")
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    server.start()
    ended.wait()
    server.stop(grace=None).wait()


def _nothing() -> None:
    """Stand for a program where none is run."""


def _end(process: subprocess.Popen) -> None:
    if process.poll() is None:
        process.terminate()


def _variables(pairs: list[str]) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in pairs)


def _printed(streams: Mapping[str, IO[bytes]]) -> Iterator[tuple[str, bytes]]:
    """Yield what a process prints to its streams as it comes, until both have ended."""
    found: queue.SimpleQueue[tuple[str, bytes]] = queue.SimpleQueue()

    def read(name: str, stream: IO[bytes]) -> None:
        with stream:
            while data := os.read(stream.fileno(), 65536):
                found.put((name, data))
        found.put((name, b""))

    for name, stream in streams.items():
        threading.Thread(target=read, args=(name, stream), daemon=True).start()
    running = set(streams)
    while running:
        name, data = found.get()
        if data:
            yield name, data
        else:
            running.discard(name)


if __name__ == "__main__":
    if sys.argv[1] == PROGRAM:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # The engine's interrupt ends it, silently.
        run_program(int(sys.argv[2]))
    else:
        serve(sys.argv[-1])
