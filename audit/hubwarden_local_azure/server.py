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
from typing import Any, Final, cast

import msgspec
from aiohttp import web

from hubwarden_local_azure.answers import Answer, Request
from hubwarden_local_azure.certificates import server_context
from hubwarden_local_azure.cloud import Cloud
from hubwarden_local_azure.identity import managed_identity
from hubwarden_local_azure.refusals import ArmError, bad_request
from hubwarden_local_azure.request_log import RequestLog
from hubwarden_local_azure.tenant import Tenant

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
        """Where it is reached: ``http://127.0.0.1:PORT``, or https where it has a certificate."""
        return self._cloud.url

    @property
    def plain_url(self) -> str:
        """Where managed identities are reached over plain http; without https the same as ``url``."""
        return self._cloud.plain_url

    @property
    def requests(self) -> RequestLog:
        """What was asked so far."""
        return self._cloud.requests

    @property
    def app_service_environment(self) -> dict[str, str]:
        """The variables by which an app in App Service finds its managed identity."""
        url = f"{self.plain_url}{managed_identity.APP_SERVICE}"
        return {"IDENTITY_ENDPOINT": url, "IDENTITY_HEADER": self._cloud.identity_header}

    @property
    def machine_environment(self) -> dict[str, str]:
        """The variable by which a virtual machine's managed identity is looked for here."""
        return {"AZURE_POD_IDENTITY_AUTHORITY_HOST": self.plain_url}

    def add(self, id: str, body: dict[str, Any], version: str) -> None:
        """Make or replace a resource, also one of a type that Azure makes itself.

        Raises ``ArmError`` where the type, the api-version or the body is not known.
        """
        self._cloud.add(id, body, version)

    def dump(self) -> dict[str, Any]:
        """Return every resource as an ARM body with its ``apiVersion`` and the credentials given.

        It is a test's view, which Azure does not have. Keys of access rules are not in it.
        """
        return self._cloud.dump()


async def start(cloud: Cloud, port: int = 0, ca_file: Path | None = None) -> web.AppRunner:
    """Bind to the loopback and tell the cloud its address.

    With ``ca_file`` it serves https, and writes there what its certificate is checked against. A second
    port then has plain http for managed identities, as it is in Azure.
    """
    context = server_context(ca_file) if ca_file else None
    app = web.Application(client_max_size=_LARGEST)
    app.router.add_route("*", r"/{path:[\s\S]*}", _handler(cloud))
    runner = _Runner(app, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, HOST, port, ssl_context=context).start()
    cloud.url = f"{'https' if context else 'http'}://{HOST}:{runner.addresses[0][1]}"
    if context:
        await web.TCPSite(runner, HOST, 0).start()
    cloud.plain_url = f"http://{HOST}:{runner.addresses[-1][1]}"
    return runner


async def stop(runner: web.AppRunner) -> None:
    """Stop serving and wait for what still ran: aiohttp cancels a connection and looks no further.

    A client of https that does not answer the end of a connection would hold it for half a minute.
    """
    listener = runner.server
    await runner.cleanup()
    while isinstance(listener, _Listener) and listener.open:
        for transport in tuple(listener.open):
            transport.abort()
        await asyncio.sleep(0)
    rest = asyncio.all_tasks() - {asyncio.current_task()}
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)


class _Connection(web.RequestHandler):
    """A connection whose own refusals are Resource Manager's, and quote nothing of what came in.

    aiohttp's say what it could not read, and that can be a body or a header with a secret in it.
    """

    __slots__ = ("_kept", "_open")

    def __init__(self, open_: set[asyncio.Transport], *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._open = open_

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._kept = cast("asyncio.Transport", transport)
        self._open.add(self._kept)

    def connection_lost(self, exc: BaseException | None) -> None:
        super().connection_lost(exc)
        self._open.discard(self._kept)

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

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.open = set[asyncio.Transport]()

    def __call__(self) -> _Connection:
        quiet = logging.getLogger(__name__)
        quiet.setLevel(logging.CRITICAL + 1)
        loop = asyncio.get_running_loop()
        return _Connection(self.open, self, loop=loop, access_log=quiet, logger=quiet)


class _Runner(web.AppRunner):
    """Runs an application behind such a server."""

    async def _make_server(self) -> web.Server:
        made = await super()._make_server()
        return _Listener(made.request_handler, request_factory=made.request_factory)


@contextlib.contextmanager
def running(
    state: Path | None = None,
    delay: float = 0.0,
    *,
    ca_file: Path | None = None,
    tenant: Tenant | None = None,
) -> Iterator[Server]:
    """Run the server in a thread with its own event loop.

    ``state`` is the file that resources survive in; ``delay`` is how long, in seconds, operations take
    that take a while; with ``ca_file`` it serves https and writes there the certificate (PEM) of the
    authority that clients check it against; ``tenant`` is who and what is around the resources.
    """
    with (
        contextlib.closing(Cloud(state, delay=delay, tenant=tenant)) as cloud,
        serving(cloud, ca_file) as server,
    ):
        yield server


@contextlib.contextmanager
def serving(cloud: Cloud, ca_file: Path | None = None) -> Iterator[Server]:
    """Run a server for a cloud that was made by the caller, with its own clock, say."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="local-azure", daemon=True)
    thread.start()
    try:
        runner = asyncio.run_coroutine_threadsafe(start(cloud, ca_file=ca_file), loop).result()
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
    return Request(
        method=raw.method,
        path=raw.rel_url.raw_path,
        query=raw.query,
        body=await raw.read(),
        headers=raw.headers,
        raw_query=raw.rel_url.raw_query_string,
        host=raw.host,
        secure=raw.secure,
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
