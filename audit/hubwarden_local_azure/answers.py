"""Requests and answers, and the bodies of resources, lists and pages."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal
from urllib.parse import quote, unquote

from hubwarden_local_azure.kinds import Kind
from hubwarden_local_azure.refusals import ArmError, bad_request
from hubwarden_local_azure.store import Resource
from hubwarden_local_azure.table import KINDS

_PAGE: Final = 100
"""The items on a page without $top (OpenAPI of Notification Hubs)."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came in."""

    method: str
    path: str
    """The path, percent-encoded."""
    query: Mapping[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    raw_query: str = ""
    """The query, percent-encoded."""
    host: str = ""
    """The host and port in the request."""
    secure: bool = False
    """Whether it came over https."""

    def header(self, name: str) -> str:
        """Return a header; an empty text where it is missing."""
        return self.headers.get(name, "")

    @property
    def token(self) -> str:
        """The bearer token; an empty text where there is none."""
        scheme, _, token = self.header("Authorization").partition(" ")
        return token.strip() if scheme.lower() == "bearer" else ""

    @property
    def version(self) -> str:
        """The api-version; an empty text where there is none."""
        return self.query.get("api-version", "").lower()


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer; without a body it is sent empty."""

    status: int
    body: Any = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: bytes | None = field(default=None, repr=False)
    """The bytes that are sent instead of the body; ``None``: the body is sent."""
    ending: Literal["", "cut", "reset"] = ""
    """How the connection ends too early: in the middle of the answer (``cut``) or before it (``reset``)."""
    wait: float = 0.0
    """The seconds to wait before it is sent."""
    content_type: str = "application/json"
    """The type of the body, where there is one."""


def refusal(error: ArmError) -> Answer:
    """Return the answer for a refusal."""
    return Answer(error.status, error.body(), error.headers)


def show(resource: Resource, version: str, *, listed: bool = False) -> dict[str, Any]:
    """Return a resource in the form of its API."""
    kind = KINDS[resource.type.lower()]
    properties = {
        name: copy.deepcopy(value)
        for name, value in resource.properties.items()
        if version >= kind.since.get(name, "")
    }
    if resource.phase == "deleting" and "provisioningState" in properties:
        properties["provisioningState"] = "Deleting"
    body: dict[str, Any] = {"id": resource.id, "name": resource.name, "type": kind.type}
    if resource.location:
        body["location"] = resource.location
    if kind.tagged:
        body["tags"] = dict(resource.tags)
    body |= copy.deepcopy(resource.envelope)
    body["properties"] = properties
    if kind.system_data:
        body["systemData"] = {
            "createdByType": "Application",
            "createdAt": resource.created,
            "lastModifiedByType": "Application",
            "lastModifiedAt": resource.changed,
        }
    if resource.etag:
        body["etag"] = resource.etag
    kind.behaviour.show(body, resource, version, listed=listed)
    return body


def reveal(resource: Resource) -> dict[str, Any]:
    """Return a resource with the credentials that were written to it; for tests, Azure has no such answer.

    Keys of access rules are left out.
    """
    body = show(resource, resource.version)
    body["properties"] |= copy.deepcopy(resource.credentials)
    return {**body, "apiVersion": resource.version}


def page(request: Request, kind: Kind, found: list[Resource], url: str) -> dict[str, Any]:
    """Return a list, or one page of it with the link to the next."""
    if not kind.paged:
        return {"value": [show(item, request.version, listed=True) for item in found]}
    top, start = _top(request), _start(request)
    body: dict[str, Any] = {
        "value": [show(item, request.version, listed=True) for item in found[start : start + top]]
    }
    if start + top < len(found):
        body["nextLink"] = (
            f"{url}{quote(unquote(request.path))}?api-version={request.version}&$top={top}"
            f"&$skipToken=p{start + top}"
        )
    return body


def _top(request: Request) -> int:
    text = request.query.get("$top", str(_PAGE))
    if not re.fullmatch("[1-9][0-9]{0,8}", text):
        raise bad_request("$top must be a positive whole number.", "InvalidQueryParameter")
    return min(int(text), _PAGE)


def _start(request: Request) -> int:
    token = request.query.get("$skipToken", "")
    if not re.fullmatch("(?:p[0-9]{1,9})?", token):
        raise bad_request("$skipToken is not valid.", "InvalidQueryParameter")
    return int(token[1:] or "0")
