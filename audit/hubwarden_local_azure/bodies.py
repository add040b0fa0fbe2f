"""Parses the bodies of requests into objects; ``shapes.py`` checks their members."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from hubwarden_local_azure.refusals import ArmError, bad_request

_DEEPEST: Final = 40
"""The deepest nesting of a body, far more than any type needs."""


def read_body(raw: bytes) -> dict[str, Any]:
    """Parse a JSON object; refuse anything else, and nesting beyond the limit."""
    try:
        body = msgspec.json.decode(raw or b"{}")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise _unreadable("it is not valid JSON") from None
    if not isinstance(body, dict):
        raise _unreadable("it is not an object")
    layer: list[Any] = [body]
    for _ in range(_DEEPEST):
        layer = [
            inner
            for item in layer
            for inner in (item.values() if isinstance(item, dict) else item)
            if isinstance(inner, dict | list)
        ]
    if layer:
        raise _unreadable("it is too deep")
    return body


def _unreadable(why: str) -> ArmError:
    return bad_request(
        f"The request content was invalid and could not be deserialized: {why}.",
        "InvalidRequestContent",
    )
