"""The paths of Resource Manager: the resource, collection or action that a request names.

A path is ``/subscriptions/{s}[/resourceGroups/{g}]``, then any number of
``/providers/{namespace}/{type}/{name}[/{type}/{name}...]``; each further ``providers`` begins an extension of the
resource before it. A last type without a name is a collection or an action. Ids and names are compared in any
letter case (Resource Manager's guidelines for resource providers).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from hubwarden_local_azure.refusals import ArmError, bad_request

GROUPS: Final = "Microsoft.Resources/resourceGroups"
_GUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_LONGEST: Final = 8192


@dataclass(frozen=True, slots=True)
class Place:
    """The parts of a path."""

    scope: str
    """The id, as written, that the type belongs to: of a resource, a resource group or a subscription; or empty."""
    type: str
    """The full type as written, ``Microsoft.KeyVault/vaults/secrets``; empty for a subscription."""
    names: tuple[str, ...]
    """One name for each part of the type; a collection or an action lacks the last one."""

    @property
    def named(self) -> bool:
        """Whether it is a resource, and not a collection or an action."""
        return len(self.names) == self.type.count("/")

    @property
    def last(self) -> str:
        """The last part of the type, which is the name of a collection or an action."""
        return self.type.rpartition("/")[2]

    @property
    def name(self) -> str:
        """The last name."""
        return self.names[-1] if self.names else ""

    def owner(self) -> Place:
        """Return the resource that contains a nested type, a collection or an action."""
        outer = self.type.rpartition("/")[0]
        return Place(self.scope, outer, self.names[: outer.count("/")])

    @property
    def id(self) -> str:
        """The id as written."""
        if self.type.lower() == GROUPS.lower():
            return f"{self.scope}/resourceGroups/{self.name}"
        namespace, *types = self.type.split("/")
        pairs = [f"/{kind}/{name}" for kind, name in zip(types, self.names, strict=False)]
        return f"{self.scope}/providers/{namespace}{''.join(pairs)}" if namespace else self.scope


def decoded(path: str) -> str:
    """Return the path of a request with percent-encoding decoded."""
    if len(path) > _LONGEST:
        raise ArmError(414, "RequestUriTooLong", "The request URI is too long.")
    return "/" + "/".join(_decode(segment) for segment in path.strip("/").split("/"))


def place_of(id: str) -> Place:
    """Parse an id or a decoded path."""
    return _place(id.strip("/").split("/"))


def _place(segments: list[str]) -> Place:
    if any(not segment for segment in segments):
        raise ArmError(404, "InvalidResourcePath", "The path has an empty segment.")
    scope, at = "", 0
    if segments[0].lower() == "subscriptions" and len(segments) > 1:
        if not _GUID.fullmatch(segments[1]):
            raise bad_request(
                "The provided subscription identifier is malformed or invalid.",
                "InvalidSubscriptionId",
            )
        scope, at = f"/subscriptions/{segments[1]}", 2
    place = Place(scope, "", ())
    if at and len(segments) > at and segments[at].lower() == "resourcegroups":
        place = Place(scope, GROUPS, tuple(segments[at + 1 : at + 2]))
        at += 2
    while at < len(segments):
        if segments[at].lower() != "providers" or at + 2 >= len(segments) or not _stands(place):
            raise ArmError(404, "InvalidResourcePath", "There is nothing at this path.")
        place, at = _provider(segments, at + 1, place.id)
    return place


def _stands(place: Place) -> bool:
    return not place.type or place.named


def _provider(segments: list[str], at: int, scope: str) -> tuple[Place, int]:
    types, names = [segments[at]], []
    at += 1
    while at < len(segments) and segments[at].lower() != "providers":
        types.append(segments[at])
        names += segments[at + 1 : at + 2]
        at += 2
    if len(types) == 1:
        raise ArmError(404, "InvalidResourcePath", "There is nothing at this path.")
    return Place(scope, "/".join(types), tuple(names)), at


def _decode(segment: str) -> str:
    try:
        text = unquote(segment, errors="strict")
    except UnicodeDecodeError:
        raise bad_request("The path is not valid UTF-8.", "InvalidResourcePath") from None
    if "/" in text or not text.isprintable():
        raise bad_request("A path segment has a forbidden character.", "InvalidResourcePath")
    return text


def subscription_of(id: str) -> str:
    """Return the subscription in an id; empty where it has none."""
    match id.split("/"):
        case ["", kind, name, *_] if kind.lower() == "subscriptions":
            return name
    return ""


def group_of(id: str) -> str:
    """Return the resource group in an id; empty where it has none."""
    match id.split("/"):
        case ["", _, _, kind, name, *_] if kind.lower() == "resourcegroups":
            return name
    return ""


def within(id: str, scope: str) -> bool:
    """Tell whether ``id`` is ``scope`` or lies below it."""
    id, scope = id.lower(), scope.lower().rstrip("/")
    return id == scope or id.startswith(f"{scope}/")


def scopes_of(id: str) -> list[str]:
    """Return all scopes that an id is at or below, outermost first: those for which ``within`` is true."""
    parts = id.rstrip("/").split("/")
    return ["/".join(parts[:end]) for end in range(1, len(parts) + 1)]
