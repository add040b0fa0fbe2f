"""What Resource Manager answers when it refuses: a status, a code and a message.

The codes and the wording are those of Azure Resource Manager (its common errors, "Troubleshoot common
Azure deployment errors", and answers quoted in public issues). A message names types, ids, members and
limits; it never quotes a value of a body, because a body may hold a credential.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping


class ArmError(Exception):
    """A refusal, answered as ``{"error": {"code": ..., "message": ...}}``."""

    def __init__(
        self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = dict(headers or {})

    def body(self) -> dict[str, object]:
        """Return the envelope."""
        return {"error": {"code": self.code, "message": self.message}}


def bad_request(message: str, code: str = "BadRequest") -> ArmError:
    """Refuse a body or a name."""
    return ArmError(400, code, message)


def conflict(message: str, code: str = "Conflict") -> ArmError:
    """Refuse because of what is there already."""
    return ArmError(409, code, message)


def not_found(type_: str, name: str, group: str) -> ArmError:
    """Say that a resource is not there."""
    place = f" under resource group '{group}'" if group else ""
    return ArmError(
        404,
        "ResourceNotFound",
        f"The Resource '{type_}/{name}'{place} was not found. For more details please go to "
        "https://aka.ms/ARMResourceNotFoundFix",
    )


def group_not_found(name: str) -> ArmError:
    """Say that a resource group is not there."""
    return ArmError(404, "ResourceGroupNotFound", f"Resource group '{name}' could not be found.")


def parent_not_found(type_: str, parent: str) -> ArmError:
    """Say that the resource around a child is not there."""
    return ArmError(
        404,
        "ParentResourceNotFound",
        f"Failed to perform the operation on resource(s) of type '{type_}', because the parent "
        f"resource '{parent}' could not be found.",
    )


def unknown_namespace(namespace: str) -> ArmError:
    """Say that no provider has this namespace."""
    return ArmError(
        404, "InvalidResourceNamespace", f"The resource namespace '{namespace}' is invalid."
    )


def unknown_type(type_: str, version: str) -> ArmError:
    """Say that a provider does not have this type."""
    namespace, _, rest = type_.partition("/")
    return ArmError(
        404,
        "InvalidResourceType",
        f"The resource type '{rest}' could not be found in the namespace '{namespace}' for api "
        f"version '{version}'.",
    )


def missing_version() -> ArmError:
    """Ask for the api-version."""
    return bad_request(
        "The api-version query parameter (?api-version=) is required for all requests.",
        "MissingApiVersionParameter",
    )


def unsupported_version(type_: str, version: str, supported: Iterable[str]) -> ArmError:
    """Say which api-versions a type has."""
    return bad_request(
        f"No registered resource provider found for API version '{version}' for type '{type_}'. "
        f"The supported api-versions are '{', '.join(supported)}'.",
        "NoRegisteredProviderFound",
    )


def locked(scope: str, verb: str, locks: Iterable[str]) -> ArmError:
    """Refuse because of locks; ``locks`` are the scopes that they are on."""
    held = ",".join(f"'{lock}'" for lock in locks)
    return conflict(
        f"The scope '{scope}' cannot perform {verb} operation because following scope(s) are "
        f"locked: {held}. Please remove the lock and try again.",
        "ScopeLocked",
    )


def no_method(method: str, allowed: Iterable[str]) -> ArmError:
    """Refuse a method that a path does not have."""
    return ArmError(
        405,
        "HttpMethodNotSupported",
        f"The HTTP method '{method}' is not supported at this scope.",
        {"Allow": ", ".join(allowed)},
    )
