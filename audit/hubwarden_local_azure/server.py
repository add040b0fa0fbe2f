"""The local Azure as an HTTP server on the loopback."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Unpack

from aiohttp import web

from hubwarden_local_azure.answers import Answer, Request, refusal
from hubwarden_local_azure.certificates import server_context
from hubwarden_local_azure.cloud import Cloud, CloudOptions
from hubwarden_local_azure.connections import Listener, Runner
from hubwarden_local_azure.data_plane.registrations import Registration
from hubwarden_local_azure.faults import Fault
from hubwarden_local_azure.identity import managed_identity
from hubwarden_local_azure.refusals import ArmError
from hubwarden_local_azure.request_log import RequestLog
from hubwarden_local_azure.responses import BUG, UNREADABLE, cut, response
from hubwarden_local_azure.write_races import written_namespace

HOST: Final = "127.0.0.1"
_LARGEST: Final = 4 * 1024 * 1024
"""The largest body of a request in bytes (limits of Azure Resource Manager)."""
_NAMES: Final = frozenset({HOST, "localhost"})


class Server:
    """A running server."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    @property
    def url(self) -> str:
        """Its address: ``http://127.0.0.1:PORT``, or https where it has a certificate."""
        return self._cloud.url

    @property
    def plain_url(self) -> str:
        """The http address of the managed identity endpoints; without https the same as ``url``."""
        return self._cloud.plain_url

    @property
    def requests(self) -> RequestLog:
        """The requests so far."""
        return self._cloud.requests

    @property
    def app_service_environment(self) -> dict[str, str]:
        """The variables with which an app in App Service finds its managed identity."""
        url = f"{self.plain_url}{managed_identity.APP_SERVICE}"
        return {"IDENTITY_ENDPOINT": url, "IDENTITY_HEADER": self._cloud.identity_header}

    @property
    def machine_environment(self) -> dict[str, str]:
        """The variable that redirects a virtual machine's managed identity to this server."""
        return {"AZURE_POD_IDENTITY_AUTHORITY_HOST": self.plain_url}

    def count(self, hub: str, metric: str, at: float, number: float = 1.0) -> None:
        """Add to a metric of a hub; ``at`` is in seconds since the epoch.

        Raises ``ValueError`` for a metric that hubs do not have.
        """
        self._cloud.count(hub, metric, at, number)

    def register(self, hub: str, *registrations: Registration) -> None:
        """Register devices with a hub, by its resource id, in place of those that it has."""
        self._cloud.register(hub, registrations)

    def add(self, id: str, body: dict[str, Any], version: str) -> None:
        """Create or replace a resource, also of a type that only Azure itself can create.

        Raises ``ArmError`` for an unknown type or api-version, or an invalid body.
        """
        self._cloud.add(id, body, version)

    def disturb(self, *faults: Fault, seed: int = 0) -> None:
        """Replace the current faults; without arguments, remove them."""
        self._cloud.disturb(faults, seed)

    def dump(self) -> dict[str, Any]:
        """Return every resource as an ARM body with its ``apiVersion`` and the credentials written to it.

        This is for tests; Azure has no such request. Keys of access rules are left out.
        """
        return self._cloud.dump()


async def start(cloud: Cloud, port: int = 0, ca_file: Path | None = None) -> web.AppRunner:
    """Listen on the loopback and set the addresses in ``cloud``.

    With ``ca_file`` it serves https and writes there the certificate of the authority. A second port then serves
    plain http for managed identities, as in Azure.
    """
    context = server_context(ca_file) if ca_file else None
    app = web.Application(client_max_size=_LARGEST)
    app.router.add_route("*", r"/{path:[\s\S]*}", _handler(cloud))
    runner = Runner(app, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, HOST, port, ssl_context=context).start()
    cloud.url = f"{'https' if context else 'http'}://{HOST}:{runner.addresses[0][1]}"
    if context:
        await web.TCPSite(runner, HOST, 0).start()
    cloud.plain_url = f"http://{HOST}:{runner.addresses[-1][1]}"
    return runner


async def stop(runner: web.AppRunner) -> None:
    """Stop serving, and wait for requests in progress, which aiohttp would cancel without waiting.

    An https client that does not answer the end of a connection would otherwise delay this by half a minute.
    """
    listener = runner.server
    await runner.cleanup()
    while isinstance(listener, Listener) and listener.open:
        for transport in tuple(listener.open):
            transport.abort()
        await asyncio.sleep(0)
    rest = asyncio.all_tasks() - {asyncio.current_task()}
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)


@contextlib.contextmanager
def running(
    state: Path | None = None,
    delay: float = 0.0,
    *,
    port: int = 0,
    ca_file: Path | None = None,
    **options: Unpack[CloudOptions],
) -> Iterator[Server]:
    """Run the server in a thread with its own event loop.

    ``state`` is the file that keeps resources over restarts; ``delay`` is the duration of long-running operations
    in seconds; ``port`` 0 takes a free port. With ``ca_file`` it serves https, and writes there the certificate
    (PEM) of the authority that clients must trust. ``options`` describe the surroundings of the resources and what
    disturbs the answers.
    """
    with (
        contextlib.closing(Cloud(state, delay=delay, **options)) as cloud,
        serving(cloud, ca_file, port) as server,
    ):
        yield server


@contextlib.contextmanager
def serving(cloud: Cloud, ca_file: Path | None = None, port: int = 0) -> Iterator[Server]:
    """Run a server for a ``Cloud`` that the caller made, for example with a clock of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="local-azure", daemon=True)
    thread.start()
    try:
        runner = asyncio.run_coroutine_threadsafe(start(cloud, port, ca_file), loop).result()
        try:
            yield Server(cloud)
        finally:
            asyncio.run_coroutine_threadsafe(stop(runner), loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def _handler(cloud: Cloud) -> Any:
    async def handle(raw: web.Request) -> web.StreamResponse:
        try:
            answer = await _answered(cloud, await _read(raw))
        except web.HTTPRequestEntityTooLarge:
            answer = refusal(
                ArmError(
                    413,
                    "RequestContentTooLarge",
                    f"The request content exceeds the maximum size of {_LARGEST} bytes.",
                )
            )
        except web.RequestPayloadError:
            answer = refusal(UNREADABLE)
        except ArmError as error:
            answer = refusal(error)
        except ConnectionError:  # the client has gone
            raise
        except Exception as error:  # noqa: BLE001  # Whatever it is, its text may hold a secret.
            print(f"local Azure: {type(error).__name__} in an answer", file=sys.stderr)  # noqa: T201
            answer = refusal(BUG)
        await asyncio.sleep(answer.wait)
        return await cut(answer, raw) if answer.ending else response(answer)

    return handle


async def _answered(cloud: Cloud, request: Request) -> Answer:
    """Answer a request. Where simultaneous writes are refused, a write takes a while."""
    namespace = written_namespace(request) if cloud.races else ""
    if cloud.races is None or not namespace:
        return cloud.answer(request)
    if namespace in cloud.written:
        return cloud.answer(request, beside_another=True)
    cloud.written.add(namespace)
    try:
        answer = cloud.answer(request)
        await asyncio.sleep(cloud.races.seconds)
    finally:
        cloud.written.discard(namespace)
    return answer


async def _read(raw: web.Request) -> Request:
    if (
        raw.host.partition(":")[0] not in _NAMES
    ):  # a web page must not reach the server under another host name
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
