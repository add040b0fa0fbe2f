"""Sends answers over HTTP."""

from __future__ import annotations

import uuid
from typing import Final

import msgspec
from aiohttp import web

from hubwarden_local_azure.answers import Answer
from hubwarden_local_azure.refusals import ArmError, bad_request

NO_HTTP: Final = bad_request("The request is not valid HTTP.")
UNREADABLE: Final = bad_request(
    "The request content does not have the encoding that it is said to have.",
    "InvalidRequestContent",
)
BUG: Final = ArmError(500, "InternalServerError", "The local Azure has a bug.")


async def cut(answer: Answer, raw: web.Request) -> web.StreamResponse:
    """End the connection in the middle of an answer, or before it."""
    whole = response(answer)
    body = whole.body if isinstance(whole.body, bytes) else b""
    part = web.StreamResponse(status=max(answer.status, 100), headers=whole.headers)
    if answer.ending == "cut":
        part.content_length = len(body) + 1  # so that an answer without a body is cut, too
        await part.prepare(raw)
        await part.write(body[: len(body) // 2])
    if raw.transport is not None:
        raw.transport.abort() if answer.ending == "reset" else raw.transport.close()
    raise ConnectionError


def response(answer: Answer) -> web.Response:
    """Return an answer with the headers of every Resource Manager response."""
    id = str(uuid.uuid4())
    body = answer.raw
    if body is None and answer.body is not None:
        body = msgspec.json.encode(answer.body)
    return web.Response(
        status=answer.status or 200,
        body=body,
        content_type=None if body is None else answer.content_type,
        charset=None if body is None else "utf-8",
        headers={
            **answer.headers,
            "Cache-Control": "no-cache",
            "x-ms-request-id": id,
            "x-ms-correlation-request-id": id,
        },
    )
