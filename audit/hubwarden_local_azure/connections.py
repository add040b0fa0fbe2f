"""Connections whose own refusals are Resource Manager's, and quote nothing of what came in.

aiohttp's say what it could not read, and that can be a body or a header with a secret in it.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any, cast

from aiohttp import web

from hubwarden_local_azure.answers import refusal
from hubwarden_local_azure.responses import BUG, NO_HTTP, response

_OURS = 500
"""From here on a status says that the fault is the server's."""


class Connection(web.RequestHandler):
    """A connection."""

    __slots__ = ("_kept", "_open")

    def __init__(self, open_: set[asyncio.Transport], *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._open = open_

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember what is open."""
        super().connection_made(transport)
        self._kept = cast("asyncio.Transport", transport)
        self._open.add(self._kept)

    def connection_lost(self, exc: BaseException | None) -> None:
        """Forget what is closed."""
        super().connection_lost(exc)
        self._open.discard(self._kept)

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Answer what could not be read, or what failed."""
        del exc, message
        if request.writer.output_size > 0:
            raise ConnectionError  # An answer has begun; aiohttp ends the connection.
        answer = response(refusal(NO_HTTP if status < _OURS else BUG))
        answer.force_close()
        return answer


class Listener(web.Server):
    """A server of such connections, which logs nothing: aiohttp logs what it could not read."""

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
