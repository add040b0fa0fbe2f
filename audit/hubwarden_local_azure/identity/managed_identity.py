"""The endpoints that issue tokens to programs in Azure: on a virtual machine and in App Service.

Sources: "How to use managed identities for Azure resources on an Azure VM to acquire an access token" and "REST
endpoint reference" of App Service. Both use plain http on the machine itself.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any, Final

from hubwarden_local_azure.answers import Answer, Request
from hubwarden_local_azure.identity import tokens
from hubwarden_local_azure.tenant import SYSTEM_ASSIGNED, Principal, Tenant

MACHINE: Final = "/metadata/identity/oauth2/token"
APP_SERVICE: Final = "/msi/token"


def answer(request: Request, tenant: Tenant, header: str, now: float) -> Answer | None:
    """Answer a token request for a managed identity; ``None`` for any other request.

    ``header`` is the value of X-IDENTITY-HEADER that a request of App Service must have.
    """
    if request.method != "GET":
        return None
    if request.path == APP_SERVICE:
        return _of_app_service(request, tenant, header, now)
    return _of_machine(request, tenant, now) if request.path == MACHINE else None


def _of_app_service(request: Request, tenant: Tenant, header: str, now: float) -> Answer:
    if not hmac.compare_digest(request.header("X-IDENTITY-HEADER").encode(), header.encode()):
        return _app_service_refusal(401, "The header X-IDENTITY-HEADER is missing or wrong.")
    resource, principal = request.query.get("resource", ""), _chosen(request, tenant)
    if principal is None or not resource:
        return _app_service_refusal(400, "No managed identity was found for the parameters.")
    return Answer(200, _body(principal, tenant, resource, now))


def _of_machine(request: Request, tenant: Tenant, now: float) -> Answer:
    if request.header("Metadata").lower() != "true":
        return _machine_refusal("bad_request_102", "Required metadata header not specified")
    resource, principal = request.query.get("resource", ""), _chosen(request, tenant)
    if principal is None or not resource:
        return _machine_refusal("invalid_request", "Identity not found")
    lifetime = {"expires_in": str(tokens.LIFETIME), "ext_expires_in": str(tokens.LIFETIME)}
    return Answer(200, _body(principal, tenant, resource, now) | lifetime)


def _chosen(request: Request, tenant: Tenant) -> Principal | None:
    """Return the requested identity; by default the system-assigned one, or the only one."""
    query = {name.lower(): value.lower() for name, value in request.query.items()}
    managed = [item for item in tenant.principals if item.managed]
    wishes = {
        "client_id": query.get("client_id"),
        "object_id": query.get("object_id"),
        "resource": query.get("mi_res_id") or query.get("msi_res_id"),
    }
    if any(wishes.values()):
        fitting = [item for item in managed if _fits(item, wishes)]
    elif len(managed) == 1:
        fitting = managed
    else:
        fitting = [item for item in managed if item.managed == SYSTEM_ASSIGNED]
    return fitting[0] if fitting else None


def _fits(principal: Principal, wishes: Mapping[str, str | None]) -> bool:
    own = {
        "client_id": principal.application.lower(),
        "object_id": principal.id.lower(),
        "resource": principal.managed.lower(),
    }
    return all(own[name] == wish for name, wish in wishes.items() if wish)


def _body(principal: Principal, tenant: Tenant, resource: str, now: float) -> dict[str, Any]:
    return {
        "access_token": tokens.issue(principal, tenant, resource, now),
        "client_id": principal.application,
        "expires_on": str(int(now) + tokens.LIFETIME),
        "not_before": str(int(now)),
        "resource": resource,
        "token_type": "Bearer",
    }


def _machine_refusal(error: str, description: str) -> Answer:
    return Answer(400, {"error": error, "error_description": description})


def _app_service_refusal(status: int, message: str) -> Answer:
    return Answer(status, {"statusCode": status, "message": message, "correlationId": ""})
