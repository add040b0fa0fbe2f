"""Faults that a server can have: each answers some requests in place of the server, or none of them."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

Answering = Callable[[web.Request], Awaitable[web.StreamResponse]]


def some(part: str, answering: Answering, times: int = 1_000_000) -> Any:
    """Answer the first ``times`` requests whose path holds ``part``, in any letter case."""
    left = [times]

    async def fault(request: web.Request) -> web.StreamResponse | None:
        if part.lower() not in request.path.lower() or not left[0]:
            return None
        left[0] -= 1
        return await answering(request)

    return fault


def status(code: int, error: str = "Oops", **headers: str) -> Answering:
    async def answering(_: web.Request) -> web.StreamResponse:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        body = {"error": {"code": error, "message": "CanaryThatNobodyMaySee"}}
        return web.json_response(body, status=code, headers=names)

    return answering


def text(body: str) -> Answering:
    async def answering(_: web.Request) -> web.StreamResponse:
        return web.Response(text=body, content_type="application/json")

    return answering


def cut(body: str = '{"value": [{"id": "CanaryThatNobodyMaySee') -> Answering:
    """End the connection in the middle of the body."""

    async def answering(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "100000"})
        await response.prepare(request)
        await response.write(body.encode())
        assert request.transport is not None
        request.transport.close()
        return response

    return answering


def silence() -> Answering:
    """Never answer."""

    async def answering(_: web.Request) -> web.StreamResponse:
        await asyncio.sleep(3600)
        raise AssertionError

    return answering


def link(target: str) -> Answering:
    async def answering(request: web.Request) -> web.StreamResponse:
        return web.json_response({"value": [], "nextLink": target or str(request.url)})

    return answering
