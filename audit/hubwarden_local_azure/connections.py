"""Connections whose protocol errors are answered like Resource Manager's, without quoting the request.

aiohttp's own answers quote what could not be parsed, which can be a body or a header with a secret.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any, cast

from aiohttp import web

from hubwarden_local_azure.answers import refusal
from hubwarden_local_azure.responses import BUG, NO_HTTP, response

_OURS = 500
"""From this status on, the fault is the server's."""


class Connection(web.RequestHandler):
    """A connection with such answers."""

    __slots__ = ("_kept", "_open")

    def __init__(self, open_: set[asyncio.Transport], *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._open = open_

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Register the open connection."""
        super().connection_made(transport)
        self._kept = cast("asyncio.Transport", transport)
        self._open.add(self._kept)

    def connection_lost(self, exc: BaseException | None) -> None:
        """Unregister the closed connection."""
        super().connection_lost(exc)
        self._open.discard(self._kept)

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Answer a request that could not be parsed, or whose handling failed."""
        del exc, message
        if request.writer.output_size > 0:
            raise ConnectionError  # an answer has begun; aiohttp ends the connection
        answer = response(refusal(NO_HTTP if status < _OURS else BUG))
        answer.force_close()
        return answer


class Listener(web.Server):
    """A server with such connections that logs nothing, since aiohttp logs what it could not parse."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.open = set[asyncio.Transport]()

    def __call__(self) -> Connection:
        """Return the handler of a new connection."""
        quiet = logging.getLogger(__name__)
        quiet.setLevel(logging.CRITICAL + 1)
        loop = asyncio.get_running_loop()
        return Connection(self.open, self, loop=loop, access_log=quiet, logger=quiet)


class Runner(web.AppRunner):
    """Runs an application behind such a server."""

    async def _make_server(self) -> web.Server:
        made = await super()._make_server()
        return Listener(made.request_handler, request_factory=made.request_factory)
