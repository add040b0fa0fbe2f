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

from hubwarden.local_azure.answers import Answer, Request
from hubwarden.local_azure.cloud import Cloud
from hubwarden.local_azure.errors import ArmError

HOST: Final = "127.0.0.1"
_LARGEST: Final = 4 * 1024 * 1024
"""Bytes of a request's body (limits of Azure Resource Manager)."""
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
    quiet = logging.getLogger(__name__)
    quiet.setLevel(
        logging.CRITICAL + 1
    )  # aiohttp logs malformed requests, which can hold a secret.
    app = web.Application(client_max_size=_LARGEST)
    app.router.add_route("*", r"/{path:[\s\S]*}", _handler(cloud))
    runner = web.AppRunner(app, access_log=None, logger=quiet, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, HOST, port).start()
    cloud.url = f"http://{HOST}:{runner.addresses[0][1]}"
    return runner


@contextlib.contextmanager
def running(state: Path | None = None, delay: float = 0.0) -> Iterator[Server]:
    """Run the server in a thread with its own event loop.

    ``state`` is the file that resources survive in; ``delay`` is how long, in seconds, operations take
    that take a while.
    """
    with serving(Cloud(state, delay=delay)) as server:
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
            asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result()
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
        except ArmError as error:
            answer = _refusal(error)
        except Exception as error:  # noqa: BLE001  # Whatever it is, its text may hold a secret.
            print(f"local Azure: {type(error).__name__} in an answer", file=sys.stderr)  # noqa: T201
            answer = _refusal(ArmError(500, "InternalServerError", "The local Azure has a bug."))
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
