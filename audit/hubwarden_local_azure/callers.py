"""The principal behind a request, by its bearer token."""

from __future__ import annotations

from typing import Any, Final

from hubwarden_local_azure.answers import Request
from hubwarden_local_azure.identity import tokens
from hubwarden_local_azure.refusals import ArmError
from hubwarden_local_azure.tenant import ADMINISTRATOR, Principal, Tenant

MANAGEMENT: Final = frozenset(
    {
        "https://management.azure.com",
        "https://management.core.windows.net",
        "https://management.usgovcloudapi.net",
        "https://management.core.usgovcloudapi.net",
        "https://management.chinacloudapi.cn",
        "https://management.core.chinacloudapi.cn",
    }
)
"""The audiences of tokens for Resource Manager, in each cloud (``get_arm_endpoints`` of azure-mgmt-core)."""


def named_by(token: str, tenant: Tenant) -> Principal:
    """Return the principal in a token; for a token that was not issued here, the administrator."""
    claims = tokens.claims_of(token)
    id = claims.get("oid")
    if not isinstance(id, str):
        return ADMINISTRATOR
    name = claims.get("upn", claims.get("appid", ""))
    user = claims.get("idtyp") == "user"
    return tenant.principal(id) or Principal(
        id, str(name), kind="User" if user else "ServicePrincipal"
    )


def caller_of(request: Request, tenant: Tenant, audiences: frozenset[str], now: float) -> Principal:
    """Return the principal behind a request; refuse a request with no token or an invalid one.

    The codes are those of "Authenticate requests across tenants" and of answers quoted in public issues.
    """
    if not request.token:
        raise _refused(
            "AuthenticationFailed",
            "Authentication failed. The 'Authorization' header is missing or is no bearer token.",
        )
    claims: dict[str, Any] = tokens.claims_of(request.token)
    if "oid" not in claims:
        return ADMINISTRATOR
    expires = claims.get("exp")
    if not isinstance(expires, int | float) or expires <= now:
        raise _refused("ExpiredAuthenticationToken", "The access token has expired.")
    if claims.get("tid") != tenant.id:
        raise _refused(
            "InvalidAuthenticationTokenTenant",
            "The access token is from the wrong issuer. It must match the tenant that the "
            f"subscription is in: '{tenant.id}'.",
        )
    if str(claims.get("aud")).rstrip("/").lower() not in audiences:
        raise _refused(
            "InvalidAuthenticationTokenAudience",
            "The access token has been obtained for wrong audience or resource. It should exactly "
            f"match with one of the allowed audiences '{', '.join(sorted(audiences))}'.",
        )
    return named_by(request.token, tenant)


def _refused(code: str, message: str) -> ArmError:
    return ArmError(401, code, message, {"WWW-Authenticate": 'Bearer error="invalid_token"'})
