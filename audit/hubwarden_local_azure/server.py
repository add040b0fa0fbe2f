"""The stand-in behind HTTP, on the loopback only."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec
from aiohttp import web

from hubwarden_local_azure.answers import Answer, Request
from hubwarden_local_azure.cloud import Cloud
from hubwarden_local_azure.refusals import ArmError, bad_request

HOST: Final = "127.0.0.1"
_LARGEST: Final = 4 * 1024 * 1024
"""Bytes of a request's body (limits of Azure Resource Manager)."""
_OURS: Final = 500
"""From here on a status says that the fault is the server's."""
_NO_HTTP: Final = bad_request("The request is not valid HTTP.")
_UNREADABLE: Final = bad_request(
    "The request content does not have the encoding that it is said to have.",
    "InvalidRequestContent",
)
_BUG: Final = ArmError(500, "InternalServerError", "The local Azure has a bug.")
_NAMES: Final = frozenset({HOST, "localhost"})


class Server:
    """A running server."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    @property
    def url(self) -> str:
        """Where it is reached: ``http://127.0.0.1:PORT``."""
        return self._cloud.url

    def dump(self) -> dict[str, Any]:
        """Return every resource as an ARM body with its ``apiVersion`` and the credentials given.

        It is a test's view, which Azure does not have. Keys of access rules are not in it.
        """
        return self._cloud.dump()


async def start(cloud: Cloud, port: int = 0) -> web.AppRunner:
    """Bind to the loopback and tell the cloud its address."""
    app = web.Application(client_max_size=_LARGEST)
    app.router.add_route("*", r"/{path:[\s\S]*}", _handler(cloud))
    runner = _Runner(app, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, HOST, port).start()
    cloud.url = f"http://{HOST}:{runner.addresses[0][1]}"
    return runner


async def stop(runner: web.AppRunner) -> None:
    """Stop serving and wait for what still ran: aiohttp cancels a connection and looks no further."""
    await runner.cleanup()
    rest = asyncio.all_tasks() - {asyncio.current_task()}
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)


class _Connection(web.RequestHandler):
    """A connection whose own refusals are Resource Manager's, and quote nothing of what came in.

    aiohttp's say what it could not read, and that can be a body or a header with a secret in it.
    """

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        del exc, message
        if request.writer.output_size > 0:
            raise ConnectionError  # An answer has begun; aiohttp ends the connection.
        response = _response(_refusal(_NO_HTTP if status < _OURS else _BUG))
        response.force_close()
        return response


class _Listener(web.Server):
    """A server of such connections, which logs nothing: aiohttp logs what it could not read."""

    def __call__(self) -> _Connection:
        quiet = logging.getLogger(__name__)
        quiet.setLevel(logging.CRITICAL + 1)
        return _Connection(self, loop=asyncio.get_running_loop(), access_log=quiet, logger=quiet)


class _Runner(web.AppRunner):
    """Runs an application behind such a server."""

    async def _make_server(self) -> web.Server:
        made = await super()._make_server()
        return _Listener(made.request_handler, request_factory=made.request_factory)


@contextlib.contextmanager
def running(state: Path | None = None, delay: float = 0.0) -> Iterator[Server]:
    """Run the server in a thread with its own event loop.

    ``state`` is the file that resources survive in; ``delay`` is how long, in seconds, operations take
    that take a while.
    """
    with contextlib.closing(Cloud(state, delay=delay)) as cloud, serving(cloud) as server:
        yield server


@contextlib.contextmanager
def serving(cloud: Cloud) -> Iterator[Server]:
    """Run a server for a cloud that was made by the caller, with its own clock, say."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="local-azure", daemon=True)
    thread.start()
    try:
        runner = asyncio.run_coroutine_threadsafe(start(cloud), loop).result()
        try:
            yield Server(cloud)
        finally:
            asyncio.run_coroutine_threadsafe(stop(runner), loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def _handler(cloud: Cloud) -> Any:
    async def handle(raw: web.Request) -> web.Response:
        try:
            answer = cloud.answer(await _read(raw))
        except web.HTTPRequestEntityTooLarge:
            answer = _refusal(
                ArmError(
                    413,
                    "RequestContentTooLarge",
                    f"The request content exceeds the maximum size of {_LARGEST} bytes.",
                )
            )
        except web.RequestPayloadError:
            answer = _refusal(_UNREADABLE)
        except ArmError as error:
            answer = _refusal(error)
        except ConnectionError:  # The client went away; there is nobody to tell.
            raise
        except Exception as error:  # noqa: BLE001  # Whatever it is, its text may hold a secret.
            print(f"local Azure: {type(error).__name__} in an answer", file=sys.stderr)  # noqa: T201
            answer = _refusal(_BUG)
        return _response(answer)

    return handle


async def _read(raw: web.Request) -> Request:
    if (
        raw.host.partition(":")[0] not in _NAMES
    ):  # A web page must not reach the server under a name of its own.
        raise ArmError(421, "MisdirectedRequest", "The local Azure answers on the loopback only.")
    scheme, _, token = raw.headers.get("Authorization", "").partition(" ")
    return Request(
        method=raw.method,
        path=raw.rel_url.raw_path,
        query=raw.query,
        body=await raw.read(),
        authorized=scheme.lower() == "bearer" and bool(token.strip()),
        if_match=raw.headers.get("If-Match", ""),
        if_none_match=raw.headers.get("If-None-Match", ""),
    )


def _refusal(error: ArmError) -> Answer:
    return Answer(error.status, error.body(), error.headers)


def _response(answer: Answer) -> web.Response:
    id = str(uuid.uuid4())
    return web.Response(
        status=answer.status,
        body=None if answer.body is None else msgspec.json.encode(answer.body),
        content_type=None if answer.body is None else "application/json",
        charset=None if answer.body is None else "utf-8",
        headers={
            **answer.headers,
            "Cache-Control": "no-cache",
            "x-ms-request-id": id,
            "x-ms-correlation-request-id": id,
        },
    )
