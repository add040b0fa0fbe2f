"""Refusals of Resource Manager: a status, a code and a message.

Codes and wording are those of Azure Resource Manager (its common errors, "Troubleshoot common Azure deployment
errors", and answers quoted in public issues). A message names types, ids, members and limits. It never quotes a
value of a body, which may be a credential.
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
        """Return the JSON envelope of the error."""
        return {"error": {"code": self.code, "message": self.message}}


def bad_request(message: str, code: str = "BadRequest") -> ArmError:
    """Return the refusal of an invalid body or name."""
    return ArmError(400, code, message)


def conflict(message: str, code: str = "Conflict") -> ArmError:
    """Return the refusal of a request that conflicts with what exists."""
    return ArmError(409, code, message)


def not_found(type_: str, name: str, group: str) -> ArmError:
    """Return the refusal for a resource that does not exist."""
    place = f" under resource group '{group}'" if group else ""
    return ArmError(
        404,
        "ResourceNotFound",
        f"The Resource '{type_}/{name}'{place} was not found. For more details please go to "
        "https://aka.ms/ARMResourceNotFoundFix",
    )


def group_not_found(name: str) -> ArmError:
    """Return the refusal for a resource group that does not exist."""
    return ArmError(404, "ResourceGroupNotFound", f"Resource group '{name}' could not be found.")


def parent_not_found(type_: str, parent: str) -> ArmError:
    """Return the refusal for a child whose parent does not exist."""
    return ArmError(
        404,
        "ParentResourceNotFound",
        f"Failed to perform the operation on resource(s) of type '{type_}', because the parent "
        f"resource '{parent}' could not be found.",
    )


def unknown_namespace(namespace: str) -> ArmError:
    """Return the refusal for a namespace that no provider has."""
    return ArmError(
        404, "InvalidResourceNamespace", f"The resource namespace '{namespace}' is invalid."
    )


def unknown_type(type_: str, version: str) -> ArmError:
    """Return the refusal for a type that the provider does not have."""
    namespace, _, rest = type_.partition("/")
    return ArmError(
        404,
        "InvalidResourceType",
        f"The resource type '{rest}' could not be found in the namespace '{namespace}' for api "
        f"version '{version}'.",
    )


def missing_version() -> ArmError:
    """Return the refusal of a request without an api-version."""
    return bad_request(
        "The api-version query parameter (?api-version=) is required for all requests.",
        "MissingApiVersionParameter",
    )


def unsupported_version(type_: str, version: str, supported: Iterable[str]) -> ArmError:
    """Return the refusal of an api-version that the type does not have, with those that it has."""
    return bad_request(
        f"No registered resource provider found for API version '{version}' for type '{type_}'. "
        f"The supported api-versions are '{', '.join(supported)}'.",
        "NoRegisteredProviderFound",
    )


def locked(scope: str, verb: str, locks: Iterable[str]) -> ArmError:
    """Return the refusal because of locks; ``locks`` are the scopes that they are on."""
    held = ",".join(f"'{lock}'" for lock in locks)
    return conflict(
        f"The scope '{scope}' cannot perform {verb} operation because following scope(s) are "
        f"locked: {held}. Please remove the lock and try again.",
        "ScopeLocked",
    )


def no_method(method: str, allowed: Iterable[str]) -> ArmError:
    """Return the refusal of a method that a path does not have."""
    return ArmError(
        405,
        "HttpMethodNotSupported",
        f"The HTTP method '{method}' is not supported at this scope.",
        {"Allow": ", ".join(allowed)},
    )
